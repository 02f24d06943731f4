#!/bin/sh
# The embedded DynamoDB, by tables of requests and answers: tests/dynamo/*.txt. A line "OPERATION JSON" is a request, the
# line "= STATUS JSON" below it its answer; through the HTTP door the answers are the same. With BLESS=1 the answers are
# written anew; read the diff.
suite=dynamo
. tests/tally.sh

talk=$B/dynamo/talk

# constant: what differs from run to run is shown as a word.
constant() {
    sed -e 's/"TableId":"[^"]*"/"TableId":"ID"/g' -e 's/"\([A-Za-z]*DateTime\)":[0-9.E]*/"\1":TIME/g' \
        -e 's/"LatestStreamLabel":"[0-9T:.-]*"/"LatestStreamLabel":"LABEL"/g' -e 's|/stream/[0-9T:.-]*|/stream/LABEL|g' \
        -e 's|:key/[0-9a-f]\{8\}-[0-9a-f-]*|:key/ID|g' -e 's|/backup/0[0-9]*-[0-9a-f]*|/backup/ID|g' \
        -e 's/"RevisionId":"[^"]*"/"RevisionId":"ID"/g' -e 's/revision id [0-9a-f]*-[-0-9a-f]*/revision id ID/'
}

# judge NAME: the answers in $T/answers beside those in $T/wanted, of the requests in $T/requests.
judge() {
    paste -d '\n' "$T/wanted" "$T/answers" >"$T/pairs"
    awk -v requests="$T/requests" 'NR % 2 { wanted = $0; getline request <requests; next }
        { if (wanted == $0) print "pass"; else { print "fail " request; print " wanted " wanted; print " got    " $0 } }' \
        "$T/pairs" >"$T/result"
    passed=$((passed + $(grep -c '^pass$' "$T/result")))
    failed=$((failed + $(grep -c '^fail ' "$T/result")))
    grep -v '^pass$' "$T/result" | head -60
    check "$1: nothing on standard error" test ! -s "$T/err"
}

cat >"$T/get.asl.json" <<'JSON'
{"StartAt": "Get", "States": {"Get": {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:getItem",
 "Parameters": {"TableName": "people", "Key": {"id": {"S": "1"}}}, "End": true}}}
JSON
code "build" 0 "$aslc" "$T/get.asl.json" -o "$T/get"
command -v python3 >/dev/null && have_python=yes || have_python=no
[ "$have_python" = yes ] || skip python3

for file in tests/dynamo/*.txt; do
    name=$(basename "$file" .txt)
    grep -E '^[A-Z]' "$file" >"$T/requests"
    "$talk" "$T/$name" <"$T/requests" 2>"$T/err" | constant | sed 's/^/= /' >"$T/answers"
    if [ "${BLESS:-0}" = 1 ]; then
        awk -v answers="$T/answers" '/^= / { next } { print } /^[A-Z]/ { getline line <answers; print line }' "$file" >"$T/new"
        cp "$T/new" "$file"
    fi
    awk '/^= / { print }' "$file" >"$T/wanted"
    if [ "$(wc -l <"$T/wanted")" != "$(wc -l <"$T/requests")" ]; then
        fail "$name" "has $(wc -l <"$T/requests") requests and $(wc -l <"$T/wanted") answers"
    fi
    judge "$name"
    if [ "$have_python" = yes ]; then
        open_door "$T/get" --local "$T/door_$name"
        python3 tests/dynamo/door.py "$url" <"$T/requests" 2>"$T/err" | constant | sed 's/^/= /' >"$T/answers"
        judge "$name, through the door"
        code_of_door=0
        shut_door || code_of_door=$?
        check "$name: the door's exit" test "$code_of_door" = 0
        same "$name: the door says nothing" /dev/null "$T/door.err"
    fi
done

# ---- What only a workflow's task can send: JSON that is no object.

printf '%s\n' 'GetItem "x"' 'GetItem []' >"$T/requests"
"$talk" "$T/none" <"$T/requests" >"$T/out"
check "no object: every member is missing" test "$(grep -c "^400 .*2 validation errors detected: Value null at 'tableName'" "$T/out")" = 2

# ---- Tables that are made for a workflow's task.

requests() {
    cat <<'REQUESTS'
PutItem {"TableName":"orders","Item":{"list":{"L":[]},"id":{"S":"1"},"n":{"N":"2"}}}
GetItem {"TableName":"orders","Key":{"id":{"S":"1"}}}
UpdateItem {"TableName":"pairs","Key":{"id":{"S":"1"},"at":{"N":"2"}},"UpdateExpression":"SET a = :a","ExpressionAttributeValues":{":a":{"S":"x"}}}
BatchWriteItem {"RequestItems":{"batch":[{"PutRequest":{"Item":{"k":{"B":"AA=="}}}}]}}
TransactWriteItems {"TransactItems":[{"Put":{"TableName":"bank","Item":{"k":{"S":"a"}}}}]}
Scan {"TableName":"nobody"}
ListTables {}
REQUESTS
}
requests | "$talk" --make "$T/made" >"$T/out" 2>"$T/err"
printf 'table orders\ntable pairs\ntable batch\ntable bank\n' >"$T/wanted"
same "tables that were made are told" "$T/wanted" "$T/err"
check "the first item is there" grep -qxF '200 {"Item":{"list":{"L":[]},"id":{"S":"1"},"n":{"N":"2"}}}' "$T/out"
check "a request without a key makes no table" grep -q 'ResourceNotFoundException' "$T/out"
check "only these" grep -qxF '200 {"TableNames":["bank","batch","orders","pairs"]}' "$T/out"
requests | "$talk" --make "$T/made" >"$T/out" 2>"$T/err"
check "a table that is there is not made again" test ! -s "$T/err"

# ---- Several processes, and one that is killed.

create='CreateTable {"TableName":"tab","AttributeDefinitions":[{"AttributeName":"a","AttributeType":"S"}],"KeySchema":[{"AttributeName":"a","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"}'
echo "$create" | "$talk" "$T/shared" >/dev/null
for process in 1 2 3 4; do
    i=0
    while [ "$i" -lt 50 ]; do
        echo 'UpdateItem {"TableName":"tab","Key":{"a":{"S":"x"}},"UpdateExpression":"ADD n :one","ExpressionAttributeValues":{":one":{"N":"1"}}}'
        i=$((i + 1))
    done | "$talk" "$T/shared" >"$T/out$process" &
done
wait
echo 'GetItem {"TableName":"tab","Key":{"a":{"S":"x"}}}' | "$talk" "$T/shared" >"$T/out"
check "four processes count to 200 together" grep -qxF '200 {"Item":{"a":{"S":"x"},"n":{"N":"200"}}}' "$T/out"
check "each of them was answered" test "$(cat "$T"/out[1-4] | grep -cxF '200 {}')" = 200

mkfifo "$T/in"
"$talk" "$T/shared" <"$T/in" >"$T/answers" &
process=$!
exec 5>"$T/in"
i=0
while [ "$i" -lt 300 ]; do
    printf 'PutItem {"TableName":"tab","Item":{"a":{"S":"k%d"}}}\n' "$i" >&5
    i=$((i + 1))
done
while [ "$(grep -c '^200 {}$' "$T/answers")" -lt 100 ]; do sleep 0.01; done
kill -9 "$process"
wait "$process" 2>/dev/null
exec 5>&-
answered=$(grep -c '^200 {}$' "$T/answers")
echo 'Scan {"TableName":"tab","Select":"COUNT","FilterExpression":"attribute_not_exists(n)"}' | "$talk" "$T/shared" >"$T/out"
kept=$(sed 's/^200 {"Count":\([0-9]*\).*/\1/' "$T/out")
check "a kill loses nothing that was answered: $answered answered, $kept kept" test "$kept" -ge "$answered"

# ---- What the machine does not allow.

mkdir "$T/bad"
printf 'this is not a database, and long enough to be told from one: %0512d' 0 >"$T/bad/dynamodb.db"
code "a file that is no database" 1 "$talk" "$T/bad"
check "a file that is no database: says so" grep -q "$T/bad/dynamodb.db: file is not a database" "$T/err"
echo file >"$T/file"
code "a folder that cannot be made" 1 "$talk" "$T/file/below"
check "a folder that cannot be made: says so" grep -q "The folder $T/file/below cannot be made: Not a directory" "$T/err"

# A disk that is full, as far as the process can tell: the write fails, and all that was there stays.
echo "$create" | "$talk" "$T/full" >/dev/null
{
    echo 'PutItem {"TableName":"tab","Item":{"a":{"S":"small"}}}'
    printf 'PutItem {"TableName":"tab","Item":{"a":{"S":"large"},"b":{"S":"%0300000d"}}}\n' 0
    echo 'Scan {"TableName":"tab"}'
} >"$T/requests"
(
    trap '' XFSZ
    ulimit -f 200
    "$talk" "$T/full" <"$T/requests" >"$T/out" 2>"$T/err"
)
check "a full disk: the error" grep -q '^500 {"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"The tables cannot be read or written: .*Nothing was changed."}$' "$T/out"
check "a full disk: the rest stays" grep -qxF '200 {"Count":1,"ScannedCount":1,"Items":[{"a":{"S":"small"}}]}' "$T/out"
finish
