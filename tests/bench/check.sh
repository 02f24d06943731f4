#!/bin/sh
# check.sh [--bless]: counts the instructions of a run of the four workflows, from text to text, and compares them with
# those in tests/bench/instructions.tsv. One that takes over 3 % more is a failure. --bless writes them there instead.
# Another compiler or another libc can move the counts, too: compare with a build of the older sources on this machine.
set -eu
. tests/bench/common.sh
suite=bench-check
kept=tests/bench/instructions.tsv
if [ -z "$counts" ]; then
    echo "$suite: valgrind is not installed, and it is what counts instructions: apt-get install valgrind" >&2
    exit 1
fi

for name in pass order loop map; do
    workflow $name own
    run_counts $name
    # shellcheck disable=SC2086
    "$build/aslc" "$definition" $tasks -o "$work/$name"
    printf '%s\t%s\n' $name "$(instructions_a_line $few $many "$input" "$work/$name" batch --seed 1)"
done >"$work/instructions.tsv"

if [ "${1:-}" = --bless ]; then
    cp "$work/instructions.tsv" "$kept"
    cat "$kept"
    exit
fi
awk -F '\t' -v suite="$suite" -v kept="$kept" '
    NR == FNR { was[$1] = $2; next }
    !($1 in was) { printf("%s: %s: %s has no figure for it\n", suite, $1, kept); failed++; next }
    {
        change = ($2 / was[$1] - 1) * 100
        printf("%-8s %10d instructions a run, were %10d: %+.1f %%\n", $1, $2, was[$1], change)
        if (change > 3) {
            printf("%s: %s takes %.1f %% more instructions than %s allows for: %d instead of %d\n", suite, $1, change, kept, $2, was[$1])
            failed++
        }
    }
    END { printf("%s: %d passed, %d failed\n", suite, FNR - failed, failed); exit failed > 0 }' "$kept" "$work/instructions.tsv"
