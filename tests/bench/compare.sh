#!/bin/sh
# compare.sh KEPT NEW: instructions of each workflow, as check.sh writes them. Over 3 % more is a failure.
set -eu
awk -F '\t' -v kept="$1" '
    NR == FNR { was[$1] = $2; next }
    !($1 in was) { printf("bench-check: %s: %s has no figure for it\n", $1, kept); failed++; next }
    {
        change = ($2 / was[$1] - 1) * 100
        better += change < -3
        printf("%-8s %10d instructions a run, were %10d: %+.1f %%\n", $1, $2, was[$1], change)
        if (change > 3) {
            printf("bench-check: %s takes %.1f %% more instructions than %s says: %d instead of %d\n", $1, change, kept, $2, was[$1])
            failed++
        }
    }
    END {
        if (better && !failed) print "This is better than what is kept: sh tests/bench/check.sh --bless keeps it."
        printf("bench-check: %d passed, %d failed\n", FNR - failed, failed)
        exit failed > 0
    }' "$1" "$2"
