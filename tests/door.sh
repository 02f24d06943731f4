#!/bin/sh
# door: the embedded services over HTTP, as `local serve` opens them: what is on the wire, AWS's own clients, faults.
suite=door
. tests/tally.sh

cat >"$T/post.asl.json" <<'JSON'
{"StartAt": "Post", "States": {"Post": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
 "Parameters": {"QueueUrl": "people", "MessageBody.$": "$.text"}, "End": true}}}
JSON
code "build" 0 "$aslc" "$T/post.asl.json" -o "$T/post"
[ "$failed" = 0 ] || { finish; exit; }
post=$T/post

# close_door NAME: it ends by SIGTERM with 0, and has said nothing else.
close_door() {
    ended=0
    shut_door || ended=$?
    check "$1: exit 0" test "$ended" = 0
    check "$1: one line on standard output" test "$(wc -l <"$T/door.out")" = 1
    same "$1: nothing on standard error" /dev/null "$T/door.err"
}

# judge NAME COMMAND...: counts the lines "ok NAME" and "not NAME: WHY" that it prints.
judge() {
    judge_name=$1
    shift
    "$@" >"$T/lines" 2>"$T/trouble" || fail "$judge_name" "$(tail -3 "$T/trouble")"
    grep -q . "$T/lines" || fail "$judge_name" "it checked nothing"
    while IFS= read -r judge_line; do
        case $judge_line in
        "ok "*) pass ;;
        *) fail "$judge_name" "${judge_line#not }" ;;
        esac
    done <"$T/lines"
}

# ---- The command line.

for wrong in "local" "local sing" "local serve twice" "local serve --listen 0.0.0.0:0" "local serve --listen 127.0.0.1:65536" \
    "local serve --listen 127.0.0.1:x" "local serve --seed 1" "local a b c d e f g h i"; do
    code "$wrong" 2 "$post" $wrong
    check "$wrong: says why" test -s "$T/err"
done
code "no place" 2 env -u HOME -u XDG_STATE_HOME "$post" local serve
check "no place: says what to do" grep -q -- '--local DIR' "$T/err"

# ---- What is on the wire.

env XDG_STATE_HOME="$T/state" "$post" serve --local "$T/services" --listen 127.0.0.1:0 >"$T/machines.out" 2>"$T/machines.err" &
machines=$!
await_url "$T/machines.out"
export AWS_ENDPOINT_URL_SFN="$url"
open_door "$post" --local "$T/services"
check "the first line" grep -Eqx 'listening on http://127\.0\.0\.1:[0-9]+' "$T/door.out"
port=${url##*:}
code "the port is in use" 5 "$post" local serve --local "$T/services" --listen "127.0.0.1:$port"
check "the port is in use: says so" grep -q "127.0.0.1:$port: Address already in use" "$T/err"
judge front python3 tests/door/front.py "$port" "$door"

# ---- AWS's clients.

/usr/bin/python3 -c 'import boto3' 2>"$T/trouble" && have_boto3=yes || have_boto3=no
if [ "$have_boto3" = yes ]; then
    judge boto3 /usr/bin/python3 tests/door/sdk.py "$url"
    judge "boto3, queues" /usr/bin/python3 tests/door/queues.py "$url"
    judge "boto3, S3" /usr/bin/python3 tests/door/objects.py "$url"
    judge "boto3, websites" /usr/bin/python3 tests/door/website.py "$url"
else
    skip boto3
fi
kill "$machines"
wait "$machines" || :

export AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b AWS_DEFAULT_REGION=us-east-1 AWS_PAGER= AWS_CONFIG_FILE=/dev/null
# cli NAME WANTED ARGUMENTS...: what AWS CLI prints.
cli() {
    cli_name=$1
    printf '%s\n' "$2" >"$T/wanted"
    shift 2
    /usr/bin/aws --endpoint-url "$url" --output text "$@" >"$T/got" 2>"$T/trouble" || cat "$T/trouble" >>"$T/got"
    same "aws: $cli_name" "$T/wanted" "$T/got"
}
if [ -x /usr/bin/aws ]; then
    /usr/bin/aws --endpoint-url "$url" sqs create-queue --queue-name cli >"$T/out" 2>&1
    queue=$(sed -n 's/.*"QueueUrl": "\(.*\)".*/\1/p' "$T/out")
    check "aws: a queue" test "${queue#"$url/"}" != "$queue"
    /usr/bin/aws --endpoint-url "$url" sqs send-message --queue-url "$queue" --message-body 'a <b> & "c"' >"$T/out" 2>&1
    cli "a message" 'a <b> & "c"' sqs receive-message --queue-url "$queue" --query 'Messages[0].Body'
    cli "a topic" "arn:aws:sns:us-east-1:123456789012:cli" sns create-topic --name cli
    cli "a table" CREATING dynamodb create-table --table-name cli --key-schema AttributeName=id,KeyType=HASH \
        --attribute-definitions AttributeName=id,AttributeType=S --billing-mode PAY_PER_REQUEST \
        --query TableDescription.TableStatus
    code "aws: a put" 0 /usr/bin/aws --endpoint-url "$url" dynamodb put-item --table-name cli \
        --item '{"id": {"S": "1"}, "n": {"N": "2"}}'
    cli "an item" 2 dynamodb get-item --table-name cli --key '{"id": {"S": "1"}}' --query Item.n.N
    printf 'an object' >"$T/object"
    code "aws: a bucket" 0 /usr/bin/aws --endpoint-url "$url" s3 mb s3://clis
    code "aws: cp" 0 /usr/bin/aws --endpoint-url "$url" s3 cp "$T/object" "s3://clis/a b/c"
    code "aws: cp back" 0 /usr/bin/aws --endpoint-url "$url" s3 cp "s3://clis/a b/c" "$T/back"
    same "aws: cp back" "$T/object" "$T/back"
    code "aws: a large object" 0 sh -c "head -c 20000000 /dev/zero >'$T/object' &&
        /usr/bin/aws --endpoint-url '$url' s3 cp '$T/object' s3://clis/large"
    check "aws: it is there" test "$(wc -c <"$T/services/s3/clis/large")" = 20000000
    cli "ls" "a b/c" s3api list-objects-v2 --bucket clis --query 'Contents[0].Key'
    code "aws: a parameter" 0 /usr/bin/aws --endpoint-url "$url" ssm put-parameter --name /cli/a --value v --type String
    cli "a parameter" v ssm get-parameter --name /cli/a --query Parameter.Value
    code "aws: a secret" 0 /usr/bin/aws --endpoint-url "$url" secretsmanager create-secret --name cli --secret-string s
    cli "a secret" s secretsmanager get-secret-value --secret-id cli --query SecretString
    cli "an event" 0 events put-events --entries 'Source=s,DetailType=d,Detail="{}"' --query FailedEntryCount
else
    skip awscli
fi

# ---- Functions that a run hosts: they use the services and call each other, and are called by topics.

if [ "$have_boto3" = yes ]; then
    cp tests/door/host.py "$T/host.py"
    cd "$T" || exit 1
    printf '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "%s", "End": true}}}\n' \
        arn:aws:lambda:us-east-1:123456789012:function:handler >host.asl.json
    printf '{"handler": "lambda:python:./host.handler", "listens": "lambda:python:./host.listens", "late": "lambda:python:./host.late", %s}\n' \
        '"twice": "lambda:python:./host.twice", "fails": "lambda:python:./host.fails"' >tasks.json
    code "build host" 0 "$aslc" host.asl.json --tasks tasks.json -o host
    code "host" 0 env PATH="/usr/bin:$PATH" ./host --local "$T/hosted" --tasks tasks.json '{}'
    printf '%s%s\n' '{"said":["directly","by a topic","as an event"],"twice":[200,42],' \
        '"fails":["Unhandled","it was wanted"],"event":202,"dry":204,"missing":404}' >wanted
    same "host: what it did" wanted out
    code "host: what nobody waited for" 0 ./host local show sqs/heard --local "$T/hosted"
    check "host: what nobody waited for" grep -q '"Body":"late"' "$T/out"

    # A server stops when the functions have ended that it has promised to call.
    ./host local serve --local "$T/hosted" >serve.out 2>serve.err &
    server=$!
    for tenth in $(seq 100); do
        grep -q listening serve.out && break
        sleep 0.1
    done
    code "an event: accepted" 0 python3 -c 'import sys, urllib.request
r = urllib.request.Request(sys.argv[1] + "/2015-03-31/functions/late/invocations", b"{}", {"X-Amz-Invocation-Type": "Event"})
print(urllib.request.urlopen(r, timeout=60).status)' "$(sed -n 's/^listening on //p' serve.out)"
    check "an event: 202" grep -qx 202 "$T/out"
    kill -TERM "$server"
    wait "$server" || fail "an event" "the server ended with $?"
    code "an event: its function has ended" 0 ./host local show sqs/heard --local "$T/hosted"
    check "an event: its function has ended: $(cat "$T/out")" test "$(grep -c '"Body":"late"' "$T/out")" = 2
    cd "$root" || exit 1
fi

# ---- The end.

python3 - "$port" >"$T/long" 2>&1 <<'PY' &
import sys, time, urllib.request
request = urllib.request.Request("http://127.0.0.1:" + sys.argv[1], b'{"QueueUrl":"plain","WaitTimeSeconds":20}',
                                 {"X-Amz-Target": "AmazonSQS.ReceiveMessage", "Content-Type": "application/x-amz-json-1.0"})
print("asked", flush=True)
print(urllib.request.urlopen(request, timeout=60).status)
PY
client=$!
for tenth in $(seq 100); do
    grep -q asked "$T/long" 2>/dev/null && break
    sleep 0.1
done
sleep 0.3
close_door "SIGTERM"
wait "$client" || :
check "SIGTERM: what waits is answered" grep -qx 200 "$T/long"
open_door "$post" --local "$T/services" --listen "127.0.0.1:$port"
check "the port is free again" test "$url" = "http://127.0.0.1:$port"
python3 - "$port" >"$T/half" 2>&1 <<'PY' &
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\n{")
print("sent", flush=True)
s.settimeout(60)
print(len(s.recv(1)))
PY
client=$!
for tenth in $(seq 100); do
    grep -q sent "$T/half" 2>/dev/null && break
    sleep 0.1
done
kill -INT "$door"
ended=0
wait "$door" || ended=$?
wait "$client" || :
check "SIGINT: exit 0" test "$ended" = 0
check "SIGINT: who has sent half a request is not waited for" grep -qx 0 "$T/half"
finish
