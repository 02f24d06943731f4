#!/bin/sh
# total.sh SUITE...: runs each suite, shows what it says, and adds up the last lines: "N passed, N failed, N skipped".
set -u
B=${B:-build}
export B
passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM HUP

# number WORD: what stands before it in the last line.
number() {
    tail -n 1 "$log" | sed -n "s/.*[^0-9]\([0-9][0-9]*\) $1.*/\1/p"
}

count() {
    timeout 1800 "$@" >"$log" 2>&1
    code=$?
    p=$(number passed) f=$(number failed) s=$(number skipped)
    if [ -z "$p" ] || { [ "$code" != 0 ] && [ "${f:-0}" = 0 ]; }; then
        f=$((${f:-0} + 1))
        echo "$*: ended with exit code $code" >>"$log"
    fi
    passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0})) skipped=$((skipped + ${s:-0}))
    if [ "$code" = 0 ]; then
        grep '^skipped: ' "$log"
        tail -n 1 "$log"
    else
        cat "$log"
    fi
}

for suite in "$@"; do
    case $suite in
    units)
        for program in "$B"/unit/test_*; do
            case $program in *.d) continue ;; esac
            count "$program"
        done
        ;;
    golden) count env ASLC="$PWD/$B/aslc" sh tests/run.sh ;;
    *) count sh "tests/$suite.sh" ;;
    esac
done
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" = 0 ]
