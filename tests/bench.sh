#!/bin/sh
# How long aslc takes: chains of states, to C alone and with cc at its levels. Milliseconds of wall time.
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
    start=$(date +%s%N)
    "$@" >/dev/null
    echo $((($(date +%s%N) - start) / 1000000))
}

printf '%8s %8s %8s %8s %8s\n' states 'to C' -O0 -O1 -O2
for n in 1 10 100 1000 ${BENCH_MORE:-}; do
    chain "$n" >"$folder/chain.asl.json"
    printf '%8d %8d' "$n" "$(ms "$B/aslc" --emit=c "$folder/chain.asl.json" -o "$folder/chain.c")"
    for level in -O0 -O1 -O2; do
        printf ' %8d' "$(ms "$B/aslc" $level "$folder/chain.asl.json" -o "$folder/chain")"
    done
    echo
done
