#!/bin/sh
# What calls take: of a warm Node function beside a bare HTTP round trip, and of a thousand HTTP tasks at once.
set -eu
. tests/bench/common.sh
export LC_ALL=C

warm="a warm Node function / a bare Node HTTP round trip, time"
thousand="1,000 HTTP tasks at once in a Map, of 1 s each"

if ! command -v node >/dev/null; then
    unmeasured "$warm" "asked by Node" "<= 1.30" "there is no node"
    unmeasured "$warm" "asked by the same program" "<= 1.30" "there is no node"
    unmeasured "$thousand" "s" "<= 5.00" "there is no node"
    exit
fi

# ---- One after the other. The round trip is that of a Node server, asked by Node's own client and by the program that
# hosts the function, which spends less on it.

cat >"$work/call.asl.json" <<'END'
{ "StartAt": "Call", "States": { "Call": { "Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:f",
    "End": true } } }
END
"$build/aslc" "$work/call.asl.json" -o "$work/call"
node tests/bench/calls.mjs "$work/call" 400 >"$work/calls"
{
    read -r function function_low function_high
    read -r by_program by_program_low by_program_high
    read -r by_node by_node_low by_node_high
} <"$work/calls"
figure "$warm" "asked by Node" "$(ratio "$function" "$by_node")" "<= 1.30" \
    "medians $function / $by_node us; quartiles $function_low..$function_high / $by_node_low..$by_node_high"
figure "$warm" "asked by the same program" "$(ratio "$function" "$by_program")" "<= 1.30" \
    "medians $function / $by_program us; quartiles $function_low..$function_high / $by_program_low..$by_program_high"

# ---- At once.

cat >"$work/thousand.asl.json" <<'END'
{ "StartAt": "Each", "States": { "Each": { "Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 1000, "End": true,
    "ItemSelector": { "address.$": "$.address", "item.$": "$$.Map.Item.Value" },
    "ItemProcessor": { "StartAt": "Call", "States": { "Call": { "Type": "Task", "Resource": "arn:aws:states:::http:invoke",
        "Parameters": { "ApiEndpoint.$": "$.address", "Method": "POST", "RequestBody.$": "$.item", "Authentication": {
            "ConnectionArn": "arn:aws:events:us-east-1:123456789012:connection/none/1" } }, "End": true } } } } } }
END
"$build/aslc" "$work/thousand.asl.json" -o "$work/thousand"
$CC -std=c11 -D_GNU_SOURCE -O2 -static tests/bench/start.c -o "$work/start"
rm -f "$work/slow.in" "$work/slow.port"
mkfifo "$work/slow.in"
node tests/bench/slow.js <"$work/slow.in" >"$work/slow.port" &
exec 5>"$work/slow.in"
until [ -s "$work/slow.port" ]; do sleep 0.1; done
awk -v port="$(cat "$work/slow.port")" 'BEGIN { printf "{\"address\":\"http://127.0.0.1:%d/\",\"items\":[", port
    for (i = 0; i < 1000; i++) printf("%s{\"i\":%d}", (i ? "," : ""), i)
    print "]}" }' >"$work/thousand.input.json"
"$work/thousand" --input-file "$work/thousand.input.json" 2>/dev/null >"$work/thousand.output.json"
answers=$(grep -o '"StatusCode":200' "$work/thousand.output.json" | wc -l)
[ "$answers" = 1000 ] || { echo "1,000 tasks: $answers answers" >&2; exit 1; }
"$work/start" 5 "$work/thousand" --input-file "$work/thousand.input.json" 2>/dev/null >"$work/thousand.times"
exec 5>&-
read -r median least peak <"$work/thousand.times"
figure "$thousand" "s" "$(scaled "$median" 1000000 2)" "<= 5.00" "the median of 5; the least $(scaled "$least" 1000000 2)"
figure "$thousand" "MiB" "$(scaled "$peak" 1024 1)" - "peak of the program"
