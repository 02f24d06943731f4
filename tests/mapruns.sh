#!/bin/sh
# Map Runs of a server's executions, over its API: redriven (A-40), bounded anew, listed; their children (A-20).
suite=mapruns
. tests/tally.sh
. tests/talks.sh

if ! command -v python3 >/dev/null; then
    skip python3
    finish
    exit
fi

# An item is a number, or a batch of them. It fails if one of them is in the file "bad", and ends once none is in "slow".
cat >"$T/work.py" <<'E'
import json, os, sys, time
folder = sys.argv[1]
given = json.load(sys.stdin)
numbers = given["Items"] if isinstance(given, dict) else [given]

def has(name):
    with open(os.path.join(folder, name)) as file:
        return any(int(line) in numbers for line in file)

with open(os.path.join(folder, "done"), "a") as file:
    file.write("".join("%d\n" % n for n in numbers))
while has("slow"):
    time.sleep(0.05)
if has("bad"):
    print(json.dumps({"errorType": "Bad"}))
    sys.exit(1)
results = [10 * n for n in numbers]
print(json.dumps(results if isinstance(given, dict) else results[0]))
E
mkdir -p "$T/local/s3/in"
printf '%s\n' 1 2 3 4 5 >"$T/local/s3/in/items.jsonl"
talks "Map Runs" python3 tests/serve/mapruns.py "$T" "$aslc" serve --listen 127.0.0.1:0 --store "sqlite:$T/maps.db" \
    --local "$T/local" --task "work=exec:python3 $T/work.py $T"
finish
