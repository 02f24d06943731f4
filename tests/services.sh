#!/bin/sh
# Tasks that call services over HTTP and HTTPS: requests and answers, the errors as AWS reports them, and what a server or
# a network can do wrong. tests/aws/server.py is the server.
suite=services
. tests/tally.sh

if ! command -v python3 >/dev/null; then
    skip python3
    finish
    exit
fi

# ---- The server, with a certificate that nobody has signed, and one that has expired.

tls=""
if command -v openssl >/dev/null && ldconfig -p 2>/dev/null | grep -q 'libcurl\.so\.4'; then
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/key.pem" -out "$T/own.pem" -days 2 -subj /CN=127.0.0.1 \
        -addext 'subjectAltName=IP:127.0.0.1' 2>"$T/log" || cat "$T/log"
    mkdir "$T/ca"
    : >"$T/ca/index"
    echo 01 >"$T/ca/serial"
    cat >"$T/ca/conf" <<CONF
[ca]
default_ca = this
[this]
dir = $T/ca
database = $T/ca/index
serial = $T/ca/serial
new_certs_dir = $T/ca
default_md = sha256
policy = any
x509_extensions = san
[any]
commonName = supplied
[san]
subjectAltName = IP:127.0.0.1
CONF
    openssl req -new -key "$T/key.pem" -subj /CN=127.0.0.1 -out "$T/request.pem" 2>"$T/log" &&
        openssl ca -batch -config "$T/ca/conf" -selfsign -keyfile "$T/key.pem" -in "$T/request.pem" -out "$T/old.pem" \
            -startdate 20200101000000Z -enddate 20200102000000Z 2>"$T/log" || cat "$T/log"
    tls="$T/own.pem $T/key.pem $T/old.pem $T/key.pem"
fi
mkfifo "$T/hold"
# shellcheck disable=SC2086 # the certificates are words
python3 tests/aws/server.py "$T/requests" $tls <"$T/hold" >"$T/ports" 2>"$T/server" &
server=$!
exec 9>"$T/hold"
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
    [ -s "$T/ports" ] || sleep 0.2
done
read -r port own old <"$T/ports"
check "the server listens" test -n "$port"
at=http://127.0.0.1:$port

# call NAME RESOURCE PARAMETERS: a program NAME of that one task.
call() {
    printf '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "%s", "Parameters": %s, "End": true}}}\n' "$2" "$3" \
        >"$T/$1.asl.json"
    code "$1: builds" 0 "$aslc" $4 "$T/$1.asl.json" -o "$T/$1"
}
# run NAME CODE MODE [WORD...]: it runs against that mode of the server.
run() {
    name=$1 wanted=$2 mode=$3
    shift 3
    code "$name: $mode" "$wanted" env AWS_ENDPOINT_URL="$at/$mode" "$T/$name" "$@"
    grep -v 'call real services' "$T/err" >"$T/said"
}
# says NAME ERROR CAUSE: how it failed.
says() {
    printf '{"error":"%s","cause":"%s"}\n' "$2" "$3" >"$T/wanted"
    same "$1" "$T/wanted" "$T/said"
}
# requests: how many have come since the last call of fresh.
requests() {
    echo $(($(wc -l <"$T/requests") - last))
}
fresh() {
    last=$(wc -l <"$T/requests")
}

sfn=arn:aws:states:::
call get ${sfn}dynamodb:getItem '{"TableName": "t", "Key": {"id": {"S": "a"}}}'
call sdk-get ${sfn}aws-sdk:dynamodb:getItem '{"TableName": "t", "Key": {"id": {"S": "a"}}}'
call publish ${sfn}sns:publish '{"TopicArn": "arn:x", "Message": {"a": 1}}'
call send ${sfn}sqs:sendMessage '{"QueueUrl": "http://127.0.0.1:1/1/q", "MessageBody": {"a": 1}}'
call put ${sfn}events:putEvents '{"Entries": [{"Detail": {"a": 1}, "DetailType": "d", "Source": "s"}]}'
call start ${sfn}states:startExecution '{"StateMachineArn": "arn:x", "Input": {"a": 1}}'
call sync ${sfn}states:startExecution.sync '{"StateMachineArn": "arn:m", "Input": {"a": 1}}'
call sync-2 ${sfn}states:startExecution.sync:2 '{"StateMachineArn": "arn:m", "Input": {"a": 1}}'
call invoke ${sfn}lambda:invoke '{"FunctionName": "arn:aws:lambda:us-east-1:1:function:f:live", "Payload": {"a": 1}, "LogType": "Tail", "ClientContext": "e30="}'

# ---- What goes out and what comes back (I-02, I-06 .. I-10).

run get 0 ok
check "getItem: its result" grep -qF '{"Item":{"id":{"S":"a"}},"SdkHttpMetadata":{"AllHttpHeaders":{"x-amzn-RequestId":["r-1"]' "$T/out"
check "getItem: its metadata" grep -qF '"HttpStatusCode":200},"SdkResponseMetadata":{"RequestId":"r-1"}}' "$T/out"
check "which states call real services is said once" test "$(grep -c "these states call real services.*: 'A'" "$T/err")" = 1
run sdk-get 0 ok
check "aws-sdk: no metadata" grep -qx '{"Item":{"id":{"S":"a"}}}' "$T/out"
run publish 0 sns
check "publish: its result" grep -q '^{"MessageId":"m-1","SdkHttpMetadata":' "$T/out"
check "publish: an object is sent as its text" grep -qF 'Message=%7B%22a%22%3A1%7D' "$T/requests"
run send 0 ok
check "sendMessage: its result" grep -q '^{"MessageId":"m-1","MD5OfMessageBody":"md5","SdkHttpMetadata":' "$T/out"
run put 0 ok
check "putEvents: its result" grep -qx '{"Entries":\[{"EventId":"e-1"}\],"FailedEntryCount":0}' "$T/out"
check "putEvents: the execution and its machine go along" grep -qE 'Resources.*arn:aws:states:us-east-1:123456789012:execution:put:.*arn:aws:states:us-east-1:123456789012:stateMachine:put' "$T/requests"
run put 1 failedentry
says "putEvents: an entry failed" EventBridge.FailedEntry '{\"Entries\":[{\"ErrorCode\":\"MalformedDetail\",\"ErrorMessage\":\"Detail is malformed.\"}],\"FailedEntryCount\":1}'
run start 0 ok
check "startExecution: its result" grep -q '^{"ExecutionArn":"arn:x","StartDate":1.7357870455E9,"SdkHttpMetadata":' "$T/out"

# An execution elsewhere is followed until it has ended, whatever happens to a question (I-11, I-12, I-14).
run sync 0 execution/SUCCEEDED --history "$T/history"
printf '%s%s%s\n' '{"ExecutionArn":"arn:x","Input":"{\"a\":1}","InputDetails":{"Included":true},"Name":"n","Output":"{\"b\":2}",' \
    '"OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven",' \
    '"StartDate":1735787045500,"StateMachineArn":"arn:m","Status":"SUCCEEDED","StopDate":1735787046250}' >"$T/wanted"
same "sync: its result" "$T/wanted" "$T/out"
check "sync: TaskSubmitted shows the start" grep -q '"type":"TaskSubmitted".*ExecutionArn.*StartDate' "$T/history"
run sync 0 execution/SUCCEEDED/again --virtual-time
same "sync: under a virtual clock" "$T/wanted" "$T/out"
run sync-2 0 execution/SUCCEEDED/parsed
check "sync:2: its input and output are JSON" grep -q '"Input":{"a":1},.*"Output":{"b":2},' "$T/out"
for status in FAILED TIMED_OUT ABORTED; do
    run sync 1 execution/$status
    check "sync: $status" grep -q "^{\"error\":\"States.TaskFailed\",\"cause\":\"{\\\\\"Cause\\\\\":\\\\\"no\\\\\".*\\\\\"Status\\\\\":\\\\\"$status\\\\\"" "$T/said"
done
run sync 1 execution/GONE
check "sync: an execution that is lost" grep -q '"StepFunctions.ExecutionDoesNotExistException","cause":"Execution Does Not Exist' "$T/said"
printf '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "%s", "Parameters": {"StateMachineArn": "arn:m"}, "TimeoutSeconds": 1, "End": true}}}\n' \
    ${sfn}states:startExecution.sync:2 >"$T/impatient.asl.json"
code "sync: a task that waits a second" 0 "$aslc" "$T/impatient.asl.json" -o "$T/impatient"
run impatient 1 execution/RUNNING
check "sync: the time is over" grep -q '"States.Timeout"' "$T/said"
check "sync: the execution is stopped" sh -c "tail -n 1 '$T/requests' | grep -q 'AWSStepFunctions.StopExecution.*executionArn.*arn:x'"

run invoke 0 lambda
check "invoke: its result" grep -q '^{"ExecutedVersion":"$LATEST","LogResult":"bG9n","Payload":{"got":{"a":1},"path":"/lambda/2015-03-31/functions/f/invocations"},"SdkHttpMetadata":.*"StatusCode":200}$' "$T/out"
check "invoke: the qualifier of the ARN" grep -qF '/functions/f/invocations?Qualifier=live"' "$T/requests"
check "invoke: its headers" grep -q '"x-amz-log-type": "Tail", "x-amz-client-context": "e30="' "$T/requests"
check "requests are signed" grep -qF 'AWS4-HMAC-SHA256 Credential=local/' "$T/requests"
code "credentials" 0 env AWS_ENDPOINT_URL_DYNAMODB="$at/ok" AWS_ACCESS_KEY_ID=AKIDX AWS_SECRET_ACCESS_KEY=topsecret \
    AWS_SESSION_TOKEN=sessionsecret AWS_REGION=eu-west-3 "$T/get" run --trace --history "$T/history"
check "credentials: they sign" grep -q 'Credential=AKIDX/[0-9]*/eu-west-3/dynamodb/aws4_request' "$T/requests"
check "credentials: no secret is shown" sh -c "! grep -q -e topsecret -e sessionsecret -e AKIDX '$T/err' '$T/out' '$T/history'"

# A function's own ARN: the target aws, and an address that stands for Lambda (I-01, I-03).
call function arn:aws:lambda:us-east-1:123456789012:function:f:live '{"a": 1}'
run function 0 lambda
check "function: its result" grep -qx '{"got":{"a":1},"path":"/lambda/2015-03-31/functions/f/invocations"}' "$T/out"
code "http: a function" 0 "$T/function" --task "f=$at/lambda"
check "http: a function: its result" grep -q '"path":"/lambda/2015-03-31/functions/f/invocations"' "$T/out"
check "http: a function is not signed without credentials" sh -c "tail -1 '$T/requests' | grep -vq -i authorization"
call fails arn:aws:lambda:us-east-1:123456789012:function:fails '{}'
run fails 1 lambda
says "a function that fails" CustomException '{\"errorType\":\"CustomException\",\"errorMessage\":\"no\"}'
call dies arn:aws:lambda:us-east-1:123456789012:function:dies '{}'
run dies 1 lambda
says "a function that dies" Lambda.Unknown 'not JSON'
call event ${sfn}lambda:invoke '{"FunctionName": "f", "InvocationType": "Event"}'
run event 0 lambda
check "an event" grep -q '^{"Payload":"","SdkHttpMetadata":.*"StatusCode":202}$' "$T/out"

# A plain POST (I-17).
call plain local:plain '{"a": 1}'
code "POST" 0 "$T/plain" --task "local:plain=$at/post/200"
check "POST: its result" grep -qx '{"a":1}' "$T/out"
code "POST: 404" 1 "$T/plain" --task "local:plain=$at/post/404"
check "POST: 404: error" grep -qxF '{"error":"States.Http.StatusCode.404","cause":"{\"a\":1}"}' "$T/err"
code "POST: an error of its own" 1 "$T/plain" --task "local:plain=$at/post/500/{\"errorType\":\"Own\",\"errorMessage\":\"no\"}"
check "POST: an error of its own: error" grep -qxF '{"error":"Own","cause":"no"}' "$T/err"
code "POST: not JSON" 1 "$T/plain" --task "local:plain=$at/badxml"
check "POST: not JSON: error" grep -q '"States.TaskFailed","cause":"The answer of 127.0.0.1:[0-9]* is not JSON' "$T/err"
code "POST: nobody" 1 "$T/plain" --task local:plain=http://127.0.0.1:1
check "POST: nobody: error" grep -qxF '{"error":"States.Http.Socket","cause":"Unable to execute HTTP request: 127.0.0.1:1: Connection refused"}' "$T/err"
code "POST: an address that is none" 2 "$T/plain" --task local:plain=http://a:b
check "POST: an address that is none: says so" grep -qF "it has no valid host and port" "$T/err"
if is_sanitized; then
    skip static-sanitizer
else
    call static local:plain '{"a": 1}' --static
    code "static" 0 "$T/static" --task "local:plain=$at/post/200"
    check "static: its result" grep -qx '{"a":1}' "$T/out"
fi

# ---- Errors, as AWS has been seen to name and word them (I-04, I-05).

fresh
number=0
grep -v '^#' tests/aws/faults.txt | while IFS='|' read -r resource status code message error cause; do
    # What the services need of Parameters that they refuse anyway.
    case $resource in
    *dynamodb:putItem) parameters='{"TableName": "t", "Item": {}}' ;;
    *s3:getObject) parameters='{"Bucket": "b", "Key": "k"}' ;;
    *s3:listObjects) parameters='{"Bucket": "b"}' ;;
    *createSecret) parameters='{"Name": "n"}' ;;
    *sendTaskFailure) parameters='{"TaskToken": "t"}' ;;
    *sendTaskSuccess) parameters='{"TaskToken": "t", "Output": {}}' ;;
    lambda:invoke) parameters='{"FunctionName": "none"}' ;;
    sns:publish) parameters='{"TopicArn": "t", "Message": "m"}' ;;
    sqs:sendMessage) parameters='{"QueueUrl": "q", "MessageBody": "m"}' ;;
    states:startExecution) parameters='{"StateMachineArn": "arn:x"}' ;;
    esac
    printf '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "%s", "Parameters": %s, "End": true}}}\n' \
        "$sfn$resource" "$parameters" >"$T/fault.asl.json"
    "$aslc" -O0 "$T/fault.asl.json" -o "$T/fault" && AWS_ENDPOINT_URL="$at/fault/$number" "$T/fault" 2>&1 |
        grep -v 'call real services' >"$T/said-$number"
    printf '{"error":"%s","cause":"%s"}\n' "$error" "$cause" >"$T/wanted-$number"
    number=$((number + 1))
done
number=0
while [ -f "$T/wanted-$number" ]; do
    same "error $number" "$T/wanted-$number" "$T/said-$number"
    number=$((number + 1))
done
check "errors: none is tried again" test "$(requests)" = "$number"
check "errors: all of them" test "$number" = "$(grep -vc '^#' tests/aws/faults.txt)"
code "a queue of a host that is not there" 1 env AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=s sh -c \
    "'$aslc' -O0 -o '$T/queue' '$T/queue.asl.json' 2>/dev/null; sed 's#http://127.0.0.1:1/1/q#https://no-such-queue.invalid/1/q#' '$T/send.asl.json' >'$T/queue.asl.json' && '$aslc' -O0 '$T/queue.asl.json' -o '$T/queue' && exec '$T/queue'"
check "a queue of a host that is not there: error" grep -qxF '{"error":"SQS.SdkClientException","cause":"Unable to execute HTTP request: no-such-queue.invalid: Name or service not known"}' "$T/err"

# ---- Servers and networks that fail.

fresh
run get 0 flaky/1
check "503, 503, then 200" test "$(requests)" = 3
fresh
run sdk-get 1 down
check "503 for good: three attempts" test "$(requests)" = 3
says "503 for good" DynamoDb.DynamoDbException 'null (Service: DynamoDb, Status Code: 503, Request ID: r-1) (SDK Attempt Count: 3)'
fresh
run get 0 throttle/1
check "throttled once" test "$(requests)" = 2
fresh
run sdk-get 1 reset
check "reset in mid-body: three attempts" test "$(requests)" = 3
says "reset in mid-body" DynamoDb.SdkClientException 'Unable to execute HTTP request: Connection reset by peer (SDK Attempt Count: 3)'
run get 1 close
says "closed" DynamoDB.SdkClientException 'Unable to execute HTTP request: The server closed the connection without an answer'
fresh
run get 1 redirect
check "a redirect is not followed" test "$(requests)" = 1
says "a redirect" DynamoDB.AmazonDynamoDBException 'null (Service: AmazonDynamoDBv2; Status Code: 301; Error Code: null; Request ID: r-1; Proxy: null)'
run get 1 badjson
check "invalid JSON" grep -q '^{"error":"DynamoDB.SdkClientException","cause":"Unable to execute HTTP request: the answer is not JSON' "$T/said"
run publish 1 badxml
says "invalid XML" SNS.SdkClientException 'Unable to execute HTTP request: the answer is not XML: it ends within an element'
run get 1 huge
says "an answer that is too large" DynamoDB.SdkClientException 'Unable to execute HTTP request: its body is larger than it may be'
code "nobody listens" 1 env AWS_ENDPOINT_URL=http://127.0.0.1:1 "$T/sdk-get"
check "nobody listens: error" grep -qxF '{"error":"DynamoDb.SdkClientException","cause":"Unable to execute HTTP request: Connect to 127.0.0.1:1 failed: Connection refused (SDK Attempt Count: 3)"}' "$T/err"
code "no such host" 1 env AWS_ENDPOINT_URL=http://no-such-host.invalid "$T/get"
check "no such host: error" grep -qF 'Unable to execute HTTP request: no-such-host.invalid: Name or service not known' "$T/err"
code "an endpoint that is none" 1 env AWS_ENDPOINT_URL=nonsense "$T/get"
check "an endpoint that is none: error" grep -qF "AWS_ENDPOINT_URL: 'nonsense' is not an address" "$T/err"
sed 's/"End"/"TimeoutSeconds": 2, "End"/' "$T/get.asl.json" >"$T/timed.asl.json"
code "a byte a second: builds" 0 "$aslc" "$T/timed.asl.json" -o "$T/timed"
run timed 1 trickle
check "a byte a second: the state's timeout ends it" grep -q '"error":"States.Timeout"' "$T/said"
fresh
run get 0 skew
check "a clock that is wrong: sent again by the server's" test "$(requests)" = 2
run get 0 skew run --virtual-time

# Parameters that only the run can see, and an action of no table.
call late ${sfn}aws-sdk:dynamodb:getItem '{"Foo": 1}'
run late 1 ok
check "a member that there is not" grep -qF "The Parameters '{\\\"Foo\\\":1}' could not be used to start the Task: [The field \\\"Foo\\\" is not supported by Step Functions]" "$T/said"
call addon ${sfn}eks:createAddon '{"JobName": "j"}'
run addon 2 ok
check "a service that cannot be called" grep -qF 'nobody does arn:aws:states:::eks:createAddon' "$T/said"
code "a service that cannot be called, bound" 1 env AWS_ENDPOINT_URL="$at/ok" "$T/addon" --task state:A=aws
check "a service that cannot be called, bound: error" grep -qF "the target 'aws' cannot do arn:aws:states:::eks:createAddon" "$T/err"
code "no credentials" 1 "$T/get" --task state:A=aws
check "no credentials: error" grep -qF 'there are no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY' "$T/err"

# ---- HTTPS.

if [ -n "$own" ]; then
    code "HTTPS" 0 env AWS_ENDPOINT_URL="https://127.0.0.1:$own/ok" AWS_CA_BUNDLE="$T/own.pem" "$T/sdk-get"
    check "HTTPS: its result" grep -qx '{"Item":{"id":{"S":"a"}}}' "$T/out"
    fresh
    code "a certificate that nobody has signed" 1 env AWS_ENDPOINT_URL="https://127.0.0.1:$own/ok" "$T/sdk-get"
    check "a certificate that nobody has signed: error" grep -q '"DynamoDb.SdkClientException","cause":"Unable to execute HTTP request: SSL certificate problem: self.signed certificate (SDK Attempt Count: 1)"' "$T/err"
    code "a certificate that has expired" 1 env AWS_ENDPOINT_URL="https://127.0.0.1:$old/ok" AWS_CA_BUNDLE="$T/old.pem" "$T/get"
    check "a certificate that has expired: error" grep -q 'SSL certificate problem: certificate has expired' "$T/err"
    check "nothing is sent to who cannot be trusted" test "$(requests)" = 0
    code "HTTPS: POST" 0 env AWS_CA_BUNDLE="$T/own.pem" "$T/plain" --task "local:plain=https://127.0.0.1:$own/post/200"
    check "HTTPS: POST: its result" grep -qx '{"a":1}' "$T/out"
    code "HTTPS: reset" 1 env AWS_ENDPOINT_URL="https://127.0.0.1:$own/reset" AWS_CA_BUNDLE="$T/own.pem" "$T/sdk-get"
    check "HTTPS: reset: three attempts" grep -q '(SDK Attempt Count: 3)' "$T/err"
else
    skip libcurl
fi

# ---- A thousand at once: each takes a second, and no thread waits for it.

cat >"$T/many.asl.json" <<'JSON'
{"StartAt": "Many", "States": {"Many": {"Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 1000, "End": true,
 "ItemProcessor": {"StartAt": "One", "States": {"One": {"Type": "Task", "Resource": "local:one", "End": true}}}}}}
JSON
code "many: builds" 0 "$aslc" "$T/many.asl.json" -o "$T/many"
python3 -c 'import json; print(json.dumps({"items": list(range(1000))}))' >"$T/many.json"
python3 -c 'import json; print(json.dumps(list(range(1000)), separators=(",", ":")))' >"$T/wanted"
bound="ulimit -v 100000"
if is_sanitized; then
    skip memory-limit
    bound=:
fi
code "many" 0 sh -c "$bound; exec '$T/many' --task local:one=$at/slow --input-file '$T/many.json'"
same "many: all of them" "$T/wanted" "$T/out"

# ---- Nobody calls AWS by accident.

printf '{"StateMachines": {"get": {"TestCases": {"none": {}}}}, "MockedResponses": {}}\n' >"$T/mock.json"
fresh
code "test: not with an endpoint of the environment alone" 1 env AWS_ENDPOINT_URL="$at/ok" AWS_ACCESS_KEY_ID=A \
    AWS_SECRET_ACCESS_KEY=s "$T/get" test "$T/mock.json"
code "bench: not with an endpoint of the environment alone" 1 env AWS_ENDPOINT_URL="$at/ok" "$T/get" bench --seconds 1 --local "$T/local"
check "bench: the embedded service answers" grep -q "Value 't' at 'tableName'" "$T/err"
code "--local: nothing but this machine" 1 env AWS_ENDPOINT_URL="$at/ok" "$T/get" --local "$T/local"
check "--local: the embedded service answers" grep -q "Value 't' at 'tableName'" "$T/err"
check "nothing was sent" test "$(requests)" = 0

# ---- What a program is linked with.

printf '{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}\n' >"$T/pass.asl.json"
code "no tasks: builds" 0 "$aslc" -g --without=serve,bootstrap,traces "$T/pass.asl.json" -o "$T/pass"
for pattern in fetch_ dial_ evdns_base_ sigv4_ call_end send_start asl_protocol asl_target_aws asl_target_http; do
    check "$pattern is not in a program without tasks" sh -c "! nm '$T/pass' | awk '{ print \$NF }' | grep -q '^$pattern'"
done
code "JSON alone: builds" 0 "$aslc" --without=local -g "$T/get.asl.json" -o "$T/json"
check "JSON alone: it is there" sh -c "nm '$T/json' | grep -q asl_protocol_json"
check "JSON alone: no XML" sh -c "! nm '$T/json' | grep -q -e asl_protocol_query -e asl_protocol_rest_xml"

exec 9>&-
wait $server
check "the server has nothing to say" test ! -s "$T/server"
finish
