#!/bin/sh
# Traces of executions: X-Ray's documents, OTLP's requests and Chrome's trace events, against sinks that check them by the
# published formats (tests/span); headers that come and go on; and that nothing of it slows or fails a run.
suite=spans
. tests/tally.sh

if ! command -v python3 >/dev/null; then
    skip python3
    finish
    exit
fi
PATH=/usr/bin:$PATH
unset OTEL_EXPORTER_OTLP_HEADERS OTEL_EXPORTER_OTLP_TRACES_HEADERS OTEL_SERVICE_NAME OTEL_RESOURCE_ATTRIBUTES \
    OTEL_TRACES_EXPORTER OTEL_SDK_DISABLED
trap 'for f in "$T"/at-*/pid; do [ ! -f "$f" ] || kill "$(cat "$f")"; done; rm -rf "$T"' EXIT

# sink NAME [MODE]: listens, and keeps what comes in $T/at-NAME; $xray and $otlp are its addresses.
sink() {
    mkdir "$T/at-$1"
    python3 tests/span/sink.py "$T/at-$1" ${2:-} >"$T/at-$1/log" 2>&1 &
    echo $! >"$T/at-$1/pid"
    for _ in $(seq 100); do
        [ ! -f "$T/at-$1/ports" ] || break
        sleep 0.1
    done
    read -r udp tcp <"$T/at-$1/ports"
    xray=127.0.0.1:$udp otlp=http://127.0.0.1:$tcp
}

# told NAME PROGRAM WORDS...: runs it with a sink of that name for both, and a trace file beside.
told() {
    told_name=$1
    shift
    sink "$told_name"
    code "$told_name" "${wanted:-0}" env AWS_XRAY_DAEMON_ADDRESS="$xray" OTEL_EXPORTER_OTLP_ENDPOINT="$otlp" "$@" \
        --trace-file "$T/at-$told_name/file"
    cp "$T/out" "$T/at-$told_name/out"
    check "$told_name: nothing is said" sh -c "! grep traces: '$T/err'"
}

# good NAME: what came is right in all three formats, and tells the same. The tree is $T/at-NAME/tree.
good() {
    for kind in xray otlp chrome; do
        where=$T/at-$1
        [ $kind != chrome ] || where=$T/at-$1/file
        check "$1: $kind is right" python3 tests/span/check.py $kind "$where" >"$T/at-$1/$kind.tree" 2>"$T/err"
        head -5 "$T/err"
    done
    cp "$T/at-$1/xray.tree" "$T/at-$1/tree"
    same "$1: OTLP tells what X-Ray is told" "$T/at-$1/xray.tree" "$T/at-$1/otlp.tree"
    same "$1: the file tells what X-Ray is told" "$T/at-$1/xray.tree" "$T/at-$1/chrome.tree"
}

# tree NAME: the tree is that of standard input.
tree() {
    good "$1"
    cat >"$T/wanted"
    same "$1: its spans" "$T/wanted" "$T/at-$1/tree"
}

build() {
    code "$1 is built" 0 "$aslc" "$2" -o "$T/$1"
}

# ---- What is told: every kind of state, retries, catchers, timeouts, failures, inner executions.

build every tests/span/every.asl.json
mocked() {
    told "$1" "$T/every" --virtual-time --mock "tests/span/mock.json#$2" --input "$3" ${4:-}
}
mocked all All '{"n": 1, "items": [1, 2]}'
tree all <<'END'
execution every SUCCEEDED 0+10000
  state Which? SUCCEEDED 0+0 choice=0 type=Choice
  state Both SUCCEEDED 0+9000 type=Parallel
    state Try SUCCEEDED 0+9000 attempts=3 branch=0 retried=2 retry_wait_ms=9000 type=Task
      attempt try FAILED 0+0 attempt=1 error=Busy
      attempt try FAILED 3000+0 attempt=2 error=Busy
      attempt try SUCCEEDED 9000+0 attempt=3
    state Pause SUCCEEDED 0+5000 branch=1 type=Wait wait_ms=5000
  state Each SUCCEEDED 9000+0 type=Map
    state One SUCCEEDED 9000+0 attempts=1 item=0 type=Task
      attempt dynamodb:getItem SUCCEEDED 9000+0 attempt=1
    state One SUCCEEDED 9000+0 attempts=1 item=1 type=Task
      attempt dynamodb:getItem SUCCEEDED 9000+0 attempt=1
  state Many SUCCEEDED 9000+1000 type=Map
    execution every/cdc3f4b4-3e51-480f-adeb-e4857128378b SUCCEEDED 9000+1000 index=0 items=1
      state Sleep SUCCEEDED 9000+1000 type=Wait wait_ms=1000
      state Done SUCCEEDED 10000+0 type=Pass
    execution every/cdc3f4b4-3e51-480f-adeb-e4857128378b SUCCEEDED 9000+1000 index=1 items=1
      state Sleep SUCCEEDED 9000+1000 type=Wait wait_ms=1000
      state Done SUCCEEDED 10000+0 type=Pass
  state Call CAUGHT 10000+0 attempts=1 error=States.Http.StatusCode.404 type=Task
    attempt http:invoke FAILED 10000+0 attempt=1 error=States.Http.StatusCode.404 http=404
  state End SUCCEEDED 10000+0 type=Succeed
  state Risk CAUGHT 10000+0 error=States.Timeout type=Parallel
    state Hang FAILED 10000+0 attempts=1 branch=0 error=States.Timeout type=Task
      attempt hang FAILED 10000+0 attempt=1 error=States.Timeout
    state Sleep on ABORTED 10000+0 branch=1 type=Wait wait_ms=0
END
has() {
    check "$1" grep -qF -- "$3" "$2"
}
sent=$T/at-all/xray
has "X-Ray: the origin" "$sent" '\"origin\":\"AWS::StepFunctions::StateMachine\"'
has "X-Ray: a name has no other symbols" "$sent" '\"name\":\"Which_\"'
has "X-Ray: a service and its operation" "$sent" '\"namespace\":\"aws\",\"aws\":{\"operation\":\"GetItem\",\"region\":\"us-east-1\"}'
has "X-Ray: an API" "$sent" '\"http\":{\"request\":{\"url\":\"https://api.example.com/a?b=\\\"c\\\"\",\"method\":\"POST\"},\"response\":{\"status\":404}}'
has "X-Ray: an error of the caller" "$sent" '\"error\":true,\"cause\":{\"exceptions\":[{\"id\":'
has "OTLP: the service is the workflow" "$T/at-all/otlp" '{\"key\":\"service.name\",\"value\":{\"stringValue\":\"every\"}}'
has "OTLP: the path" "$T/at-all/otlp" '"path": "/v1/traces"'

wanted=1
mocked gone Gone '{"n": 1, "items": []}'
tree gone <<'END'
execution every FAILED 0+0 error=Function.Gone
  state Both FAILED 0+0 error=Function.Gone type=Parallel
    state Try FAILED 0+0 attempts=1 branch=0 error=Function.Gone type=Task
      attempt try FAILED 0+0 attempt=1 error=Function.Gone
    state Pause ABORTED 0+0 branch=1 type=Wait wait_ms=0
  state Which? SUCCEEDED 0+0 choice=0 type=Choice
END
has "X-Ray: a failure is a fault" "$T/at-gone/xray" '\"origin\":\"AWS::StepFunctions::StateMachine\",\"fault\":true,\"cause\":{\"exceptions\":'
has "OTLP: what a failure says" "$T/at-gone/otlp" '\"status\":{\"code\":2,\"message\":\"a \\\"quoted\\\"\\nword\"}'
mocked nothing Gone '{"n": 0}'
tree nothing <<'END'
execution every FAILED 0+0 error=No.Work
  state Nothing \"to\" do\n FAILED 0+0 error=No.Work type=Fail
  state Which? SUCCEEDED 0+0 type=Choice
END

# Without a virtual clock, and with everything read back from bytes at each turn.
told real "$T/every" --mock tests/span/mock.json#Gone --input '{"n": 1, "items": []}'
export NO_TIMES=1
good real
unset NO_TIMES
wanted=0
export ASL_DEBUG=frames
mocked frames All '{"n": 1, "items": [1, 2]}'
unset ASL_DEBUG
good frames
same "an execution that is read back from bytes" "$T/at-all/tree" "$T/at-frames/tree"

# Stopped: from outside, and by the time of the workflow.
printf '{"TimeoutSeconds": 5, "StartAt": "Long", "States": {"Long": {"Type": "Wait", "Seconds": 60, "End": true}}}' >"$T/long.asl.json"
build long "$T/long.asl.json"
wanted=3
told late "$T/long" --virtual-time
tree late <<'END'
execution long TIMED_OUT 0+5000 error=States.Timeout
  state Long ABORTED 0+5000 type=Wait wait_ms=5000
END
sink stopped
AWS_XRAY_DAEMON_ADDRESS=$xray OTEL_EXPORTER_OTLP_ENDPOINT=$otlp "$T/long" --trace-file "$T/at-stopped/file" >"$T/out" 2>"$T/err" &
long=$!
for _ in $(seq 50); do
    ! grep -qs in_progress "$T/at-stopped/xray" || break
    sleep 0.1
done
has "what takes long is told of" "$T/at-stopped/xray" '\"in_progress\":true'
kill -TERM $long
wait $long
check "a run that is stopped" test $? = 4
export NO_TIMES=1
good stopped
unset NO_TIMES
sed 's/ wait_ms=[0-9]*//' "$T/at-stopped/tree" >"$T/got"
printf '%s\n' 'execution long ABORTED' '  state Long ABORTED type=Wait' >"$T/wanted"
same "stopped: its spans" "$T/wanted" "$T/got"
wanted=0

# ---- Many states: documents stay below 64 KB, and all spans are there.

cat >"$T/loop.asl.json" <<'END'
{"StartAt": "Start", "States": {
  "Start": {"Type": "Pass", "Result": {"n": 0}, "Next": "Count"},
  "Count": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "Next": "More?"},
  "More?": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericLessThan": 500, "Next": "Count"}], "Default": "End"},
  "End": {"Type": "Succeed"}}}
END
build loop "$T/loop.asl.json"
told loop "$T/loop" --virtual-time
good loop
check "1,002 states" test "$(grep -c ' state ' "$T/at-loop/tree")" = 1002
check "in pieces" test "$(wc -l <"$T/at-loop/xray")" -gt 1
told wide "$T/every" --virtual-time --mock tests/span/mock.json#All \
    --input "{\"n\": 1, \"items\": [$(seq -s, 300)]}"
good wide
check "300 inner executions" test "$(grep -c '  execution ' "$T/at-wide/tree")" = 300

# ---- Ids: the same with the same seed, and nothing is drawn that was not drawn before.

cat >"$T/draw.asl.json" <<'END'
{"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"id.$": "States.UUID()", "n.$": "States.MathRandom(1, 1000000)"},
  "End": true}}}
END
build draw "$T/draw.asl.json"
code "seed 7" 0 "$T/draw" --virtual-time --seed 7 --trace-file "$T/seven" --history "$T/seven.history"
cp "$T/out" "$T/seven.out"
code "seed 7 again" 0 "$T/draw" --virtual-time --seed 7 --trace-file "$T/seven.again"
same "the same ids" "$T/seven" "$T/seven.again"
code "seed 8" 0 "$T/draw" --virtual-time --seed 8 --trace-file "$T/eight"
check "other ids" sh -c "! cmp -s '$T/seven' '$T/eight'"
code "seed 7 without a trace" 0 "$T/draw" --virtual-time --seed 7 --history "$T/plain.history"
same "what is drawn stays the same" "$T/seven.out" "$T/out"
same "the history stays the same" "$T/seven.history" "$T/plain.history"

# ---- Headers that come: a trace, a parent, and whether it is sampled.

root=1-5759e988-bd862e3fe1be46a994272793 parent=53995c3f42cd8ad8
sink joined
code "a header" 0 env AWS_XRAY_DAEMON_ADDRESS="$xray" OTEL_EXPORTER_OTLP_ENDPOINT="$otlp/" \
    _X_AMZN_TRACE_ID="Root=$root;Parent=$parent;Sampled=1" "$T/draw"
code "a traceparent" 0 env AWS_XRAY_DAEMON_ADDRESS="$xray" OTEL_EXPORTER_OTLP_ENDPOINT="$otlp/" \
    TRACEPARENT=00-5759e988bd862e3fe1be46a994272793-$parent-01 "$T/draw"
code "a malformed header" 0 env AWS_XRAY_DAEMON_ADDRESS="$xray" OTEL_EXPORTER_OTLP_ENDPOINT="$otlp/" \
    _X_AMZN_TRACE_ID="Root=1-5759e988;Parent=$parent" "$T/draw"
for kind in xray otlp; do
    check "joined: $kind is right" python3 tests/span/check.py $kind "$T/at-joined" >"$T/at-joined/tree"
done
check "X-Ray: two are of that trace" test "$(grep -cF "\\\"trace_id\\\":\\\"$root\\\",\\\"parent_id\\\":\\\"$parent\\\"" "$T/at-joined/xray")" = 2
check "OTLP: two are of that trace" test "$(grep -cF "\\\"parentSpanId\\\":\\\"$parent\\\"" "$T/at-joined/otlp")" = 2
for header in "_X_AMZN_TRACE_ID=Root=$root;Parent=$parent;Sampled=0" "_X_AMZN_TRACE_ID=Sampled=0" \
    "TRACEPARENT=00-5759e988bd862e3fe1be46a994272793-$parent-00"; do
    rm -rf "$T/at-silent"
    sink silent
    code "$header" 0 env AWS_XRAY_DAEMON_ADDRESS="$xray" OTEL_EXPORTER_OTLP_ENDPOINT="$otlp" "$header" "$T/draw" \
        --trace-file "$T/at-silent/file"
    check "$header: the file is written" python3 tests/span/check.py chrome "$T/at-silent/file" >"$T/at-silent/tree"
    sleep 0.2
    check "$header: nothing is sent" test ! -e "$T/at-silent/xray" -a ! -e "$T/at-silent/otlp"
    kill "$(cat "$T/at-silent/pid")"
done
rm -rf "$T/at-silent"

# ---- Headers that go on: to a server, to functions, to programs and to workflows.

sink onward
printf 'import json, os, sys\nprint(json.dumps({k: os.environ.get(k) for k in ("_X_AMZN_TRACE_ID", "TRACEPARENT")}))\n' >"$T/show.py"
printf 'import os\ndef handler(event, context):\n    return os.environ.get("_X_AMZN_TRACE_ID")\n' >"$T/fn.py"
cat >"$T/onward.asl.json" <<'END'
{"StartAt": "Post", "States": {
  "Post": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:1:function:post", "ResultPath": "$.post", "Next": "Program"},
  "Program": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:1:function:program", "ResultPath": "$.program", "Next": "Function"},
  "Function": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:1:function:function", "ResultPath": "$.function", "Next": "Inner"},
  "Inner": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:1:function:inner", "ResultPath": "$.inner", "End": true}}}
END
build onward "$T/onward.asl.json"
set -- --task "post=$otlp/task" --task "program=exec:python3 $T/show.py" --task "function=lambda:python:$T/fn.handler" \
    --task "inner=workflow:$T/draw" --input '{}'
code "onward" 0 env AWS_XRAY_DAEMON_ADDRESS="$xray" OTEL_EXPORTER_OTLP_ENDPOINT="$otlp" \
    _X_AMZN_TRACE_ID="Root=$root;Parent=$parent;Sampled=1" "$T/onward" "$@"
python3 tests/span/check.py xray "$T/at-onward" >"$T/at-onward/tree" 2>"$T/at-onward/log"
check "the inner workflow's spans are in the trace" grep -q '^        state A' "$T/at-onward/tree"
cat "$T/at-onward/log"
check "each is told its own attempt" python3 - "$T/out" "$T/at-onward/xray" $root <<'END'
import json, re, sys
out, root = json.load(open(sys.argv[1])), sys.argv[3]
sent = open(sys.argv[2]).read().replace("\\", "")
attempts = {name: re.search('"name":"%s","id":"([0-9a-f]{16})"' % name, sent).group(1) for name in ("post", "program", "function")}
header = lambda name: "Root=%s;Parent=%s;Sampled=1" % (root, attempts[name])
w3c = lambda name: "00-%s-%s-01" % (root[2:].replace("-", ""), attempts[name])
assert out["post"]["X-Amzn-Trace-Id"] == header("post"), out
assert out["post"]["traceparent"] == w3c("post"), out
assert out["program"] == {"_X_AMZN_TRACE_ID": header("program"), "TRACEPARENT": w3c("program")}, out
assert out["function"] == header("function"), out
END
code "not sampled" 0 env AWS_XRAY_DAEMON_ADDRESS="$xray" _X_AMZN_TRACE_ID="Root=$root;Parent=$parent;Sampled=0" "$T/onward" "$@"
check "goes on as it came" grep -qF "\"function\":\"Root=$root;Parent=$parent;Sampled=0\"" "$T/out"
check "without OTLP no traceparent" sh -c "! grep -q traceparent '$T/out'"
code "nobody is told" 0 env _X_AMZN_TRACE_ID="Root=$root;Parent=$parent;Sampled=1" "$T/onward" "$@"
check "what came goes on" grep -qF "\"function\":\"Root=$root;Parent=$parent;Sampled=1\"" "$T/out"
code "no trace at all" 0 "$T/onward" "$@"
check "nothing goes on" sh -c "! grep -q -e X-Amzn-Trace-Id -e traceparent '$T/out'"

# ---- Settings.

sink named
code "settings" 0 env OTEL_EXPORTER_OTLP_TRACES_ENDPOINT="$otlp/own" OTEL_SERVICE_NAME=shop \
    OTEL_RESOURCE_ATTRIBUTES='team=a%20"b",service.name=x' \
    OTEL_EXPORTER_OTLP_HEADERS='api-key=k%0d%0aX-Evil: 1, authorization=Bearer%20t' "$T/draw"
has "its own address" "$T/at-named/otlp" '"path": "/own"'
has "the service's name" "$T/at-named/otlp" '{\"key\":\"service.name\",\"value\":{\"stringValue\":\"shop\"}}'
has "more about it" "$T/at-named/otlp" '{\"key\":\"team\",\"value\":{\"stringValue\":\"a \\\"b\\\"\"}}'
has "a header" "$T/at-named/otlp" '["authorization", "Bearer t"]'
check "a value adds no header" python3 - "$T/at-named/otlp" <<'END'
import json, sys
names = [k.lower() for k, v in json.loads(open(sys.argv[1]).readline())["headers"]]
assert "api-key" in names and "x-evil" not in names, names
END
rm "$T/at-named/otlp"
code "none" 0 env OTEL_EXPORTER_OTLP_ENDPOINT="$otlp" OTEL_TRACES_EXPORTER=none "$T/draw"
code "disabled" 0 env OTEL_EXPORTER_OTLP_ENDPOINT="$otlp" OTEL_SDK_DISABLED=True "$T/draw"
check "nothing is sent" test ! -e "$T/at-named/otlp"
code "an address that is none" 0 env OTEL_EXPORTER_OTLP_ENDPOINT=ftp://h AWS_XRAY_DAEMON_ADDRESS=nowhere "$T/draw"
check "both are said" test "$(grep -c -e '^draw: OTEL_EXPORTER_OTLP_ENDPOINT: ' -e '^draw: AWS_XRAY_DAEMON_ADDRESS ' "$T/err")" = 2

# ---- Nobody there: the run is as without, and one line says what was dropped.

code "without a trace" 0 "$T/draw" --virtual-time
cp "$T/out" "$T/plain.out"
# lost NAME COUNT_AND_REASON VARIABLES...
lost() {
    lost_name=$1 lost_line=$2
    shift 2
    code "$lost_name" 0 env "$@" "$T/draw" --virtual-time
    same "$lost_name: the output" "$T/plain.out" "$T/out"
    printf 'draw: traces: %s\n' "$lost_line" >"$T/wanted"
    same "$lost_name: one line" "$T/wanted" "$T/err"
}
lost "nobody listens" '2 spans could not be sent: Connection refused' OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9
lost "no daemon" '1 document could not be sent: Connection refused' AWS_XRAY_DAEMON_ADDRESS=127.0.0.1:9
lost "neither" '1 document could not be sent: Connection refused; 2 spans could not be sent: Connection refused' \
    OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9 AWS_XRAY_DAEMON_ADDRESS=127.0.0.1:9
lost "no such host" '1 document could not be sent: Name or service not known' AWS_XRAY_DAEMON_ADDRESS=no.invalid:2000
sink broken fail
lost "a server that fails" '2 spans could not be sent: the answer was HTTP status 500' OTEL_EXPORTER_OTLP_ENDPOINT="$otlp"
sink strict reject
lost "a server that rejects spans" '2 spans could not be sent: too old' OTEL_EXPORTER_OTLP_ENDPOINT="$otlp"
sink mute mute
code "a server that never answers" 0 env OTEL_EXPORTER_OTLP_ENDPOINT="$otlp" timeout 20 "$T/draw" --virtual-time
same "a server that never answers: the output" "$T/plain.out" "$T/out"
check "a server that never answers: one line" test "$(grep -c '^draw: traces: 2 spans could not be sent: ' "$T/err")" = 1

# ---- The file.

code "a file that cannot be written" 5 "$T/draw" --trace-file "$T/none/file"
check "its line" grep -q "^draw: $T/none/file: cannot be written: " "$T/err"
if [ -w /dev/full ]; then
    code "a full disk" 0 "$T/draw" --virtual-time --trace-file /dev/full
    same "a full disk: the output" "$T/plain.out" "$T/out"
    check "a full disk: its line" grep -q '^draw: /dev/full: cannot be written: ' "$T/err"
fi
code "test has none" 2 "$T/draw" test x --trace-file "$T/file"
check "who has it" grep -q "belongs to 'run'" "$T/err"

# ---- batch: a trace a line, also of several processes that write one file.

seq 200 | sed 's/.*/{}/' >"$T/lines"
for jobs in 1 3; do
    sink "batch-$jobs"
    AWS_XRAY_DAEMON_ADDRESS=$xray OTEL_EXPORTER_OTLP_ENDPOINT=$otlp "$T/draw" batch --jobs $jobs --trace-file "$T/at-batch-$jobs/file" \
        <"$T/lines" >"$T/out" 2>"$T/err"
    check "batch of $jobs" test $? = 0
    check "batch of $jobs: nothing is said" test ! -s "$T/err"
    good "batch-$jobs"
    check "batch of $jobs: a trace a line" test "$(grep -c '^execution' "$T/at-batch-$jobs/tree")" = 200
done
finish
