#!/bin/sh
# A Map of a million items, what an execution takes that waits, and whether many runs leave something behind.
set -eu
. tests/bench/common.sh
export LC_ALL=C

million="a Map of 1,000,000 items from a file"
grown="KiB by which a process has grown, from the first tenth of so many runs to their end"
parked="bytes of memory of an execution that waits"

# ---- A million. One definition passes each item on, the other makes a new object of each.

$CC -std=c11 -D_GNU_SOURCE -O2 -static tests/bench/start.c -o "$work/start"
cat >"$work/through.asl.json" <<'END'
{ "StartAt": "Each", "States": { "Each": { "Type": "Map", "ItemsPath": "$.items", "End": true,
    "ItemProcessor": { "StartAt": "On", "States": { "On": { "Type": "Pass", "End": true } } } } } }
END
awk 'BEGIN { printf "{\"items\":["
    for (i = 0; i < 1000000; i++) printf("%s{\"i\":%d}", (i ? "," : ""), i)
    print "]}" }' >"$work/through.million.json"
awk 'BEGIN { printf "{\"items\":["
    for (i = 0; i < 1000000; i++) printf("%s{\"sku\":\"item-%d\",\"qty\":%d}", (i ? "," : ""), i, i % 40)
    print "]}" }' >"$work/lines.million.json"
"$build/aslc" "$work/through.asl.json" -o "$work/through"
"$build/aslc" tests/bench/lines.asl.json -o "$work/lines_million"
"$work/start" 5 "$work/through" --limits none --input-file "$work/through.million.json" \
    -- "$work/lines_million" --limits none --input-file "$work/lines.million.json" >"$work/million"
rm -f "$work/through.million.json" "$work/lines.million.json"
{
    read -r median least peak
    figure "$million" "passed on: s" "$(scaled "$least" 1000000 2)" "<= 0.40" "the least of 5; their median is $(scaled "$median" 1000000 2)"
    figure "$million" "passed on: MiB" "$(scaled "$peak" 1024 0)" "<= 220" "peak"
    read -r median least peak
    figure "$million" "made anew: s" "$(scaled "$least" 1000000 2)" - "the least of 5; their median is $(scaled "$median" 1000000 2)"
    figure "$million" "made anew: MiB" "$(scaled "$peak" 1024 0)" - "peak"
} <"$work/million"

# ---- Waiting: how much resident memory grows by each of 50,000 executions that wait in one process.

cat >"$work/nap.asl.json" <<'END'
{ "StartAt": "Nap", "States": { "Nap": { "Type": "Wait", "Seconds": 86400, "End": true } } }
END
make_states nap "$work/nap.asl.json"
printf '{}' >"$work/nap-empty.json"
printf '%s' '{"orderId":"o-123456","paymentStatus":"PAID","amount":1299,"currency":"EUR","customer":{"id":42,' \
    '"email":"anna@example.org"},"items":[{"sku":"A-1","qty":2},{"sku":"B-7","qty":1}],"express":true}' >"$work/nap-order.json"
figure "$parked" "input {}" "$("$work/states_nap" park 50000 "$work/nap-empty.json")" "<= 512" "of 50,000 in one process"
figure "$parked" "input of $(wc -c <"$work/nap-order.json") B" "$("$work/states_nap" park 50000 "$work/nap-order.json")" "<= 900" "of 50,000 in one process"

# ---- Many runs in one process.

for name in pass order loop map; do
    workflow $name
    # shellcheck disable=SC2086
    make_states $name "$definition" $tasks
    case $name in pass | order) runs=1000000 ;; *) runs=10000 ;; esac
    figure "$grown" "$name: $runs" "$("$work/states_$name" grow $runs "$input")" "<= 64" "resident memory"
done
ASL_DEBUG=pooled
export ASL_DEBUG
workflow order
figure "$grown" "order, on the pool: 300000" "$("$work/states_order" grow 300000 "$input")" "<= 64" "resident memory"
