#!/bin/sh
# What samples/order weighs: its program with and without the optional features, linked to libc and static, beside a C
# program that does nothing, linked the same way. From exec to exit: the median and the least of RUNS runs each, in turn.
set -eu
. tests/bench/common.sh
RUNS=${RUNS:-500}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP
order=samples/order
less=--without=batch,bench,test,library,ffi

$CC -std=c11 -D_GNU_SOURCE -O2 -static tests/bench/start.c -o "$folder/start"
echo 'int main(void) { return 0; }' >"$folder/nothing.c"
$CC -O2 -s "$folder/nothing.c" -o "$folder/nothing"
$CC -O2 -s -static "$folder/nothing.c" -o "$folder/nothing-static"
build() {
    made=$folder/$1
    shift
    "$build/aslc" "$@" "$order/order.asl.json" "$order"/*.c -o "$made"
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
    eval "at_$(echo "$program" | tr - _)='$median $least $peak'"
    printf '%-26s %9d %9d %9d %9d  %s\n' "$program" $((($(wc -c <"$folder/$program") + 1023) / 1024)) \
        "$median" "$least" "$peak" "$(libraries "$folder/$program")"
done 3<"$folder/figures"
echo "small: $less"

# noted VARIANT OURS EMPTY BAR: a ratio of the least times; the medians' ratio says how noisy it was.
noted() {
    variant=$1 bar=$4
    set -- $2 $3
    figure "cold start of samples/order / of an empty program, time" "$variant" "$(ratio "$2" "$5")" "$bar" \
        "least of $RUNS: $2 / $5 us; medians $(ratio "$1" "$4")"
}
noted dynamic "$at_order" "$at_nothing" "<= 1.25"
noted static "$at_order_static" "$at_nothing_static" "<= 1.10"
set -- $at_order
figure "peak memory of samples/order" MiB "$(scaled "$3" 1024 2)" "<= 2.20" "dynamic"
