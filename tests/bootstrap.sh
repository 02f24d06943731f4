#!/bin/sh
# A workflow's program as the custom runtime of a Lambda function: under a Runtime API of the tests' own, which follows a
# script (tests/bootstrap/api.py), and as a function of another workflow.
suite=bootstrap
. tests/tally.sh
if ! command -v python3 >/dev/null; then
    skip python3
    finish
    exit
fi
files=$root/tests/bootstrap
cd "$T" || exit 1
unset AWS_LAMBDA_RUNTIME_API AWS_LAMBDA_MAX_CONCURRENCY _X_AMZN_TRACE_ID

# serves NAME SCRIPT PROGRAM...: what is answered is as in $T/wanted; what the program says is in $T/err.
serves() {
    what=$1
    printf '%s\n' "$2" >script.json
    shift 2
    code "$what" 0 python3 "$files/api.py" script.json "$@"
    same "$what: the answers" wanted out
}

# answers LINE...: they are what is wanted.
answers() {
    printf '%s\n' "$@" >wanted
}

# is_gone PROGRAM: no process of that command is left.
is_gone() {
    for tenth in $(seq 50); do
        cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ' | grep -qF "$1" || return 0
        sleep 0.1
    done
    return 1
}

# every PROGRAM: all that does not depend on how it is linked.
every() {
    p=$1
    answers 'a response {"do":"pass","n":[1.5,"ü"]}' 'b response "text"' 'c response 0' 'exit 0'
    serves "$p: answers" '[{"id": "a", "event": {"do": "pass", "n": [1.5, "ü"]}}, {"id": "b", "event": "text"},
        {"id": "c", "event": 0}]' ./"$p"
    check "$p: answers: nothing is said" test ! -s err
    answers 'a error Order.Lost {"errorType":"Order.Lost","errorMessage":"{\"id\": 7}"}' \
        'b error Verlorengegangen: Gr????e {"errorType":"Verlorengegangen: Größe","errorMessage":"weg"}' \
        'c error FAILED {"errorType":"FAILED","errorMessage":""}' 'exit 0'
    serves "$p: fails" '[{"id": "a", "event": {"do": "fail"}}, {"id": "b", "event": {"do": "foreign"}},
        {"id": "c", "event": {"do": "bare"}}]' ./"$p"
    answers 'a error InvalidExecutionInput {"errorType":"InvalidExecutionInput","errorMessage":"the event is not JSON: line 1, column 2: a key in quotes is expected"}' \
        'b error InvalidExecutionInput {"errorType":"InvalidExecutionInput","errorMessage":"the event is not JSON: line 1, column 1: a value is expected, but the text ends"}' \
        'c response 1' 'exit 0'
    serves "$p: an event that is not JSON" '[{"id": "a", "text": "{"}, {"id": "b", "text": ""}, {"id": "c", "event": 1}]' ./"$p"
    answers 'Ab-1_2 response {"name":"Ab-1_2"}' 'exit 0'
    serves "$p: the execution is named by the invocation" '[{"id": "Ab-1_2", "event": {"do": "name"}}]' ./"$p"
    seq 100 | sed 's/.*/id-& response {"do":"pass"}/' >wanted
    echo "exit 0" >>wanted
    serves "$p: 100 events" '[{"event": {"do": "pass"}, "count": 100}]' ./"$p"
    # The deadline
    answers 'a error States.Timeout {"errorType":"States.Timeout","errorMessage":"The execution was stopped 500 ms before the deadline of its invocation."}' \
        'b response 2' 'exit 0'
    serves "$p: a deadline" '[{"id": "a", "event": {"do": "wait"}, "deadline": 6000}, {"id": "b", "event": 2}]' ./"$p"
    answers 'a late' 'a error States.Timeout {"errorType":"States.Timeout","errorMessage":"The execution was stopped 0 ms before the deadline of its invocation."}' 'exit 0'
    serves "$p: a deadline that has passed" '[{"id": "a", "event": {"do": "wait"}, "deadline": -1000}]' ./"$p"
    # What a task sees
    answers 'a response "Root=1-5f84c7a9-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1 none"' \
        'b response " none"' 'exit 0'
    serves "$p: the trace" '[{"id": "a", "event": {"do": "task"}, "trace": "Root=1-5f84c7a9-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1"},
        {"id": "b", "event": {"do": "task"}}]' env AWS_LAMBDA_MAX_CONCURRENCY=1 ./"$p" --task "inside=exec:sh trace.sh"
    answers 'a response 1' 'exit 0'
    serves "$p: a trace file" '[{"id": "a", "event": 1, "trace": "Root=1-5f84c7a9-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1"}]' \
        ./"$p" --trace-file spans.json
    check "$p: a trace file: the execution belongs to the event's trace" grep -q \
        '"cat":"execution".*"trace":"1-5f84c7a9-0123456789abcdef01234567",.*"parent":"0123456789abcdef","execution_arn":".*:a"' spans.json
    # The host
    for step in '"status": 500' '"status": 403' '"raw": "", "count": 2' '"raw": "nonsense\r\n\r\n"' '"id": null, "event": 1' \
        '"raw": "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}"'; do
        answers 'a response 1' 'exit 5'
        serves "$p: next: $step" "[{\"id\": \"a\", \"event\": 1}, {$step}, {\"event\": 2}]" ./"$p"
        check "$p: next: $step: says so: $(cat err)" grep -q "^$p: the Lambda Runtime API: invocation/next: ." err
    done
    answers 'a response 1' 'exit 5'
    serves "$p: answer 500" '[{"id": "a", "event": 1, "answer": 500}, {"event": 2}]' ./"$p"
    check "$p: answer 500: says so: $(cat err)" grep -qx "$p: the Lambda Runtime API: invocation/a/response: it answered with the status 500" err
    answers 'a response 1' 'a response 1' 'exit 5'
    serves "$p: an answer that is not heard" '[{"id": "a", "event": 1, "drop": true}, {"event": 2}]' ./"$p"
    check "$p: an answer that is not heard: says so: $(cat err)" grep -q "^$p: the Lambda Runtime API: invocation/a/response: ." err
    answers 'a error FAILED {"errorType":"FAILED","errorMessage":""}' 'b response 2' 'exit 0'
    serves "$p: answer 403" '[{"id": "a", "event": {"do": "bare"}, "answer": 403}, {"id": "b", "event": 2}]' ./"$p"
    check "$p: answer 403: says so" grep -qx "$p: the Lambda Runtime API: invocation/a/error: it was refused: status 403" err
    python3 -c 'import json; print(json.dumps([{"id": "a", "event": "x" * 7000000, "answer": 413}, {"id": "b", "event": 2}]))' >huge.json
    answers 'a response 7000002 bytes' 'b response 2' 'exit 0'
    serves "$p: a huge output" "$(cat huge.json)" ./"$p" --limits none
    check "$p: a huge output: says so" grep -qx "$p: the Lambda Runtime API: invocation/a/response: the output is too large: status 413" err
    answers 'a error InvalidExecutionInput {"errorType":"InvalidExecutionInput","errorMessage":"the input has 7000002 bytes, and AWS takes at most 262144; --limits none takes more"}' \
        'b response 2' 'exit 0'
    serves "$p: a huge event" "$(cat huge.json)" ./"$p"
    # Signals
    answers 'exit 4'
    serves "$p: SIGTERM within an execution" '[{"event": {"do": "task"}, "signal": "SIGTERM"}]' ./"$p" --task "inside=exec:sleep 1041"
    check "$p: SIGTERM: its task has ended" is_gone "sleep 1041"
    answers 'exit -9'
    serves "$p: SIGKILL within an execution" '[{"event": {"do": "wait"}, "signal": "SIGKILL"}]' ./"$p"
    # It cannot begin
    code "$p: it cannot begin" 0 python3 "$files/api.py" script.json ./"$p" --task inside=nonsense
    check "$p: it cannot begin: it tells the host: $(cat out)" grep -q "^init error Runtime.InitError .*errorMessage.*nonsense" out
    check "$p: it cannot begin: exit 1, and nothing else" test "$(sed -n '2,$p' out)" = "exit 1"
    check "$p: it cannot begin: it says so" grep -q "nonsense" err
    code "$p: it cannot begin, and there is no host" 1 env AWS_LAMBDA_RUNTIME_API=127.0.0.1:1 ./"$p" --task inside=nonsense
    # Several at once
    seq 5 | sed 's/.*/id-& response {"do":"moment"}/' | LC_ALL=C sort >wanted
    echo "exit 0" >>wanted
    printf '[{"event": {"do": "moment"}, "count": 5, "together": 5}]' >script.json
    code "$p: several at once" 0 env AWS_LAMBDA_MAX_CONCURRENCY=5 python3 "$files/api.py" script.json ./"$p"
    LC_ALL=C sort -o out out
    LC_ALL=C sort -o wanted wanted
    same "$p: several at once" wanted out
}

# shellcheck disable=SC2016 # for the task's shell
echo 'printf "\"%s %s\"" "$_X_AMZN_TRACE_ID" "${AWS_LAMBDA_RUNTIME_API:-none}"' >trace.sh
echo 'print("\"" + "x" * 7000000 + "\"")' >huge.py
printf '{"inside": "exec:cat"}' >tasks.json
code "build" 0 "$aslc" --tasks tasks.json "$files/kinds.asl.json" -o kinds
every kinds
version=$(objdump -T kinds | grep -o 'GLIBC_2[0-9.]*' | sort -Vu | tail -n 1)
check "no symbol is newer than glibc 2.34: $version" test "$(printf '%s\nGLIBC_2.34\n' "$version" | sort -V | tail -n 1)" = GLIBC_2.34
if is_sanitized; then
    skip static-sanitizer
else
    code "build static" 0 "$aslc" --static --tasks tasks.json "$files/kinds.asl.json" -o static
    every static
fi

# ---- What decides

export AWS_LAMBDA_RUNTIME_API=127.0.0.1:1
code "a word decides" 0 ./kinds run '{"do": "pass"}'
check "a word decides: it ran" grep -qx '{"do":"pass"}' out
code "an argument is not for a bootstrap" 2 ./kinds '{"do": "pass"}'
check "an argument is not for a bootstrap: says so" grep -q '^kinds: bootstrap takes no argument' err
code "no host" 5 ./kinds
check "no host: says so" grep -q '^kinds: the Lambda Runtime API: invocation/next: .*Connection refused' err
for address in 'a b' 127.0.0.1:99999 127.0.0.1:1/path user@host; do
    code "address '$address'" 1 env AWS_LAMBDA_RUNTIME_API="$address" ./kinds
    check "address '$address': says so" grep -q '^kinds: AWS_LAMBDA_RUNTIME_API: ' err
done
code "without=bootstrap" 0 "$aslc" --without=bootstrap --tasks tasks.json "$files/kinds.asl.json" -o other
code "without=bootstrap: it is none" 0 ./other '{"do": "pass"}'
unset AWS_LAMBDA_RUNTIME_API
code "no variable" 2 ./kinds bootstrap
check "no variable: says so" grep -q '^kinds: AWS_LAMBDA_RUNTIME_API is not set: ' err
code "an empty variable" 0 env AWS_LAMBDA_RUNTIME_API= ./kinds '{"do": "pass"}'
for text in 0 -1 many; do
    answers 'id response 1' 'exit 0'
    AWS_LAMBDA_MAX_CONCURRENCY=$text serves "a concurrency of '$text'" '[{"event": 1}]' ./kinds
done
answers 'a response {"do":"wait"}' 'b response {"do":"wait"}' 'exit 0'
AWS_LAMBDA_MAX_CONCURRENCY=2 serves "virtual time" '[{"id": "a", "event": {"do": "wait"}}, {"id": "b", "event": {"do": "wait"}}]' \
    ./kinds --virtual-time

# ---- AWS from there

printf '{"StartAt":"Send","States":{"Send":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{
    "QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/q","MessageBody":"x"},"Next":"Call"},
    "Call":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}}' >aws.asl.json
echo '[]' >script.json
for ways in --static --without=aws; do
    if [ $ways = --static ] && is_sanitized; then
        continue
    fi
    printf '{"StartAt":"Map","States":{"Map":{"Type":"Map","ItemReader":{"Resource":"arn:aws:states:::s3:getObject",
        "ReaderConfig":{"InputType":"JSON"},"Parameters":{"Bucket":"b","Key":"k"}},"ItemProcessor":{"StartAt":"Pass",
        "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},
        "States":{"Pass":{"Type":"Pass","End":true}}},"End":true}}}' >map.asl.json
    code "$ways: build of a Map" 0 "$aslc" $ways map.asl.json -o map
    AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b XDG_STATE_HOME="$T/state" \
        code "$ways: a Map that reads from AWS" 0 python3 "$files/api.py" script.json ./map
    check "$ways: a Map: $(cat out)" grep -q "^init error Runtime.InitError .*these states call services of AWS, which this program cannot reach.*: 'Map'; --local DIR" out
    code "$ways: build" 0 "$aslc" $ways aws.asl.json -o aws
    AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b XDG_STATE_HOME="$T/state" \
        code "$ways: functions of AWS" 0 python3 "$files/api.py" script.json ./aws
    check "$ways: functions of AWS: $(cat out)" grep -q "^init error Runtime.InitError .*state 'Call': nobody does .*this program has no HTTPS, which --static and --without=aws leave out" out
    AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b XDG_STATE_HOME="$T/state" \
        code "$ways: services of AWS" 0 python3 "$files/api.py" script.json ./aws --task f=exec:cat
    check "$ways: services of AWS: $(cat out)" grep -q "^init error Runtime.InitError .*these states call services of AWS, which this program cannot reach.*: 'Send'; --local DIR" out
    check "$ways: services of AWS: exit 1" grep -qx "exit 1" out
done
code "AWS: build" 0 "$aslc" aws.asl.json -o aws
printf '{"sqs": {"q": []}}' >queue.json
code "AWS: a queue" 0 ./aws local load queue.json --local D
open_door ./aws --local D --listen 127.0.0.1:0
printf '[{"event": 1}]' >script.json
AWS_ENDPOINT_URL=$url AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b AWS_SESSION_TOKEN=c \
    code "AWS's settings are in the environment" 0 python3 "$files/api.py" script.json ./aws --task f=exec:cat
check "AWS's settings are in the environment: $(cat out)" grep -q '^id response {.*"MD5OfMessageBody":"9dd4e461268c8034f5c8564e155c67a6"' out
check "shut_door" shut_door
code "the message is there" 0 ./aws local show sqs/q --local D
check "the message is there: $(cat out)" grep -q '"x"' out

# ---- A function of another workflow

printf '{"StartAt":"Do","States":{"Do":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}}' >outer.asl.json
code "outer: build" 0 "$aslc" outer.asl.json -o outer
inner() {
    code "$1" "$2" ./outer --task "f=$4" "$3"
}
for p in kinds static; do
    [ -x $p ] || continue
    inner "$p within: answers" 0 '{"do": "pass", "n": 1}' "lambda:./$p"
    check "$p within: answers" grep -qx '{"do":"pass","n":1}' out
    inner "$p within: fails" 1 '{"do": "fail"}' "lambda:./$p"
    check "$p within: fails: $(cat err)" grep -qxF '{"error":"Order.Lost","cause":"{\"errorType\":\"Order.Lost\",\"errorMessage\":\"{\\\"id\\\": 7}\"}"}' err
    inner "$p within: deadline" 1 '{"do": "wait"}' "{\"target\": \"lambda:./$p\", \"timeout\": 1}"
    check "$p within: deadline: $(cat err)" grep -q '^{"error":"States.Timeout",.*ms before the deadline' err
    inner "$p within: a task of its own" 0 '{"do": "task"}' "lambda:./$p --task inside=lambda:./$p"
    check "$p within: a task of its own: $(cat out)" test "$(cat out)" = '{"do":"task"}'
    inner "$p within: it cannot begin" 1 '{"do": "pass"}' "lambda:./$p --task inside=nonsense"
    check "$p within: it cannot begin: $(cat err)" grep -q '^{"error":"Runtime.InitError"' err
    inner "$p within: a huge output" 1 '{"do": "task"}' "lambda:./$p --limits none --task 'inside=exec:python3 huge.py'"
    check "$p within: a huge output: $(tail -n 1 err)" grep -q '^{"error":"Function.ResponseSizeTooLarge"' err
    seq 100 | sed 's/.*/{"do": "pass", "n": &}/' >lines
    sed 's/ //g' lines >wanted
    code "$p within: 100 warm" 0 sh -c "./outer batch --in-flight 1 --task f=lambda:./$p --function-reports <lines"
    same "$p within: 100 warm" wanted out
    check "$p within: 100 warm: by one process" test "$(grep -c 'Init Duration' err)" = 1
done
finish
