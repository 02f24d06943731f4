#!/bin/sh
# Makes those of the README's pictures that are the same each time, in a folder: order.svg, a graph; trace.svg, a trace; and
# chart.svg, the committed results of the benchmark. picture.sh FOLDER
set -eu
B=${B:-build}
"$B/aslc" --emit=svg samples/order/order.asl.json -o "$1/order.svg"
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
"$B/aslc" -O0 samples/eight-states/eight-states.asl.json samples/eight-states/eight-states.c -o "$T/eight-states"
"$T/eight-states" --virtual-time --trace-file "$T/trace.json" --input-file samples/eight-states/input.json >/dev/null
python3 tests/graph/trace.py "$T/trace.json" "What samples/eight-states does when, on its virtual clock" >"$1/trace.svg"
sh tests/bench/chart.sh tests/bench/results.tsv >"$1/chart.svg"
