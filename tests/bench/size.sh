#!/bin/sh
# What samples/order weighs: its program with and without the optional features, linked to libc and static, beside a C
# program that does nothing, linked the same way. From exec to exit: the median and the least of RUNS runs each, in turn.
set -eu
B=${B:-build}
RUNS=${RUNS:-500}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP
order=samples/order
less=--without=batch,bench,test,library,ffi

${CC:-cc} -std=c11 -D_GNU_SOURCE -O2 -static tests/bench/start.c -o "$folder/start"
echo 'int main(void) { return 0; }' >"$folder/nothing.c"
${CC:-cc} -O2 -s "$folder/nothing.c" -o "$folder/nothing"
${CC:-cc} -O2 -s -static "$folder/nothing.c" -o "$folder/nothing-static"
build() {
    made=$folder/$1
    shift
    "$B/aslc" "$@" "$order/order.asl.json" "$order"/*.c -o "$made"
}
build order -O1
build order-small $less
build order-static --static
build order-static-small --static $less

libraries() {
    ldd "$1" 2>/dev/null | sed -n 's/^[[:blank:]]*\(lib[^ ]*\) .*/\1/p' | tr '\n' ' '
}

set --
programs="nothing order order-small nothing-static order-static order-static-small"
for program in $programs; do
    set -- "$@" -- "$folder/$program"
    case $program in order*) set -- "$@" --input-file "$order/input.json" ;; esac
done
shift
"$folder/start" "$RUNS" "$@" >"$folder/figures"

printf '%-26s %9s %9s %9s %9s  %s\n' 'samples/order' 'KiB' 'us' 'least us' 'peak KiB' 'shared libraries'
for program in $programs; do
    read -r median least peak <&3
    printf '%-26s %9d %9d %9d %9d  %s\n' "$program" $((($(wc -c <"$folder/$program") + 1023) / 1024)) \
        "$median" "$least" "$peak" "$(libraries "$folder/$program")"
done 3<"$folder/figures"
echo "small: $less"
