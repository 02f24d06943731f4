#!/bin/sh
# What a server costs: an Express execution beside a bare HTTP server, durable transitions beside SQLite alone, executions that
# are parked, and a million of them.
set -eu
. tests/bench/common.sh
export LC_ALL=C

# ---- StartSyncExecution / a bare libevent server, both asked by the same client in turns.

sync="StartSyncExecution of order / a bare libevent server, requests a second"
workflow order own
"$build/aslc" --name=sync "$definition" "$tasks" -o "$work/sync"
$CC -O2 -D_GNU_SOURCE tests/bench/load.c -o "$work/load"
$CC -O2 tests/bench/hello.c -levent -o "$work/hello"

# request TARGET: the request that both are sent.
body=$(sed 's/\\/\\\\/g; s/"/\\"/g; s/.*/{"stateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:sync","input":"&"}/' "$input")
printf 'POST / HTTP/1.1\r\nHost: sync-localhost\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: %s\r\n' \
    AWSStepFunctions.StartSyncExecution >"$work/sync.request"
printf 'Content-Length: %d\r\n\r\n%s' "${#body}" "$body" >>"$work/sync.request"
"$work/sync" serve --listen 127.0.0.1:0 --type express --store memory >"$work/sync.out" &
server=$!
"$work/hello" >"$work/hello.out" &
hello=$!
trap 'kill $server $hello' EXIT
until [ -s "$work/hello.out" ] && grep -q listening "$work/sync.out"; do sleep 0.1; done
: >"$work/sync.rates"
for round in 1 2 3 4 5; do
    bare=$("$work/load" "$(cat "$work/hello.out")" 32 1 "$work/sync.request" hello)
    ours=$("$work/load" "$(sed -n 's/.*://p' "$work/sync.out")" 32 1 "$work/sync.request" SUCCEEDED)
    echo "$ours $bare" | awk '{ print $1 / $4, $1, $4, $2, $5 }' >>"$work/sync.rates"
done
trap - EXIT
kill $server $hello
sort -n "$work/sync.rates" | sed -n 3p | {
    read -r share ours bare our_time bare_time
    figure "$sync" "32 connections" "$(ratio "$share" 1)" ">= 0.50" "$ours / $bare; medians $our_time / $bare_time us"
}

# ---- On disk.

durable="durable transitions / raw SQLite of the same bytes, synchronous=FULL, a second"
"$build/aslc" --emit=c --no-main --name=w tests/bench/nap.asl.json -o "$work/nap.c"
# shellcheck disable=SC2086
$CC $inside tests/bench/durable.c "$work/nap.c" $runtime -o "$work/durable"
: >"$work/durable.rates"
for round in 1 2 3; do
    rm -rf "$work/store"
    mkdir "$work/store"
    "$work/durable" "$work/store" 1000 60000 | awk '{ print $2 / $1, 60000 / $1, 60000 / $2, $3, $4 }' >>"$work/durable.rates"
done
sort -n "$work/durable.rates" | sed -n 2p | {
    read -r share ours raw commits bytes
    figure "$durable" "1,000 open" "$(ratio "$share" 1)" ">= 0.70" "$ours / $raw; $commits commits, $bytes bytes"
}

parked="100,000 executions that are parked in SQLite"
rm -rf "$work/store"
mkdir "$work/store"
"$work/durable" "$work/store" 100000 | {
    read -r count at_first again seconds
    [ "$count" = 100000 ] || { echo "$count executions go on" >&2; exit 1; }
    figure "$parked" "KiB each" "$(scaled "$at_first" 100000 2)" - "$(scaled "$again" 100000 2) after a restart"
    figure "$parked" "s to restart" "$seconds" - "-"
}
rm -rf "$work/store"

# ---- Many, one after the other, under the virtual clock.

million="a million executions under the virtual clock, peak MiB"
$CC -std=c11 -D_GNU_SOURCE -O2 -static tests/bench/start.c -o "$work/start"
for count in 10000 1000000; do
    yes '{"seconds":0}' | head -n $count >"$work/naps"
    cat >"$work/batch.sh" <<END
exec "$work/nap" batch --virtual-time <"$work/naps" >/dev/null
END
    [ -x "$work/nap" ] || "$build/aslc" tests/bench/nap.asl.json -o "$work/nap"
    "$work/start" 1 sh "$work/batch.sh" >"$work/naps.times"
    read -r median least peak <"$work/naps.times"
    figure "$million" "$count" "$(scaled "$peak" 1024 1)" - "$(scaled "$median" 1000000 2) s"
done
