#!/bin/sh
# What samples/order weighs: its program, stripped, its memory and its start, beside a C program that does nothing.
set -eu
B=${B:-build}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP
order=samples/order

echo 'int main(void) { return 0; }' >"$folder/nothing.c"
${CC:-cc} -O2 "$folder/nothing.c" -o "$folder/nothing"
"$B/aslc" "$order/order.asl.json" "$order"/*.c -o "$folder/order"
strip -o "$folder/stripped" "$folder/order"
"$B/aslc" --without=batch,bench "$order/order.asl.json" "$order"/*.c -o "$folder/small" 2>/dev/null &&
    strip "$folder/small"

kib() {
    [ -f "$1" ] && echo $((($(wc -c <"$1") + 1023) / 1024)) || echo -
}

# The shortest of 200 runs: what the program itself needs when nobody disturbs it.
start_us() {
    least=
    for turn in $(seq 200); do
        start=$(date +%s%N)
        "$@" >/dev/null
        took=$((($(date +%s%N) - start) / 1000))
        [ -n "$least" ] && [ "$least" -le "$took" ] || least=$took
    done
    echo "$least"
}

printf '%-26s %9s KiB stripped, %s with symbols, %s without batch and bench\n' 'samples/order' "$(kib "$folder/stripped")" \
    "$(kib "$folder/order")" "$(kib "$folder/small")"
printf '%-26s %9s us by the shell; a C program that does nothing: %s us\n' 'start to end' \
    "$(start_us "$folder/order" --input-file "$order/input.json")" "$(start_us "$folder/nothing")"
ldd "$folder/order" | sed 's/^/  /'
