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

# The same with what Maps read and write on an S3 of another process.
printf '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:listBuckets", "End": true}}}\n' >"$T/s3.asl.json"
code "an S3" 0 "$aslc" "$T/s3.asl.json" -o "$T/s3" -O0
mkdir -p "$T/far/local/s3/in" "$T/far/local/s3/standard-out" "$T/far/local/s3/express-out" "$T/near"
cp "$T/local/s3/in/items.jsonl" "$T/far/local/s3/in"
open_door "$T/s3" --local "$T/far/local" --listen 127.0.0.1:0
talks "Map Runs on another S3" env PARTS=1 AWS_ENDPOINT_URL_S3="$url" python3 tests/serve/mapruns.py "$T/far" "$aslc" serve \
    --listen 127.0.0.1:0 --store "sqlite:$T/far.db" --local "$T/near" --task "work=exec:python3 $T/work.py $T/far" \
    --task 'arn:aws:states:::s3:*=aws'
shut_door
finish
