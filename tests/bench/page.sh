#!/bin/sh
# How fluent the console page is, in a real Chromium: for how long at most it does not come back to the browser while 100,000
# executions, and 25,000 events of one of them, are loaded, scrolled through and searched.
set -eu
. tests/bench/common.sh
export PYTHONDONTWRITEBYTECODE=1

row="the console page, longest task in a browser, ms"
if ! command -v chromium >/dev/null || ! command -v chromedriver >/dev/null; then
    unmeasured "$row" - "<= 50" "chromium and its chromedriver are not installed"
    exit
fi

# Each item of the Map makes four events.
"$build/aslc" tests/page/many.asl.json -o "$work/many"
rm -f "$work/many.db" "$work/many.db-wal" "$work/many.db-shm"
seq 100000 | sed 's/.*/[]/' | "$work/many" batch --store "sqlite:$work/many.db" --name many >/dev/null
seq 6240 | paste -sd , | sed 's/.*/[&]/' | "$work/many" batch --store "sqlite:$work/many.db" --name big >/dev/null
"$work/many" serve --listen 127.0.0.1:0 --store "sqlite:$work/many.db" >"$work/many.out" &
server=$!
trap 'kill $server' EXIT
until grep -q listening "$work/many.out"; do sleep 0.1; done
python3 tests/page/fluent.py "$(sed -n 's/^listening on //p' "$work/many.out")" \
    arn:aws:states:us-east-1:123456789012:stateMachine:many >"$work/fluent"
trap - EXIT
kill $server
rm -f "$work/many.db" "$work/many.db-wal" "$work/many.db-shm"
while read -r name longest items; do
    figure "$row" "$(echo "$name" | tr - ' ')" "$longest" "<= 50" "$items"
done <"$work/fluent"
