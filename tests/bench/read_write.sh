#!/bin/sh
# How fast the runtime reads and writes JSON text, beside json-c: least wall times, and, where there is valgrind, the
# instructions of one reading or writing. BENCH_RUNS: how many of them are counted (default 5).
set -eu
B=${B:-build}
runs=${BENCH_RUNS:-5}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP

# shellcheck disable=SC2046 # a list of words
${CC:-cc} -std=c11 -D_GNU_SOURCE -O2 -I. -Iruntime/include tests/bench/read_write.c "$B/lib/libasl.a" \
    $(cat "$B/lib/asl.libs") -o "$folder/read_write"
[ -n "${BENCH_ONLY_COUNT:-}" ] || "$folder/read_write"
command -v valgrind >/dev/null || exit 0

# count WHO WORK SIZE
count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect=measured \
        "$folder/read_write" "$@" "$runs" 2>"$folder/said"
    sed -n 's/.*Collected : *//p' "$folder/said"
}
for size in 2k 1m; do
    for work in read write; do
        printf '%s %s %s %s\n' "$work" "$size" "$(count aslc $work $size)" "$(count json-c $work $size)"
    done
done | awk -v runs="$runs" '{ printf "%-5s %s  aslc %9.0f     json-c %9.0f     %5.2f x  instructions\n",
    $1, $2, $3 / runs, $4 / runs, $4 / $3 }'
