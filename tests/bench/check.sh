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
sh tests/bench/compare.sh "$kept" "$work/instructions.tsv"
