#!/bin/sh
# aslc serve --template as a whole application: APIs, functions, what starts them, and the samples' templates, from outside.
suite=application
. tests/tally.sh

if ! command -v node >/dev/null || ! python3 -c 'import boto3, jinja2' 2>/dev/null; then
    skip boto3
    finish
    exit
fi
export XDG_STATE_HOME="$T/state" XDG_CACHE_HOME="$T/cache"

code "build" 0 "$aslc" tests/template/orders.asl.yaml -o "$T/any"
code "applications" 0 python3 tests/application/app.py "$aslc" "$T/any" "$T"
grep -v ' checks$' "$T/out" >"$T/wrong"
check "all of it is there: $(cat "$T/wrong" "$T/err")" test ! -s "$T/wrong"
check "it was looked at" grep -q '^[0-9]* checks$' "$T/out"

# looked SCRIPT: one of tests/application that prints what is not as it should be.
looked() {
    mkdir "$T/$1"
    code "$1" 0 python3 "tests/application/$1.py" "$aslc" "$T/$1" "$T/any"
    grep -v ' checks$' "$T/out" >"$T/wrong"
    check "$1: $(cat "$T/wrong" "$T/err")" test ! -s "$T/wrong"
    check "$1 was looked at" grep -q '^[0-9]* checks$' "$T/out"
}
looked stacks
looked hosting
looked deployment
looked gateway
looked mapping
printf 'Resources: {Box: {Type: AWS::S3::Bucket}}\n' >"$T/box.yaml"
for mapping in '{' '{}' '{"kind":"proxy"}' '{"kind":"service"}' '{"kind":"mock","api":"http"}' '{"kind":"service","api":"http","service":"s3","path":"x"}' \
    '{"kind":"mock","requests":{"a":"#if("}}' '{"kind":"mock","responses":[{"status":"1"}]}'; do
    code "no mapping: $mapping" 2 "$aslc" serve --store memory --listen 127.0.0.1:0 --local "$T/boxes" --template "$T/box.yaml" \
        --route "POST /a mapped mapping=$(printf '%s' "$mapping" | od -An -v -tx1 | tr -d '\n' | tr ' ' '%')"
    check "that is told: $mapping" grep -q "^aslc: --route 'POST /a': " "$T/err"
done

# ---- What would be there, and nothing is made

code "--check" 0 "$aslc" serve --check --local "$T/nothing" --template samples/exam/template.yaml
cat >"$T/wanted" <<'END'
state machine exam, function invite, mark, report, results, table Results, topic Exams, Faculty, queue FacultyPost
POST /exams: state machine exam
POST /Prod/exams: state machine exam
GET /exams/{student}: function results
GET /Prod/exams/{student}: function results
state machine exam: arn:aws:states:us-east-1:123456789012:stateMachine:exam
END
same "what would be there" "$T/wanted" "$T/out"
check "nothing is made" test ! -e "$T/nothing"
cat >"$T/inline.yaml" <<'END'
Resources:
  ../../inline:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.11, Handler: index.handler, Code: {ZipFile: "def handler(event, context): return event"}}
  Items: {Type: AWS::DynamoDB::Table, Properties: {TableName: Items, AttributeDefinitions: [{AttributeName: id, AttributeType: S}],
    KeySchema: [{AttributeName: id, KeyType: HASH}], BillingMode: PAY_PER_REQUEST}}
  Put:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: EXPRESS
      Definition:
        StartAt: Put
        States: {Put: {Type: Task, Resource: "arn:aws:states:::dynamodb:putItem", Parameters: {TableName: Items, Item: {id: {S: a}}}, End: true}}
END
code "--check with code" 0 "$aslc" serve --check --local "$T/nothing" --template "$T/inline.yaml"
check "no code is written" test ! -e "$T/nothing"
: >"$T/server.out"
AWS_ENDPOINT_URL_S3=http://127.0.0.1:1 AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b "$aslc" serve --listen 127.0.0.1:0 --store memory \
    --local "$T/here/local" --route 'ANY /put sync name=Put' --cors https://shop.example --template "$T/inline.yaml" >"$T/server.out" 2>"$T/server.err" &
server=$!
await_url "$T/server.out"
check "code stays below its folder, whatever it is called" sh -c "find '$T/here' -name index.py | grep -q '^$T/here/local/functions/'"
code "a task, with credentials and the address of another service" 0 curl -sf -X POST -d '{}' "$url/put"
check "it stays on this machine" grep -q SdkHttpMetadata "$T/out"
code "what a browser asks first of a route of any method" 0 curl -sf -o /dev/null -w '%{http_code}' -X OPTIONS -H 'Origin: https://shop.example' \
    -H 'Access-Control-Request-Method: PUT' "$url/put"
check "the server answers it" grep -qx 204 "$T/out"
kill $server
wait $server
code "--check alone" 2 "$aslc" serve --check
check "it says what for" grep -q -e '--check is for --template' "$T/err"

# ---- What is an object where a list belongs

cat >"$T/lists.yaml" <<'END'
Resources:
  Papers: {Type: AWS::S3::Bucket, Properties: {CorsConfiguration: {CorsRules: {AllowedMethods: [GET], AllowedOrigins: ["*"]}},
    NotificationConfiguration: {QueueConfigurations: {Queue: "arn:aws:sqs:us-east-1:123456789012:q", Event: "s3:*"}}}}
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}
  Get: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET,
    AuthorizationType: NONE, Integration: {Type: MOCK, IntegrationResponses: {StatusCode: "200"}}}}
END
code "--check of objects that should be lists" 0 "$aslc" serve --check --local "$T/nothing" --template "$T/lists.yaml"
for list in CorsRules QueueConfigurations IntegrationResponses; do
    check "$list is told" grep -q "$list: a list is wanted" "$T/err"
done

# ---- AWS's own collections: each starts, or says what it lacks and where

if [ ! -d ../shared/conformance/templates ]; then
    skip conformance
else
    for template in ../shared/conformance/templates/*/template.yaml; do
        name=$(basename "$(dirname "$template")")
        : >"$T/server.out"
        "$aslc" serve --listen 127.0.0.1:0 --store memory --local "$T/collections" --template "$template" \
            >"$T/server.out" 2>"$T/server.err" &
        server=$!
        while ! grep -q '^tables, queues' "$T/server.out" && kill -0 $server 2>/dev/null; do
            sleep 0.05
        done
        kill -TERM $server 2>/dev/null
        wait $server
        ended=$?
        if [ $ended = 0 ]; then
            check "$name: it listens" grep -q '^listening on http://' "$T/server.out"
        else
            check "$name: $(tail -1 "$T/server.err")" grep -qE "^[^ ]*:[0-9]+:[0-9]+: error: " "$T/server.err"
            check "$name: it ends in order" test $ended = 2
        fi
    done
fi
finish
