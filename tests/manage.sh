#!/bin/sh
# The executions of a server from the command line: ps, describe, history, stop, redrive, send-task-*, by its URL and on its
# store, with the server and without.
suite=manage
. tests/tally.sh
. tests/serving.sh

code "build" 0 "$aslc" tests/serve/ask.asl.json -o "$T/ask"
store=sqlite:$T/ask.db
printf '#!/bin/sh\ncat >"%s/token"\necho "{}"\n' "$T" >"$T/keep"
# The second task fails until there is a file "good".
printf '#!/bin/sh\ncat >/dev/null\necho "$1" >>"%s/effects"\necho "{}"\n[ $1 = first ] || [ -e "%s/good" ]\n' "$T" "$T" >"$T/effect"
chmod +x "$T/keep" "$T/effect"
machine=arn:aws:states:us-east-1:123456789012:stateMachine:ask

# hosts PROGRAM OPTIONS...: a server, process $server at $url, with those who do its tasks.
hosts() {
    serves "$@" --task "keep=exec:$T/keep" --task "first=exec:$T/effect first" --task "second=exec:$T/effect second"
}

# starts NAME: an execution, whose task waits for an answer to the token in $token.
starts() {
    rm -f "$T/token"
    python3 - "$url" "$machine" "$1" <<'END'
import json, sys, urllib.request
url, machine, name = sys.argv[1:]
urllib.request.urlopen(urllib.request.Request(url, headers={"X-Amz-Target": "AWSStepFunctions.StartExecution"},
    data=json.dumps({"stateMachineArn": machine, "name": name}).encode())).read()
END
    until_there "TaskSubmitted" history "$1" --url "$url"
    token=$(sed 's/.*"token":"\([^"]*\)".*/\1/' "$T/token")
}

# until_there TEXT WORDS...: the program answers with that text in the end.
until_there() {
    until_text=$1
    shift
    for until_tenth in $(seq 100); do
        "$T/ask" "$@" >"$T/until" 2>&1
        ! grep -q "$until_text" "$T/until" || break
        sleep 0.1
    done
    check "$* tells of $until_text" grep -q "$until_text" "$T/until"
}

# json EXPRESSION: whether it holds for `o`, the JSON in $T/out.
json() {
    python3 -c "import json; o = json.load(open('$T/out')); assert $1, o" 2>/dev/null
}

if ! command -v python3 >/dev/null; then
    skip python3
    finish
    exit
fi

# ---- A server that runs: by its URL, by its store, and by the store of a program without --store

hosts "$T/ask" serve --store "$store"
code "nothing yet" 0 "$T/ask" ps --url "$url"
check "only the head" test "$(cat "$T/out")" = "STATUS  STARTED  STOPPED  MACHINE  NAME"
starts one
code "ps" 0 "$T/ask" ps --url "$url"
check "ps: a line for it" grep -qE '^RUNNING  2[-0-9]*T[:.0-9]*Z  -  +ask  +one$' "$T/out"
code "ps on the store of a server" 0 "$T/ask" ps --store "$store" --json
check "ps: JSON" json 'o["executions"][0]["name"] == "one" and o["executions"][0]["status"] == "RUNNING"'
code "ps: a status" 0 "$T/ask" ps --url "$url" --status FAILED --json
check "ps: none has it" json 'o == {"executions": []}'
code "aslc ps" 0 "$aslc" ps --url "$url" --machine ask
check "aslc ps: a line for it" grep -q '^RUNNING .* one$' "$T/out"
code "describe by the ARN" 0 "$T/ask" describe arn:aws:states:us-east-1:123456789012:execution:ask:one --url "$url" --json
check "describe: JSON" json 'o["status"] == "RUNNING" and o["input"] == "{}"'
code "describe by the name" 0 "$T/ask" describe one --url "$url"
check "describe: a table" grep -qE '^status +RUNNING$' "$T/out"
code "history" 0 "$T/ask" history one --url "$url" --json
check "history: JSON" json '[e["id"] for e in o["events"]] == list(range(1, len(o["events"]) + 1))'
code "history: reversed" 0 "$T/ask" history one --url "$url" --reverse
check "history: the first event is the last" sh -c "tail -1 '$T/out' | grep -q '^1  *0 .*ExecutionStarted'"
code "heartbeat" 0 "$T/ask" send-task-heartbeat "$token" --url "$url"
code "success" 0 "$T/ask" send-task-success "$token" '{"a": 1}' --store "$store"
until_there FAILED describe one --url "$url"
code "the token is used up" 1 "$T/ask" send-task-success "$token" '{}' --url "$url"
check "the token: why" grep -q 'ask: TaskTimedOut: ' "$T/err"
touch "$T/good"
code "redrive" 0 "$T/ask" redrive one --url "$url"
until_there SUCCEEDED describe one --url "$url"
rm "$T/good"
code "redrive: it has succeeded" 1 "$T/ask" redrive one --url "$url"
check "redrive: why" grep -q 'ask: ExecutionNotRedrivable: ' "$T/err"
starts two
code "stop" 0 "$T/ask" stop two --url "$url" --error Enough --cause 'no reason'
code "stop: described" 0 "$T/ask" describe two --url "$url" --json
check "stop: what came of it" json 'o["status"] == "ABORTED" and o["error"] == "Enough" and o["cause"] == "no reason"'
stopped=$token
rm "$T/token"
code "redrive what was stopped" 0 "$T/ask" redrive two --url "$url"
for tenth in $(seq 100); do
    ! test -s "$T/token" || break
    sleep 0.1
done
code "redriven: history" 0 "$T/ask" history two --url "$url" --json
check "redriven: the task is scheduled again (A-40)" json '[e["previousEventId"] for e in o["events"] if e["type"] == "TaskScheduled"] == [
    next(e["id"] for e in o["events"] if e["type"] == w) for w in ("TaskStateEntered", "ExecutionRedriven")]'
code "redriven: it has another token" 1 "$T/ask" send-task-success "$stopped" '{}' --url "$url"
code "redriven: stop" 0 "$T/ask" stop two --url "$url"
starts three
code "failure" 0 "$aslc" send-task-failure "$token" --error Own --cause told --url "$url"
until_there Own describe three --url "$url"
code "the newest first" 0 "$T/ask" ps --url "$url" --most 2 --json
check "the newest first: names" json '[x["name"] for x in o["executions"]] == ["three", "two"]'
check "the newest first: there are more" grep -q 'there are more than these 2: --most N shows more' "$T/err"

# ---- What is wrong

code "no such execution" 1 "$T/ask" describe none --url "$url"
check "no such execution: why" grep -q "ask: there is no execution 'none'" "$T/err"
code "no such machine" 1 "$T/ask" ps --machine none --url "$url"
code "a wrong ARN" 1 "$T/ask" describe arn:nonsense --url "$url"
check "a wrong ARN: why" grep -q 'ask: InvalidArn: ' "$T/err"
code "a wrong status" 1 "$T/ask" ps --status SOME --url "$url"
check "a wrong status: why" grep -q 'ask: ValidationException: .*RUNNING' "$T/err"
code "no execution" 2 "$T/ask" describe --url "$url"
check "no execution: why" grep -q 'the usage is: ask describe EXECUTION' "$T/err"
code "two executions" 2 "$T/ask" describe one two --url "$url"
code "two places" 2 "$T/ask" ps --url "$url" --store "$store"
code "no URL" 2 "$T/ask" ps --url 127.0.0.1:8083
code "nobody there" 5 "$T/ask" ps --url http://127.0.0.1:1
check "nobody there: why" grep -q 'ask: http://127.0.0.1:1: no server answers: Connection refused' "$T/err"
code "no store there" 2 "$T/ask" ps --store "sqlite:$T/none.db"
check "no store there: none is made" test ! -e "$T/none.db"
code "no store by default" 2 env XDG_STATE_HOME="$T/empty" "$T/ask" ps
code "a store that is none" 2 "$T/ask" ps --store memory
head -c 4096 /dev/urandom >"$T/noise.db"
code "a file that is no store" 5 "$T/ask" ps --store "sqlite:$T/noise.db"
python3 -c '
import http.server, sys
class H(http.server.BaseHTTPRequestHandler):
    def do_POST(self): self.send_response(200); self.end_headers(); self.wfile.write(b"<html>")
    def log_message(self, *a): pass
s = http.server.HTTPServer(("127.0.0.1", 0), H); print(s.server_port, flush=True); s.handle_request()' >"$T/port" &
other=$!
while [ ! -s "$T/port" ]; do sleep 0.1; done
code "another server" 5 "$T/ask" ps --url "http://127.0.0.1:$(cat "$T/port")"
check "another server: why" grep -q 'what answers there is not the API of Step Functions' "$T/err"
wait $other

# ---- A server that is gone: its store is looked at, and changed, and no task begins

starts four
stopped=$token
starts five
kill -9 $server
wait $server 2>/dev/null
effects=$(wc -l <"$T/effects")
check "its URL is still beside its store" test -s "$T/ask.db-url"
code "ps without a server" 0 "$T/ask" ps --store "$store" --status RUNNING --json
check "ps without a server: names" json '[x["name"] for x in o["executions"]] == ["five", "four"]'
code "success without a server" 0 "$T/ask" send-task-success "$token" '{"b": 2}' --store "$store"
code "its history" 0 "$T/ask" history five --store "$store"
check "it has gone on" grep -q 'TaskSucceeded .*{"b":2}' "$T/out"
code "stop without a server" 0 "$aslc" stop four --store "$store"
code "stopped without a server" 1 "$T/ask" send-task-success "$stopped" '{}' --store "$store"
code "it is stopped" 0 "$aslc" describe four --store "$store" --json
check "it is stopped: how" json 'o["status"] == "ABORTED"'
code "redrive without a server" 0 "$T/ask" redrive three --store "$store"
check "nothing has been done" test "$(wc -l <"$T/effects")" = "$effects"
hosts "$T/ask" serve --store "$store"
until_there FAILED describe five --url "$url"
until_there 'RUNNING' describe three --url "$url"
check "now it has been done" test "$(wc -l <"$T/effects")" -gt "$effects"
kill -TERM $server
wait $server
check "it ends in order" test $? = 0
check "its URL is gone" test ! -e "$T/ask.db-url"

# ---- Another version of the workflow had the store meanwhile

sed 's/"Comment": "/&Other: /' tests/serve/ask.asl.json >"$T/other.asl.json"
code "build another version" 0 "$aslc" --name=ask "$T/other.asl.json" -o "$T/other"
hosts "$T/ask" serve --store "$store"
starts six
code "stop six" 0 "$T/ask" stop six --url "$url"
kill -TERM $server
wait $server
hosts "$T/other" serve --store "$store"
code "another version: it is another one's" 1 "$T/ask" redrive six --url "$url"
check "another version: why" grep -q 'its state machine is not here any more' "$T/err"
kill -TERM $server
wait $server
hosts "$T/ask" serve --store "$store"
code "the version is back" 0 "$T/ask" redrive six --url "$url"
until_there RUNNING describe six --url "$url"
kill -TERM $server
wait $server

# ---- A server that asks for a token, and one whose store is where it is by default

echo secret-token >"$T/secret"
hosts env XDG_STATE_HOME="$T/state" "$T/ask" serve --token "$T/secret"
code "without the token" 1 "$T/ask" ps --url "$url"
check "without the token: why" grep -q 'ask: MissingAuthenticationTokenException: ' "$T/err"
code "with the token" 0 "$T/ask" ps --url "$url" --token "$T/secret"
code "by default" 0 env XDG_STATE_HOME="$T/state" "$T/ask" ps --token "$T/secret"
code "no token file" 2 "$T/ask" ps --url "$url" --token "$T/no-such-file"
kill -TERM $server
wait $server

code "without serve" 0 "$aslc" --without=serve tests/serve/ask.asl.json -o "$T/small"
code "without serve: no ps" 2 "$T/small" ps
code "without serve: no store" 2 "$T/small" send-task-success t '{}' --store "$store"
check "without serve: why" grep -q 'this program was built without serve' "$T/err"
finish
