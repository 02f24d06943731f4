#!/bin/sh
# What whoever runs a server needs: its metrics, logs, traces and limits, what it tells systemd, how it ends.
suite=operate
. tests/tally.sh
. tests/serving.sh
for tool in python3 curl; do
    if ! command -v $tool >/dev/null; then
        skip $tool
        finish
        exit
    fi
done

# asks OPERATION INPUT [HEADER]: the answer in $T/answer, its HTTP status in $T/status.
asks() {
    python3 - "$url" "$@" >"$T/answer" 2>"$T/status" <<'END'
import sys, urllib.error, urllib.request
url, operation, data = sys.argv[1:4]
headers = dict(h.split(": ", 1) for h in sys.argv[4:])
r = urllib.request.Request(url, headers={"X-Amz-Target": "AWSStepFunctions." + operation, **headers}, data=data.encode())
try:
    a = urllib.request.urlopen(r)
except urllib.error.HTTPError as e:
    a = e
print(a.status, file=sys.stderr)
print(a.read().decode())
END
}

machine=arn:aws:states:us-east-1:123456789012:stateMachine:ask

# starts NAME: an execution of `ask`.
starts() {
    asks StartExecution "{\"stateMachineArn\": \"$machine\", \"name\": \"$1\"}"
}

# gets PATH [OPTIONS...]: what is there, in $T/got.
gets() {
    gets_path=$1
    shift
    curl -s -S --max-time 20 "$@" "$url$gets_path" >"$T/got"
}

# metrics VALUES SAMPLE...: the samples have these values, parted by blanks.
metrics() {
    metrics_wanted=$1
    shift
    gets /metrics
    check "the metrics can be read" sh -c "python3 tests/operate/metrics.py <'$T/got'"
    metrics_got=$(python3 tests/operate/metrics.py "$@" <"$T/got" | tr '\n' ' ')
    check "metrics: $* are $metrics_got, not $metrics_wanted" test "$metrics_got" = "$metrics_wanted "
}

# until_metric VALUE SAMPLE: it has that value in the end.
until_metric() {
    for until_tenth in $(seq 100); do
        gets /metrics
        [ "$(python3 tests/operate/metrics.py "$2" <"$T/got" 2>/dev/null)" != "$1" ] || break
        sleep 0.1
    done
    metrics "$1" "$2"
}

code "build" 0 "$aslc" tests/serve/ask.asl.json -o "$T/ask"
printf '#!/bin/sh\ncat >"%s/token"\necho "{}"\n' "$T" >"$T/keep"
printf '#!/bin/sh\ncat >/dev/null\n[ -e "%s/good" ] && echo "{}"\n' "$T" >"$T/effect"
chmod +x "$T/keep" "$T/effect"
touch "$T/good"
set -- --task "keep=exec:$T/keep" --task "first=exec:$T/effect" --task "second=exec:$T/effect"

# ---- Metrics

serves "$T/ask" serve --store "sqlite:$T/ask.db" "$@"
metrics "0 0 0 -" 'asl_executions_started_total{machine="ask"}' 'asl_executions_ended_total{machine="ask",status="FAILED"}' \
    'asl_executions_open{machine="ask"}' 'asl_requests_total{operation="StartExecution",status="200"}'
starts one
until_metric 1 'asl_tasks_waiting_outside'
metrics "1 1 1 3" 'asl_executions_started_total{machine="ask"}' 'asl_executions_open{machine="ask"}' \
    'asl_requests_total{operation="StartExecution",status="200"}' 'asl_state_transitions_total{machine="ask"}'
metrics "1 -" 'asl_task_seconds_count{resource="arn:aws:lambda:us-east-1:123456789012:function:first"}' 'asl_executions_open{machine="other"}'
token=$(sed 's/.*"token":"\([^"]*\)".*/\1/' "$T/token")
asks SendTaskSuccess "{\"taskToken\": \"$token\", \"output\": \"{}\"}"
until_metric 1 'asl_executions_ended_total{machine="ask",status="SUCCEEDED"}'
metrics "0 0 1" 'asl_executions_open{machine="ask"}' 'asl_tasks_in_flight' \
    'asl_task_seconds_count{resource="arn:aws:states:::lambda:invoke.waitForTaskToken"}'
starts two
asks StopExecution '{"executionArn": "arn:aws:states:us-east-1:123456789012:execution:ask:two"}'
until_metric 1 'asl_executions_ended_total{machine="ask",status="ABORTED"}'
asks DescribeExecution '{"executionArn": 5}'
asks Nonsense '{}'
metrics "1 1" 'asl_requests_total{operation="DescribeExecution",status="400"}' 'asl_requests_total{operation="none",status="400"}'
commits=$(python3 tests/operate/metrics.py asl_store_commit_seconds_count <"$T/got")
check "commits are counted: $commits" test "${commits:-0}" -gt 3
for sample in process_resident_memory_bytes process_open_fds asl_http_connections; do
    check "$sample is there" test "$(python3 tests/operate/metrics.py $sample <"$T/got")" != 0
done
check "which version it is" grep -q '^asl_build_info{version="[0-9.]*"} 1$' "$T/got"
check "when it began" test "$(($(date +%s) - $(python3 tests/operate/metrics.py process_start_time_seconds <"$T/got" | python3 -c 'print(int(float(input())))')))" -lt 3600
cp "$T/got" "$T/all"
check "its type" sh -c "curl -s -I '$url/metrics' | grep -qi '^content-type: text/plain; version=0.0.4'"
quits

# Those of routes, whatever stands in their paths.
serves "$T/ask" serve --store memory --route 'POST /a"b\c sync' --route 'POST /{any} start-execution' "$@"
gets '/a%22b%5cc' -d '{' -w '%{http_code}'
check "a route answers: $(cat "$T/got")" grep -q '400$' "$T/got"
gets /a
metrics "1 1 0" 'asl_route_requests_total{route="POST /a\"b\\c",status="400"}' 'asl_route_requests_total{route="none",status="405"}' \
    asl_route_requests_waiting
cat "$T/got" >>"$T/all.routes"
quits
if command -v promtool >/dev/null; then
    for file in "$T/all" "$T/all.routes"; do
        promtool check metrics <"$file" >"$T/linted" 2>&1
        check "promtool finds nothing: $(cat "$T/linted")" test $? = 0
        check "promtool says nothing" test ! -s "$T/linted"
    done
    # It would find something.
    sed 's/^# HELP asl_tasks_in_flight .*//' "$T/all" >"$T/without"
    check "promtool would find a metric without HELP" sh -c "! promtool check metrics <'$T/without' >/dev/null 2>&1"
else
    skip promtool
fi

# Where the API asks for a token, so do they.
echo secret-token >"$T/secret"
serves "$aslc" serve --store memory --token "$T/secret"
gets /metrics -w '%{http_code}'
check "without the token there is nothing" sh -c "! grep -q asl_ '$T/got' && grep -q 401 '$T/got'"
gets /metrics -H 'Authorization: Bearer secret-token'
check "with it, as Prometheus sends it" grep -q '^asl_http_connections ' "$T/got"
quits

# Many resources are told together beyond 500.
python3 - "$T" <<'END'
import json, sys
names = [f"n{i}" for i in range(510)]
states = {n: {"Type": "Task", "Resource": f"arn:aws:lambda:us-east-1:123456789012:function:{n}", "Next": f"n{i + 1}"}
          for i, n in enumerate(names)}
states["n510"] = {"Type": "Succeed"}
json.dump({"StartAt": "n0", "States": states}, open(sys.argv[1] + "/many.asl.json", "w"))
json.dump({"StateMachines": {"many": {"TestCases": {"All": {n: "Good" for n in names}}}},
           "MockedResponses": {"Good": {"0": {"Return": {}}}}}, open(sys.argv[1] + "/many-mock.json", "w"))
END
serves "$aslc" serve --store memory --mock "$T/many-mock.json" "$T/many.asl.json"
asks StartExecution '{"stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:many#All"}'
until_metric 1 'asl_executions_ended_total{machine="many",status="SUCCEEDED"}'
metrics "10 1 -" 'asl_task_seconds_count{resource="other"}' \
    'asl_task_seconds_count{resource="arn:aws:lambda:us-east-1:123456789012:function:n499"}' \
    'asl_task_seconds_count{resource="arn:aws:lambda:us-east-1:123456789012:function:n500"}'
quits

# ---- Too many at once

serves "$T/ask" serve --store memory --max-open 2 --route 'POST /ask async' "$@"
starts one
starts two
starts three
check "the third is throttled: $(cat "$T/answer")" test "$(cat "$T/status") $(cat "$T/answer")" = \
    '400 {"__type":"ThrottlingException","message":"Rate exceeded"}'
starts two
check "the second is there, as it was" grep -qx 200 "$T/status"
gets /ask -X POST -d '{}' -w ' %{http_code}'
check "a route says 429" grep -q ' 429$' "$T/got"
gets /readyz -w ' %{http_code}'
check "it is not ready for more" grep -q '"busy".* 503$' "$T/got"
asks StopExecution '{"executionArn": "arn:aws:states:us-east-1:123456789012:execution:ask:two"}'
starts three
check "there is room again" grep -qx 200 "$T/status"
quits
code "no executions at all" 2 "$T/ask" serve --max-open 0

# An execution that waits for one that it starts does not wait in vain.
printf '%s\n' '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": {"done": true}, "End": true}}}' >"$T/child.asl.json"
printf '%s\n' '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
  "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:child", "Input": {}}, "End": true}}}' \
    >"$T/parent.asl.json"
serves "$aslc" serve --store "sqlite:$T/nested.db" --max-open 1 "$T/parent.asl.json" "$T/child.asl.json"
asks StartExecution '{"stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:parent", "name": "one"}'
until_metric 1 'asl_executions_ended_total{machine="parent",status="SUCCEEDED"}'
quits

# ---- What has ended long ago goes

# rows TABLE: how many rows the table has.
rows() {
    python3 -c "
import sqlite3
print(sqlite3.connect('$T/old.db').execute('select count(*) from row where place = $1').fetchone()[0])"
}

definition='{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Map\", \"ItemProcessor\": {\"ProcessorConfig\": {\"Mode\": \"DISTRIBUTED\",
\"ExecutionType\": \"STANDARD\"}, \"StartAt\": \"B\", \"States\": {\"B\": {\"Type\": \"Pass\", \"End\": true}}}, \"ItemsPath\": \"$.items\", \"End\": true}}}'
definition=$(printf '%s' "$definition" | tr '\n' ' ')
machine=arn:aws:states:us-east-1:123456789012:stateMachine:old
create="{\"name\": \"old\", \"roleArn\": \"arn:aws:iam::123456789012:role/r\", \"definition\": \"$definition\"}"
serves "$aslc" serve --store "sqlite:$T/old.db" --retention none
asks CreateStateMachine "$create"
check "a machine: $(cat "$T/answer")" grep -qx 200 "$T/status"
asks StartExecution "{\"stateMachineArn\": \"$machine\", \"name\": \"one\", \"input\": \"{\\\"items\\\": [1, 2, 3]}\"}"
until_metric 1 'asl_executions_ended_total{machine="old",status="SUCCEEDED"}'
asks UpdateStateMachine "{\"stateMachineArn\": \"$machine\", \"definition\": \"{\\\"StartAt\\\": \\\"W\\\", \\\"States\\\": {\\\"W\\\": {\\\"Type\\\": \\\"Wait\\\", \\\"Seconds\\\": 1000, \\\"End\\\": true}}}\"}"
check "another revision: $(cat "$T/answer")" grep -qx 200 "$T/status"
asks StartExecution "{\"stateMachineArn\": \"$machine\", \"name\": \"two\"}"
quits
check "four executions and one that waits" test "$(rows 1)" = 5
check "a Map Run" test "$(rows 10) $(rows 22)" = "1 1"
check "two revisions" test "$(rows 13)" = 2
serves "$aslc" serve --store "sqlite:$T/old.db" --retention 1s
for tenth in $(seq 100); do
    asks DescribeExecution '{"executionArn": "arn:aws:states:us-east-1:123456789012:execution:old:one"}'
    ! grep -qx 400 "$T/status" || break
    sleep 0.1
done
check "the execution is gone" grep -q ExecutionDoesNotExist "$T/answer"
sleep 1
asks DescribeExecution '{"executionArn": "arn:aws:states:us-east-1:123456789012:execution:old:two"}'
check "the one that waits is there" grep -q RUNNING "$T/answer"
asks StartExecution "{\"stateMachineArn\": \"$machine\", \"name\": \"one\"}"
check "its name can be used again" grep -qx 200 "$T/status"
quits
check "what waits is left" test "$(rows 1) $(rows 2) $(rows 4) $(rows 5)" = "2 2 2 2"
check "no output is left" test "$(rows 3)" = 0
check "the Map Run is gone" test "$(rows 10) $(rows 22)" = "0 0"
check "one revision is left" test "$(rows 13)" = 1
for wrong in 1 1w s -1d 1.5h ''; do
    code "a wrong time: '$wrong'" 2 "$T/ask" serve --retention "$wrong"
done
check "a wrong time: what it takes" grep -q -- '--retention' "$T/err"
machine=arn:aws:states:us-east-1:123456789012:stateMachine:ask

# ---- Logs

serves "$T/ask" serve --store memory --log json "$@"
asks StartExecution "{\"stateMachineArn\": \"$machine\", \"name\": \"one\", \"input\": \"\\\"hush\\\"\"}"
asks StopExecution '{"executionArn": "arn:aws:states:us-east-1:123456789012:execution:ask:one", "error": "Enough", "cause": "hush"}'
quits
python3 - "$T/server.err" >"$T/events" <<'END'
import json, sys
for line in open(sys.argv[1]):
    o = json.loads(line)
    print(o["level"], o["event"], o["machine"], o["status"], o.get("error"), o["execution"].rsplit(":", 1)[1])
END
printf 'info ExecutionStarted ask RUNNING None one\nerror ExecutionFailed ask ABORTED Enough one\n' >"$T/wanted"
same "a line for its start and its end" "$T/wanted" "$T/events"
check "no data" sh -c "! grep -q hush '$T/server.err'"
serves "$T/ask" serve --store memory --log text --log-level debug --log-data "$@"
asks StartExecution "{\"stateMachineArn\": \"$machine\", \"name\": \"one\", \"input\": \"\\\"hush\\\"\"}"
asks StopExecution '{"executionArn": "arn:aws:states:us-east-1:123456789012:execution:ask:one", "cause": "a\nb"}'
quits
check "the start, as text" grep -qE '^2[^ ]*Z info ExecutionStarted machine=ask execution=arn[^ ]*:one status=RUNNING input="\\"hush\\""$' "$T/server.err"
check "the end" grep -qE '^2[^ ]*Z error ExecutionFailed machine=ask .* status=ABORTED tookMs=[0-9]+ cause="a\\nb"$' "$T/server.err"
check "requests" grep -qE '^2[^ ]*Z debug RequestAnswered operation=StartExecution status=200$' "$T/server.err"
# Requests of routes: by the route's own path, and without what a client sends.
printf '%s\n' '{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}' >"$T/echo.asl.json"
code "build echo" 0 "$aslc" "$T/echo.asl.json" -o "$T/echo"
printf 'hush-key\n' >"$T/keys"
serves "$T/echo" serve --store memory --log json --log-level debug --api-keys "$T/keys" --route 'POST /orders/{id} sync' \
    --route 'POST /later async' --route 'POST /own start-execution'
for request in "/orders/hush?hush=1 hush-key POST" "/later hush-key POST" "/own hush-key POST" "/later wrong-hush POST" \
    "/later hush-key ODD"; do
    route_path=${request%% *} route_rest=${request#* }
    gets "$route_path" -X "${route_rest#* }" -H "x-api-key: ${route_rest% *}" -d '{"executionArn": "hush"}'
done
quits
python3 - "$T/server.err" >"$T/events" <<'END'
import json, sys
for line in open(sys.argv[1]):
    o = json.loads(line)
    if o["event"] == "RouteAnswered":
        assert 0 <= o["tookMs"] < 60000 and len(o["requestId"]) == 36
        print(o["level"], o["method"], o["route"], o["status"], o.get("execution", "none").rsplit(":", 1)[0])
END
cat >"$T/wanted" <<'END'
debug POST /orders/{id} 200 arn:aws:states:us-east-1:123456789012:execution:echo
debug POST /later 200 arn:aws:states:us-east-1:123456789012:execution:echo
debug POST /own 200 arn:aws:states:us-east-1:123456789012:execution:echo
debug POST /later 403 none
debug ODD none 405 none
END
same "a line for each request of a route" "$T/wanted" "$T/events"
check "no secret, no path, no body" sh -c "! grep -q hush '$T/server.err'"

# A state machine's own level.
serves "$aslc" serve --store memory --log json
for level in ALL ERROR; do
    asks CreateStateMachine "{\"name\": \"$level\", \"roleArn\": \"arn:aws:iam::123456789012:role/r\",
        \"definition\": \"{\\\"StartAt\\\": \\\"F\\\", \\\"States\\\": {\\\"F\\\": {\\\"Type\\\": \\\"Fail\\\", \\\"Error\\\": \\\"Own\\\", \\\"Cause\\\": \\\"hush\\\"}}}\",
        \"loggingConfiguration\": {\"level\": \"$level\", \"includeExecutionData\": true, \"destinations\":
        [{\"cloudWatchLogsLogGroup\": {\"logGroupArn\": \"arn:aws:logs:us-east-1:123456789012:log-group:g:*\"}}]}}"
    asks StartExecution "{\"stateMachineArn\": \"arn:aws:states:us-east-1:123456789012:stateMachine:$level\"}"
    until_metric 1 "asl_executions_ended_total{machine=\"$level\",status=\"FAILED\"}"
done
quits
check "ALL: both lines" test "$(grep -c '"machine":"ALL"' "$T/server.err")" = 2
check "ERROR: one line" test "$(grep -c '"machine":"ERROR"' "$T/server.err")" = 1
check "the error's name" grep -q '"error":"Own"' "$T/server.err"
check "no cause, whatever the machine says" sh -c "! grep -q hush '$T/server.err'"
code "a wrong form" 2 "$T/ask" serve --log yaml
check "a wrong form: why" grep -q -- '--log takes json or text' "$T/err"
code "a wrong level" 2 "$T/ask" serve --log-level loud

# ---- Traces: one trace for a request, the execution that it starts, and what that calls

mkdir "$T/sink"
python3 tests/span/sink.py "$T/sink" >"$T/sink/log" 2>&1 &
sink=$!
while [ ! -s "$T/sink/ports" ]; do sleep 0.1; done
read -r udp tcp <"$T/sink/ports"
task='{\"StartAt\": \"Post\", \"States\": {\"Post\": {\"Type\": \"Task\", \"Resource\": \"arn:aws:lambda:us-east-1:123456789012:function:post\", \"End\": true}}}'
printf '%s\n' '{"StartAt": "Run", "States": {"Run": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
  "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:inner", "Input": {}}, "End": true}}}' \
    >"$T/outer.asl.json"
printf '%s' "$task" | tr -d '\\' >"$T/inner.asl.json"
root=1-65c4a3b2-0123456789abcdef01234567
serves env AWS_XRAY_DAEMON_ADDRESS="127.0.0.1:$udp" OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:$tcp" "$aslc" serve \
    --store memory --task "post=http://127.0.0.1:$tcp/task" --trace-file "$T/sink/file" "$T/outer.asl.json" "$T/inner.asl.json"
asks StartExecution '{"stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:outer"}' "X-Amzn-Trace-Id: Root=$root;Sampled=1"
until_metric 1 'asl_executions_ended_total{machine="outer",status="SUCCEEDED"}'
for enabled in false true; do
    asks CreateStateMachine "{\"name\": \"made-$enabled\", \"roleArn\": \"arn:aws:iam::123456789012:role/r\", \"definition\": \"$task\",
        \"tracingConfiguration\": {\"enabled\": $enabled}}"
    asks StartExecution "{\"stateMachineArn\": \"arn:aws:states:us-east-1:123456789012:stateMachine:made-$enabled\"}" \
        "X-Amzn-Trace-Id: Root=$root;Sampled=1"
    until_metric 1 "asl_executions_ended_total{machine=\"made-$enabled\",status=\"SUCCEEDED\"}"
done
quits
check "traces: nothing is said" test ! -s "$T/server.err"
for kind in xray otlp; do
    check "$kind is right" python3 tests/span/check.py $kind "$T/sink" >"$T/sink/$kind.tree" 2>"$T/err"
    check "$kind: the executions that are traced" test \
        "$(sed -n 's/^ *execution \([^ ]*\) SUCCEEDED.*/\1/p' "$T/sink/$kind.tree" | sort | tr '\n' ' ')" = "inner made-true outer "
done
check "the task hears of its own part of the trace" python3 - "$T/sink/task" "$root" <<'END'
import json, sys
headers = [dict(json.loads(line)["headers"]) for line in open(sys.argv[1])]
said = [{k.lower(): v for k, v in h.items()}.get("x-amzn-trace-id", "") for h in headers]
assert len(said) == 3 and sum(s.startswith("Root=%s;Parent=" % sys.argv[2]) for s in said) == 2, said
END
kill $sink
wait $sink 2>/dev/null

# ---- systemd

python3 tests/operate/notified.py "$T/notify" "$T/notified" &
listener=$!
while [ ! -S "$T/notify" ]; do sleep 0.1; done
# A task's program that never ends, and asks not to be ended.
printf '#!/bin/sh\ntrap "" TERM INT HUP\necho "$NOTIFY_SOCKET" >"%s/seen"\necho $$ >"%s/pid"\nwhile :; do sleep 1; done\n' "$T" "$T" >"$T/never"
chmod +x "$T/never"
NOTIFY_SOCKET=$T/notify WATCHDOG_USEC=400000 serves "$T/ask" serve --store "sqlite:$T/other.db" "$@" --task "first=exec:$T/never"
for tenth in $(seq 50); do
    ! grep -q WATCHDOG=1 "$T/notified" || break
    sleep 0.1
done
check "READY=1 is the first word" sh -c "head -1 '$T/notified' | grep -qx READY=1"
check "its status says where it listens" grep -q "^STATUS=$url: 0 executions under way" "$T/notified"
check "it lives" grep -qx WATCHDOG=1 "$T/notified"
kill -HUP "$server"
starts one
hears() {
    for hears_tenth in $(seq 100); do
        ! grep -q "$1" "$T/notified" || break
        sleep 0.1
    done
    check "systemd hears $1" grep -q "$1" "$T/notified"
}
hears "^STATUS=$url: 1 execution under way, 1 state machine$"
hears '^RELOADING=1|MONOTONIC_USEC=[0-9]*$'
check "and that it is ready again" sh -c "sed -n '/^RELOADING/,\$p' '$T/notified' | grep -qx READY=1"
for tenth in $(seq 50); do
    [ ! -s "$T/seen" ] || break
    sleep 0.1
done
check "the task's program has no word for systemd" grep -qx '' "$T/seen"
quits
check "STOPPING=1" grep -qx STOPPING=1 "$T/notified"
check "its last status says that it stops" sh -c "grep ^STATUS= '$T/notified' | tail -1 | grep -qx 'STATUS=stopping: 0 requests without an answer, 1 execution under way, 1 state machine'"
check "the task's program is gone" sh -c "! kill -0 $(cat "$T/pid") 2>/dev/null"
printf '#include <asl/task.h>\n#include <unistd.h>\nstruct json_object *hang(struct json_object *i, struct asl_call *c)\n{\n    (void)i, (void)c;
    for (;;) {\n        pause();\n    }\n}\n' >"$T/hang.c"
printf '%s\n' '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:hang",
  "End": true}}}' >"$T/hang.asl.json"
code "build: a function that never returns" 0 "$aslc" "$T/hang.asl.json" "$T/hang.c" -o "$T/hang"
serves "$T/hang" serve --store "sqlite:$T/hang.db"
asks StartExecution '{"stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:hang"}'
until_metric 1 'asl_tasks_in_flight'
quits
kill $listener
wait $listener 2>/dev/null
code "nobody listens at NOTIFY_SOCKET" 5 env NOTIFY_SOCKET="$T/nobody" "$T/ask" serve --store memory --listen 127.0.0.1:0 "$@"
check "nobody listens: why" grep -q 'NOTIFY_SOCKET' "$T/err"
finish
