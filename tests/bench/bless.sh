#!/bin/sh
# Makes the results of the last `make bench` those that are committed, with the chart that the README shows; and counts the
# instructions that `make bench-check` compares with.
set -eu
. tests/bench/common.sh
if [ ! -s "$work/results.tsv" ]; then
    echo "There are no results in $work/results.tsv: run make bench first." >&2
    exit 1
fi
cp "$work/results.tsv" tests/bench/results.tsv
sh tests/bench/chart.sh tests/bench/results.tsv >"$work/chart.svg"
mv "$work/chart.svg" tests/bench/chart.svg
sh tests/bench/check.sh --bless
