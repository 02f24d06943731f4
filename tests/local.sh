#!/bin/sh
# The embedded services as a workflow's tasks reach them: what they answer, what is made at first use, how errors are
# named, who shares a folder, and what stops a task.
suite=local
. tests/tally.sh

state='"Type": "Task", "End": true'
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE AWS_ENDPOINT_URL
export HOME="$T/home" AWS_EC2_METADATA_DISABLED=true
mkdir "$HOME"

# text NAME FILE WANTED: all of the file.
text() {
    printf '%s\n' "$3" | sed '/^$/d' >"$T/wanted"
    sed '/^$/d' "$2" >"$T/got"
    same "$1" "$T/wanted" "$T/got"
}

# workflow NAME TASK: a program of one Task.
workflow() {
    printf '{"StartAt": "T", "States": {"T": {%s, %s}}}' "$state" "$2" >"$T/$1.asl.json"
    code "$1: build" 0 "$aslc" -O0 "$T/$1.asl.json" -o "$T/$1"
}

workflow put '"Resource": "arn:aws:states:::dynamodb:putItem",
    "Parameters": {"TableName": "exams", "Item": {"id": {"S.$": "$.id"}, "n": {"N": "1"}}}'
workflow get '"Resource": "arn:aws:states:::dynamodb:getItem",
    "Parameters": {"TableName": "exams", "Key": {"id": {"S.$": "$.id"}}}, "ResultSelector": {"item.$": "$.Item"}'
workflow lost '"Resource": "arn:aws:states:::dynamodb:getItem",
    "Parameters": {"TableName": "exams", "Key": {"no": {"S": "7"}}}'
workflow lost-sdk '"Resource": "arn:aws:states:::aws-sdk:dynamodb:getItem",
    "Parameters": {"TableName": "exams", "Key": {"No": {"S": "7"}}}'
workflow send '"Resource": "arn:aws:states:::sqs:sendMessage",
    "Parameters": {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/people", "MessageBody": {"a.$": "$.id"}},
    "ResultSelector": {"md5.$": "$.MD5OfMessageBody"}'
workflow receive '"Resource": "arn:aws:states:::aws-sdk:sqs:receiveMessage",
    "Parameters": {"QueueUrl": "people", "WaitTimeSeconds.$": "$.wait"}, "TimeoutSeconds": 3'
workflow publish '"Resource": "arn:aws:states:::sns:publish",
    "Parameters": {"TopicArn": "arn:aws:sns:us-east-1:123456789012:news", "Message": "m"},
    "ResultSelector": {"status.$": "$.SdkHttpMetadata.HttpStatusCode"}'
workflow unknown '"Resource": "arn:aws:states:::aws-sdk:sns:getSubscriptionAttributes",
    "Parameters": {"SubscriptionArn": "arn:aws:sns:us-east-1:123456789012:news:1"}'
workflow events '"Resource": "arn:aws:states:::events:putEvents",
    "Parameters": {"Entries": [{"Source": "shop", "DetailType": "d"}]}'

# What a task names is made, and said once.
code "put" 0 "$T/put" --local "$T/db" '{"id": "7"}'
text "put: the table is made" "$T/err" "put: made the table exams, which was not there, below $T/db"
code "put again" 0 "$T/put" --local "$T/db" '{"id": "8"}'
text "put again: nothing is made" "$T/err" ""
code "get" 0 "$T/get" --local "$T/db" '{"id": "7"}'
text "get: the item" "$T/out" '{"item":{"id":{"S":"7"},"n":{"N":"1"}}}'
code "send" 0 "$T/send" --local "$T/db" '{"id": "7"}'
text "send: its sum" "$T/out" '{"md5":"61fa9c154dac37d69a27f106c42d3432"}'
code "publish" 0 "$T/publish" --local "$T/db"
text "publish: metadata" "$T/out" '{"status":200}'

# Both vocabularies of errors.
code "lost" 1 "$T/lost" --local "$T/db"
check "lost: as the first SDK names it" grep -q '"error":"DynamoDB.AmazonDynamoDBException"' "$T/err"
check "lost: as it words it" grep -q 'The provided key element does not match the schema (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ValidationException; Request ID: [-0-9a-f]*; Proxy: null)' "$T/err"
code "lost-sdk" 1 "$T/lost-sdk" --local "$T/db"
check "lost-sdk: as the second SDK names it" grep -q '"error":"DynamoDb.DynamoDbException"' "$T/err"
code "unknown" 1 "$T/unknown" --local "$T/db"
check "unknown: SNS has its own status for it" grep -q '^{"error":"Sns.NotFoundException","cause":"Subscription does not exist (Service: Sns, Status Code: 404, Request ID: [-0-9a-f]*) (SDK Attempt Count: 1)"}$' "$T/err"
code "events" 1 "$T/events" --local "$T/db"
check "events: an entry has failed" grep -q '"error":"EventBridge.FailedEntry"' "$T/err"

# A receiver gets what is there, waits where nothing is, and can be stopped meanwhile.
code "receive" 0 "$T/receive" --local "$T/db" '{"wait": 1}'
check "receive: the message" grep -q '"Body":"{\\"a\\":\\"7\\"}"' "$T/out"
code "receive: nothing" 0 "$T/receive" --local "$T/db" '{"wait": 1}'
text "receive: nothing: no messages" "$T/out" '{}'
code "receive: too late" 1 "$T/receive" --local "$T/db" '{"wait": 20}'
check "receive: too late: by its timeout" grep -q States.Timeout "$T/err"
("$T/receive" --local "$T/db" '{"wait": 20}' >"$T/waited"; echo $? >>"$T/waited") 2>/dev/null &
sleep 0.5
code "send to who waits" 0 "$T/send" --local "$T/db" '{"id": "8"}'
wait
check "receive: while it waits" grep -q '"Body":"{\\"a\\":\\"8\\"}"' "$T/waited"

# Several processes make the files of a folder at the same time.
for round in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    for i in 1 2 3 4 5 6 7 8; do
        ("$T/send" --local "$T/new$round" "{\"id\": \"$i\"}" >/dev/null 2>&1 || echo failed >>"$T/unmade") &
    done
    wait
done
check "eight make a folder" test ! -e "$T/unmade"

# Several processes share a folder, and nothing that was answered is lost.
for i in 1 2 3 4 5 6 7 8; do
    (for j in 1 2 3 4 5; do "$T/send" --local "$T/shared" "{\"id\": \"$i-$j\"}" >/dev/null 2>&1 || echo failed >>"$T/failures"; done) &
done
wait
check "eight share a folder" test ! -e "$T/failures"
count=0
while "$T/receive" --local "$T/shared" '{"wait": 0}' >"$T/out" 2>"$T/err" && grep -q Body "$T/out"; do count=$((count + 1)); done
check "all messages are there: $count" test "$count" = 40

# People look at what is there, fill it and empty it.
code "ls" 0 "$T/put" local ls --local "$T/db"
for thing in "dynamodb/exams  2 items" "eventbridge/default  0 rules" "sns/news  0 subscriptions" "sns/mails  1 published" "sqs/people  2 messages"; do
    check "ls: $thing" grep -qx "$thing" "$T/out"
done
code "ls: no folder" 0 "$T/put" local ls --local "$T/none"
text "ls: no folder: nothing" "$T/out" ""
check "ls: no folder is made" test ! -e "$T/none"
code "show" 0 "$T/put" local show dynamodb/exams --local "$T/db"
check "show: an item" grep -qx '{"id":{"S":"7"},"n":{"N":"1"}}' "$T/out"
code "show: unknown" 2 "$T/put" local show sqs/none --local "$T/db"
text "show: unknown: said" "$T/err" "put: there is no queue none"
code "show: no folder" 2 "$T/put" local show sqs/none --local "$T/none"
echo '{"sqs": {"people": ["one", {"two": 2}]}, "s3": {"box": {"a.txt": "text", "b": {"file": "b.txt"}}}}' >"$T/stock.json"
echo beside >"$T/b.txt"
code "load" 0 "$T/put" local load "$T/stock.json" --local "$T/db"
code "load: shown" 0 "$T/put" local show s3/box --local "$T/db"
check "load: an object" grep -q '"Key":"a.txt"' "$T/out"
text "load: a file beside it" "$T/db/s3/box/b" "beside"
code "drain" 0 "$T/put" local drain sqs/people --local "$T/db"
check "drain: shown" grep -q '"Body":"one"' "$T/out"
code "drain: empty" 0 "$T/put" local show sqs/people --local "$T/db"
text "drain: empty: nothing" "$T/out" ""
code "drain: a table" 2 "$T/put" local drain dynamodb/exams --local "$T/db"
echo '{"sqs": {"people": "x"}}' >"$T/bad.json"
code "load: bad" 2 "$T/put" local load "$T/bad.json" --local "$T/db"
text "load: bad: said" "$T/err" "put: $T/bad.json: sqs.people: a queue is a list of messages"
code "load: missing" 2 "$T/put" local load "$T/no.json" --local "$T/db"
check "load: missing: said" grep -q 'No such file' "$T/err"

# Filled before a run; of a test and a benchmark each run has services of its own.
code "a load first" 0 "$T/receive" --local "$T/first" --local-load "$T/stock.json" '{"wait": 0}'
check "a load first: it is there" grep -q '"Body":"one"' "$T/out"
code "a bad load first" 2 "$T/receive" --local "$T/first" --local-load "$T/bad.json" '{"wait": 0}'
text "a bad load first: said" "$T/err" "receive: $T/bad.json: sqs.people: a queue is a list of messages"
echo '{"StateMachines": {"send": {"TestCases": {"A": {}, "B": {}}, "Inputs": {"A": {"id": 1}, "B": {"id": 2}}},
    "receive": {"TestCases": {"A": {}, "B": {}}, "Inputs": {"A": {"wait": 0}, "B": {"wait": 0}}}}, "MockedResponses": {}}' >"$T/mock.json"
mkdir "$T/tmp"
code "test: fresh" 0 env TMPDIR="$T/tmp" HOME="$T/home" "$T/send" test "$T/mock.json"
check "test: each case makes its queue" test "$(grep -c 'made the queue people' "$T/err")" = 2
check "test: nothing is left in its place" test ! -e "$T/home/.local/state/send"
sed 's/}}}, "MockedResponses"/}, "Expect": {"A": {"output": 1}}}}, "MockedResponses"/' "$T/mock.json" >"$T/expects.json"
code "test: loaded" 1 env TMPDIR="$T/tmp" "$T/receive" test "$T/expects.json" --case A --local-load "$T/stock.json"
check "test: loaded: the message is there" grep -q 'Body.*one' "$T/out"
code "test: a bad load" 2 env TMPDIR="$T/tmp" "$T/receive" test "$T/mock.json" --local-load "$T/bad.json"
code "test: in a folder" 0 "$T/send" test "$T/mock.json" --local "$T/tests"
check "test: in a folder: it stays" test -f "$T/tests/sqs.db"
code "bench: fresh" 0 env TMPDIR="$T/tmp" "$T/receive" bench --local-load "$T/stock.json" --seconds 1 '{"wait": 0}'
check "bench: fresh: nothing is left in its place" test ! -e "$T/home/.local/state/receive"
check "no folder of theirs is left" test -z "$(ls "$T/tmp")"
code "no services to fill" 0 "$aslc" -O0 --without=local "$T/put.asl.json" -o "$T/without"
code "no services to fill: run" 2 "$T/without" --task '*=exec:cat' --local-load "$T/stock.json"
check "no services to fill: said" grep -q 'without: --local-load: this program has no embedded services to fill' "$T/err"

# Without --local the folder is the state home's; without any place the task fails by name.
code "the state home" 0 env XDG_STATE_HOME="$T/state" "$T/put" '{"id": "7"}'
check "the state home: a file" test -f "$T/state/put/dynamodb.db"
code "no place" 1 env -u HOME -u XDG_STATE_HOME "$T/put" '{"id": "7"}'
check "no place: said" grep -q 'the embedded services have no folder' "$T/err"
code "no folder" 1 "$T/put" --local /dev/null/db '{"id": "7"}'
check "no folder: said" grep -q 'The folder /dev/null/db cannot be made' "$T/err"
mkdir "$T/torn"
echo "this is not a database, and it is long enough to be looked at" >"$T/torn/dynamodb.db"
code "a torn file" 1 "$T/put" --local "$T/torn" '{"id": "7"}'
check "a torn file: said" grep -q 'file is not a database' "$T/err"

# A page of a file is torn: the task fails as with AWS's own trouble, and the file stays as it is.
"$T/put" --local "$T/pages" '{"id": "7"}' >"$T/out" 2>&1
python3 - "$T/pages/dynamodb.db" <<'PY'
import sqlite3, sys
sqlite3.connect(sys.argv[1]).execute("PRAGMA wal_checkpoint(TRUNCATE)")
with open(sys.argv[1], "r+b") as file:
    size = len(file.read())
    file.seek(4096)
    file.write(b"\xa5" * (size - 4096))
PY
cp "$T/pages/dynamodb.db" "$T/before"
code "torn pages" 1 "$T/put" --local "$T/pages" '{"id": "8"}'
check "torn pages: $(cat "$T/err")" grep -q '^{"error":"DynamoDB.[A-Za-z]*","cause":"[^"]*malformed[^"]* (Service: AmazonDynamoDBv2; Status Code: 500; ' "$T/err"
same "torn pages: nothing is written" "$T/before" "$T/pages/dynamodb.db"

# Another process has locked the file: the task waits for it, but not for ever, and nothing is lost.
cat >"$T/lock.py" <<'PY'
import os, sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN EXCLUSIVE")
open(sys.argv[2], "w").close()
while os.path.exists(sys.argv[2]):
    time.sleep(0.05)
db.execute("ROLLBACK")
PY
# lock: the file of tables is locked until $T/locked is removed.
lock() {
    python3 "$T/lock.py" "$T/db/dynamodb.db" "$T/locked" &
    locker=$!
    for tenth in $(seq 100); do
        [ ! -e "$T/locked" ] || break
        sleep 0.1
    done
}
lock
(sleep 1; rm "$T/locked") &
code "locked for a while" 0 "$T/put" --local "$T/db" '{"id": "locked"}'
wait $locker
lock
code "locked" 1 "$T/put" --local "$T/db" '{"id": "lost"}'
check "locked: $(cat "$T/err")" grep -q '^{"error":"DynamoDB.[A-Za-z]*","cause":"[^"]*dynamodb.db: database is locked (Service: AmazonDynamoDBv2; Status Code: 500; ' "$T/err"
rm "$T/locked"
wait $locker
for id in 7 8 locked; do
    code "locked: get $id" 0 "$T/get" --local "$T/db" "{\"id\": \"$id\"}"
    text "locked: $id is there" "$T/out" "{\"item\":{\"id\":{\"S\":\"$id\"},\"n\":{\"N\":\"1\"}}}"
done

# No name leaves the folder: neither by dots, nor by a NUL, nor by a link that somebody has put there.
workflow object '"Resource": "arn:aws:states:::aws-sdk:s3:putObject", "Parameters": {"Bucket.$": "$.b", "Key.$": "$.k", "Body": "x"}'
workflow fetch '"Resource": "arn:aws:states:::aws-sdk:s3:getObject", "Parameters": {"Bucket.$": "$.b", "Key.$": "$.k"}'
mkdir "$T/outside"
echo secret >"$T/outside/secret"
code "an object" 0 "$T/object" --local "$T/names" '{"b": "box", "k": "a"}'
ln -s "$T/outside" "$T/names/s3/box/link"
ln -s "$T/outside" "$T/names/s3/linked"
find "$T/outside" "$T" -maxdepth 1 | grep -v -e '/got$' -e '/wanted$' -e '/tree' | sort >"$T/tree"
for bucket in .. ../outside /outside linked 'a\u0000b'; do
    code "bucket $bucket: put" 1 "$T/object" --local "$T/names" "{\"b\": \"$bucket\", \"k\": \"secret\"}"
    code "bucket $bucket: get" 1 "$T/fetch" --local "$T/names" "{\"b\": \"$bucket\", \"k\": \"secret\"}"
done
for key in ../../../outside/secret link/secret 'link/secret\u0000x'; do
    code "key $key: get" 1 "$T/fetch" --local "$T/names" "{\"b\": \"box\", \"k\": \"$key\"}"
    check "key $key: nothing is told" sh -c "! grep -q secret$ '$T/out'"
    "$T/object" --local "$T/names" "{\"b\": \"box\", \"k\": \"$key\"}" >"$T/out" 2>&1
    text "key $key: nothing is written" "$T/outside/secret" secret
done
find "$T/outside" "$T" -maxdepth 1 | grep -v -e '/got$' -e '/wanted$' -e '/tree' | sort >"$T/tree2"
same "no file is made outside" "$T/tree" "$T/tree2"

# An endpoint or credentials mean real services, unless --local is given; a test case never calls them.
code "an endpoint" 1 env AWS_ENDPOINT_URL=http://127.0.0.1:1 "$T/put" '{"id": "7"}'
check "an endpoint: asked" grep -q 'Unable to execute HTTP request' "$T/err"
code "an endpoint, and --local" 0 env AWS_ENDPOINT_URL=http://127.0.0.1:1 "$T/put" --local "$T/db" '{"id": "9"}'
finish
