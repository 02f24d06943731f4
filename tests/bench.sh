#!/bin/sh
# Measures all that can be measured, and prints it as one table beside the bars that the project has set itself: runs beside
# other programs, instructions, calls of functions and APIs, texts, memory, servers, compiling, starting. Nothing here passes or fails
# by a time. The results stay in $B/bench/results.tsv; `make bench-bless` makes them those that are committed and that the
# README shows.
set -eu
B=${B:-build}
mkdir -p "$B/bench"
rm -f "$B/bench/results.tsv"
for part in instructions warm calls size text query memory serve many page compile; do
    echo "---- $part"
    sh "tests/bench/$part.sh"
done
echo "---- all"
sh tests/bench/table.sh "$B/bench/results.tsv"
sh tests/bench/chart.sh "$B/bench/results.tsv" >"$B/bench/chart.svg"
