#!/bin/sh
# The jobs of services that .sync tasks wait for (I-14, I-22): each that AWS has, to its good and its bad end, and until
# its time is over; what each sends is judged by botocore, where it is there. A server that is killed meanwhile.
suite=jobs
. tests/tally.sh
. tests/talks.sh

python=/usr/bin/python3
if ! command -v $python >/dev/null; then
    skip python3
    finish
    exit
fi
mkfifo "$T/hold"
$python tests/aws/jobs.py serve "$T/requests" <"$T/hold" >"$T/port" 2>"$T/sink" &
exec 9>"$T/hold"
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
    [ -s "$T/port" ] || sleep 0.2
done
read -r port <"$T/port"
check "the sink listens" test -n "$port"

code "definition" 0 $python tests/aws/jobs.py definition
cp "$T/out" "$T/all.asl.json"
sed -n 's/^ASL_INTEGRATION("\([^"]*\)", "\([^"]*\)", "\([^"]*\)".*/\1:\2 \3/p' runtime/include/asl/integrations.def |
    grep ' s' | grep -v -e '^states:' -e '^eks:runJob' | cut -d ' ' -f 1 | sort >"$T/wanted"
grep -o '"arn:aws:states:::[^"]*\.sync"' "$T/all.asl.json" | sed 's/.*::://; s/\.sync"//' | sort >"$T/got"
same "every integration with .sync is tried" "$T/wanted" "$T/got"
code "it builds" 0 "$aslc" -O0 "$T/all.asl.json" -o "$T/all"
code "they are judged" 0 $python tests/aws/jobs.py judge "$T/all" "$port" "$T/requests"
check "all are right" grep -qx '\([0-9]*\) of \1 right' "$T/out"
cut -c 1-500 "$T/out" | grep -v ' right$' | head -5

cat >"$T/job.asl.json" <<'JSON'
{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync",
  "Parameters": {"JobName": "j"}, "End": true}}}
JSON
cat >"$T/query.asl.json" <<'JSON'
{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::athena:startQueryExecution.sync",
  "Parameters": {"QueryString": "q"}, "End": true}}}
JSON
cat >"$T/both.asl.json" <<'JSON'
{"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "End": true, "Branches": [
  {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync",
    "Parameters": {"JobName": "j"}, "End": true}}},
  {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "Next": "F"}, "F": {"Type": "Fail"}}}]}}}
JSON
talks "a server" $python tests/serve/jobs.py "http://127.0.0.1:$port" "$T/requests" "$aslc" serve --listen 127.0.0.1:0 \
    --store "sqlite:$T/jobs.db" "$T/job.asl.json" "$T/query.asl.json" "$T/both.asl.json"
exec 9>&-
finish
