#!/bin/sh
# How long aslc takes: chains of states, to C alone, and to an executable at cc's default level and without optimising.
# Milliseconds of wall time, the least of three (of one from 10,000 states on).
set -eu
B=${B:-build}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP

chain() {
    awk -v n="$1" 'BEGIN { printf "{\"StartAt\":\"S1\",\"States\":{"
        for (i = 1; i < n; i++) printf "\"S%d\":{\"Type\":\"Pass\",\"Parameters\":{\"i.$\":\"$.i\"},\"Next\":\"S%d\"},\n", i, i + 1
        printf "\"S%d\":{\"Type\":\"Succeed\"}}}\n", n }'
}

ms() {
    least=
    for turn in 1 2 3; do
        start=$(date +%s%N)
        "$@" >/dev/null
        took=$((($(date +%s%N) - start) / 1000000))
        [ -n "$least" ] && [ "$least" -le "$took" ] || least=$took
        [ "$n" -lt 10000 ] || break
    done
    echo "$least"
}

printf '%-26s %9s %9s %9s\n' 'compiling, ms' 'to C' 'program' '-O0'
for n in 10 100 1000 10000; do
    chain "$n" >"$folder/chain.asl.json"
    printf '%-26s %9d' "$n states" "$(ms "$B/aslc" --emit=c "$folder/chain.asl.json" -o "$folder/chain.c")"
    printf ' %9d' "$(ms "$B/aslc" "$folder/chain.asl.json" -o "$folder/chain")"
    printf ' %9d\n' "$(ms "$B/aslc" -O0 "$folder/chain.asl.json" -o "$folder/chain")"
done
