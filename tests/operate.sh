#!/bin/sh
# What whoever runs a server needs: its metrics, what it tells systemd, how it ends.
suite=operate
. tests/tally.sh
if ! command -v python3 >/dev/null; then
    skip python3
    finish
    exit
fi

# serves PROGRAM OPTIONS...: a server, process $server at $url.
serves() {
    : >"$T/server.out"
    "$@" --listen 127.0.0.1:0 >"$T/server.out" 2>"$T/server.err" &
    server=$!
    for serves_tenth in $(seq 100); do
        ! grep -q '^listening on ' "$T/server.out" || break
        sleep 0.1
    done
    url=$(sed -n 's/^listening on //p' "$T/server.out")
    check "it listens" test -n "$url"
}

# ends: SIGTERM ends it in order, within ten seconds.
ends() {
    kill -TERM "$server"
    for ends_tenth in $(seq 100); do
        kill -0 "$server" 2>/dev/null || break
        sleep 0.1
    done
    check "it ends within ten seconds" sh -c "! kill -0 $server 2>/dev/null"
    kill -KILL "$server" 2>/dev/null
    wait "$server"
    check "it ends in order" test $? = 0
}

# asks OPERATION INPUT: the answer in $T/answer, its HTTP status in $T/status.
asks() {
    python3 - "$url" "$1" "$2" >"$T/answer" 2>"$T/status" <<'END'
import sys, urllib.error, urllib.request
url, operation, data = sys.argv[1:]
r = urllib.request.Request(url, headers={"X-Amz-Target": "AWSStepFunctions." + operation}, data=data.encode())
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
        [ "$(python3 tests/operate/metrics.py "$2" <"$T/got")" != "$1" ] || break
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

if command -v curl >/dev/null; then
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
    ! command -v promtool >/dev/null || check "promtool finds nothing" sh -c "promtool check metrics <'$T/got'"
    check "its type" sh -c "curl -s -I '$url/metrics' | grep -qi '^content-type: text/plain; version=0.0.4'"
    ends

    # Where the API asks for a token, so do they.
    echo secret-token >"$T/secret"
    serves "$aslc" serve --store memory --token "$T/secret"
    gets /metrics -w '%{http_code}'
    check "without the token there is nothing" sh -c "! grep -q asl_ '$T/got' && grep -q 401 '$T/got'"
    gets /metrics -H 'Authorization: Bearer secret-token'
    check "with it, as Prometheus sends it" grep -q '^asl_http_connections ' "$T/got"
    ends
else
    skip curl
fi

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
starts one
for tenth in $(seq 50); do
    [ ! -s "$T/seen" ] || break
    sleep 0.1
done
check "the task's program has no word for systemd" grep -qx '' "$T/seen"
ends
check "STOPPING=1" grep -qx STOPPING=1 "$T/notified"
check "the task's program is gone" sh -c "! kill -0 $(cat "$T/pid") 2>/dev/null"
kill $listener
wait $listener 2>/dev/null
code "nobody listens at NOTIFY_SOCKET" 5 env NOTIFY_SOCKET="$T/nobody" "$T/ask" serve --store memory --listen 127.0.0.1:0 "$@"
check "nobody listens: why" grep -q 'NOTIFY_SOCKET' "$T/err"
finish
