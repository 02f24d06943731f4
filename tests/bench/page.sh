#!/bin/sh
# How fluent the console page is, in a real Chromium: how long at most it computes in one piece while 100,000 executions, and
# 25,000 events of one of them, are loaded, scrolled through and searched.
set -eu
. tests/bench/common.sh
export PYTHONDONTWRITEBYTECODE=1

row="the console page, longest task in a browser, ms"
if ! command -v chromium >/dev/null || ! command -v chromedriver >/dev/null; then
    unmeasured "$row" - "<= 50" "chromium and its chromedriver are not installed"
    exit
fi

# The store lies in memory where it can: how fast a disk is says nothing of the page.
if [ -w /dev/shm ]; then folder=$(mktemp -d -p /dev/shm); else folder=$(mktemp -d); fi
server=
trap 'test -z "$server" || kill $server; rm -rf "$folder"' EXIT

# Each item of the Map makes four events.
"$build/aslc" tests/page/many.asl.json -o "$work/many"
seq 100000 | sed 's/.*/[]/' | "$work/many" batch --store "sqlite:$folder/many.db" --name many >/dev/null
seq 6240 | paste -sd , | sed 's/.*/[&]/' | "$work/many" batch --store "sqlite:$folder/many.db" --name big >/dev/null
"$work/many" serve --listen 127.0.0.1:0 --store "sqlite:$folder/many.db" >"$work/many.out" &
server=$!
until grep -q listening "$work/many.out"; do sleep 0.1; done
python3 tests/page/fluent.py "$(sed -n 's/^listening on //p' "$work/many.out")" \
    arn:aws:states:us-east-1:123456789012:stateMachine:many >"$work/fluent"
while read -r name longest items; do
    figure "$row" "$(echo "$name" | tr - ' ')" "$longest" "<= 50" "$items"
done <"$work/fluent"
