#!/bin/sh
# How long aslc takes: chains of states, to C alone, and to an executable at the default level and at -O0, for which
# tcc does the work where it is installed. Milliseconds of wall time, the least of three (of two from 10,000 states on).
set -eu
. tests/bench/common.sh
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP

# chain N: Pass, Choice, Wait, Task and Pass again and again, N states in all.
chain() {
    awk -v n="$1" 'BEGIN { printf "{\"StartAt\":\"S1\",\"States\":{"
        for (i = 1; i < n; i++) {
            next_ = sprintf("\"Next\":\"S%d\"", i + 1)
            printf "\"S%d\":", i
            if (i % 5 == 1) printf "{\"Type\":\"Pass\",\"Parameters\":{\"i.$\":\"$.i\",\"n\":%d},\"ResultPath\":\"$.r\",%s},\n", i, next_
            if (i % 5 == 2) printf "{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.i\",\"NumericGreaterThan\":%d,%s}],\"Default\":\"S%d\"},\n", i, next_, i + 1
            if (i % 5 == 3) printf "{\"Type\":\"Wait\",\"Seconds\":0,%s},\n", next_
            if (i % 5 == 4) printf "{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:123456789012:function:f%d\",\"Retry\":[{\"ErrorEquals\":[\"States.ALL\"],\"MaxAttempts\":2}],\"Catch\":[{\"ErrorEquals\":[\"States.ALL\"],\"ResultPath\":\"$.e\",%s}],%s},\n", i % 10, next_, next_
            if (i % 5 == 0) printf "{\"Type\":\"Pass\",\"Result\":{\"a\":[1,2,3],\"b\":\"x%d\"},\"ResultPath\":\"$.q\",%s},\n", i, next_
        }
        printf "\"S%d\":{\"Type\":\"Succeed\"}}}\n", n }'
}

ms() {
    least=
    for turn in 1 2 3; do
        start=$(date +%s%N)
        "$@" >/dev/null
        took=$((($(date +%s%N) - start) / 1000000))
        [ -n "$least" ] && [ "$least" -le "$took" ] || least=$took
        [ "$n" -lt 10000 ] || [ "$turn" -lt 2 ] || break
    done
    echo "$least"
}

with=gcc
! command -v tcc >/dev/null || with=tcc
printf '%-26s %9s %9s %9s\n' 'compiling, ms' 'to C' 'program' '-O0'
for n in 10 100 1000 10000; do
    chain "$n" >"$folder/chain.asl.json"
    printf '%-26s %9d' "$n states" "$(ms "$build/aslc" -Wno-definition-large --emit=c "$folder/chain.asl.json" -o "$folder/chain.c")"
    usual=$(ms "$build/aslc" -Wno-definition-large "$folder/chain.asl.json" -o "$folder/chain")
    quick=$(ms "$build/aslc" -Wno-definition-large -O0 "$folder/chain.asl.json" -o "$folder/chain")
    printf ' %9d %9d\n' "$usual" "$quick"
    eval "usual_$n=$usual quick_$n=$quick"
done
echo

compiling="compiling mixed states to a program, s"
growing="compiling 10,000 states / 1,000"
figure "$compiling" "1,000 states" "$(scaled "$usual_1000" 1000 2)" "<= 1.00" "least of 3"
figure "$compiling" "1,000 states, -O0" "$(scaled "$quick_1000" 1000 2)" "<= 0.25" "least of 3, $with"
figure "$growing" "usual" "$(ratio "$usual_10000" "$usual_1000")" "<= 10.5" "$usual_10000 / $usual_1000 ms"
figure "$growing" "-O0" "$(ratio "$quick_10000" "$quick_1000")" "<= 10.5" "$quick_10000 / $quick_1000 ms, $with"
