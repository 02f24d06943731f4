#!/bin/sh
# The jobs of services that .sync tasks wait for (I-14, I-22): each that AWS has, to its good and its bad end, and until
# its time is over; what each sends is judged by botocore, where it is there. A server that is killed meanwhile.
suite=jobs
. tests/tally.sh
. tests/talks.sh

python=/usr/bin/python3
if ! command -v $python >/dev/null; then
    skip python3
    finish
    exit
fi
mkfifo "$T/hold"
$python tests/aws/jobs.py serve "$T/requests" <"$T/hold" >"$T/port" 2>"$T/sink" &
exec 9>"$T/hold"
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
    [ -s "$T/port" ] || sleep 0.2
done
read -r port <"$T/port"
check "the sink listens" test -n "$port"

code "definition" 0 $python tests/aws/jobs.py definition
cp "$T/out" "$T/all.asl.json"
sed -n 's/^ASL_INTEGRATION("\([^"]*\)", "\([^"]*\)", "\([^"]*\)".*/\1:\2 \3/p' runtime/include/asl/integrations.def |
    grep ' s' | grep -v -e '^states:' -e '^eks:runJob' | cut -d ' ' -f 1 | sort >"$T/wanted"
grep -o '"arn:aws:states:::[^"]*\.sync"' "$T/all.asl.json" | sed 's/.*::://; s/\.sync"//' | sort >"$T/got"
same "every integration with .sync is tried" "$T/wanted" "$T/got"

# http, apigateway, lambda and eks have tables of their own.
sed -n 's/^ASL_INTEGRATION("\([^"]*\)", "\([^"]*\)".*/\1:\2/p' runtime/include/asl/integrations.def | sort |
    grep -vx -e 'http:invoke' -e 'apigateway:invoke' -e 'lambda:invoke' -e 'eks:runJob' -e 'eks:call' >"$T/wanted"
sed -n 's/^OPTIMISED("\([^"]*\)",.*/\1/p' compiler/aws/optimised.def | sort >"$T/got"
same "every integration is a call" "$T/wanted" "$T/got"

code "it builds" 0 "$aslc" -O0 "$T/all.asl.json" -o "$T/all"
code "they are judged" 0 $python tests/aws/jobs.py judge "$T/all" "$port" "$T/requests"
check "all are right" grep -qx '\([0-9]*\) of \1 right' "$T/out"
cut -c 1-500 "$T/out" | grep -v ' right$' | head -5

# A model's prompt and answer in S3.
cat >"$T/stored.asl.json" <<'JSON'
{"StartAt": "Put", "States": {
  "Put": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:putObject",
    "Parameters": {"Bucket": "prompts", "Key": "a/b.json", "Body": {"prompt": "p"}}, "ResultPath": null, "Next": "Ask"},
  "Ask": {"Type": "Task", "Resource": "arn:aws:states:::bedrock:invokeModel",
    "Parameters": {"ModelId": "m", "Input": {"S3Uri.$": "$.from"}, "Output": {"S3Uri.$": "$.to"}}, "Next": "Get"},
  "Get": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:getObject",
    "Parameters": {"Bucket": "prompts", "Key": "answer"}, "ResultSelector": {"stored.$": "$.Body", "as.$": "$.ContentType"},
    "ResultPath": "$.got", "End": true}}}
JSON
code "a prompt in S3: builds" 0 "$aslc" -O0 "$T/stored.asl.json" -o "$T/stored"
open_door "$T/stored" --local "$T/objects" --listen 127.0.0.1:0
code "a bucket" 0 curl -sf --aws-sigv4 aws:amz:us-east-1:s3 --user me:secret -X PUT "$url/prompts"
# asks NAME CODE INPUT
asks() {
    code "$1" "$2" env AWS_ENDPOINT_URL_S3="$url" AWS_ENDPOINT_URL_BEDROCK_RUNTIME="http://127.0.0.1:$port/call=bedrock:invokeModel" "$T/stored" "$3"
}
: >"$T/requests"
asks "a prompt in S3" 0 '{"from": "s3://prompts/a/b.json", "to": "s3://prompts/answer"}'
echo '{"ContentType":"application/x-amz-json-1.1","Body":"s3://prompts/answer","got":{"as":"application/json","stored":"{\"completion\":\"c\"}"}}' >"$T/wanted"
same "a prompt in S3: the answer is there" "$T/wanted" "$T/out"
check "a prompt in S3: it is what the model got" grep -qF '"body": "{\"prompt\":\"p\"}"' "$T/requests"
asks "a prompt that is not there" 1 '{"from": "s3://prompts/none", "to": "s3://prompts/answer"}'
check "a prompt that is not there: says so" grep -q '"error":"S3.NoSuchKeyException"' "$T/err"
asks "a place that is none" 1 '{"from": "prompts/a", "to": "s3://prompts/answer"}'
check "a place that is none: says so" grep -qF '[Input.S3Uri must be s3://BUCKET/KEY]' "$T/err"
asks "an answer that cannot be put" 1 '{"from": "s3://prompts/a/b.json", "to": "s3://nobody/answer"}'
check "an answer that cannot be put: says so" grep -q '"error":"S3.NoSuchBucketException"' "$T/err"
check "the services end" shut_door

cat >"$T/job.asl.json" <<'JSON'
{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync",
  "Parameters": {"JobName": "j"}, "End": true}}}
JSON
cat >"$T/query.asl.json" <<'JSON'
{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::athena:startQueryExecution.sync",
  "Parameters": {"QueryString": "q"}, "End": true}}}
JSON
cat >"$T/both.asl.json" <<'JSON'
{"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "End": true, "Branches": [
  {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync",
    "Parameters": {"JobName": "j"}, "End": true}}},
  {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "Next": "F"}, "F": {"Type": "Fail"}}}]}}}
JSON
talks "a server" $python tests/serve/jobs.py "http://127.0.0.1:$port" "$T/requests" "$aslc" serve --listen 127.0.0.1:0 \
    --store "sqlite:$T/jobs.db" "$T/job.asl.json" "$T/query.asl.json" "$T/both.asl.json"
exec 9>&-

# ---- The Kubernetes API of a cluster.

tls=""
if command -v openssl >/dev/null && ldconfig -p 2>/dev/null | grep -q 'libcurl\.so\.4'; then
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/key.pem" -out "$T/own.pem" -days 2 -subj /CN=127.0.0.1 \
        -addext 'subjectAltName=IP:127.0.0.1' 2>"$T/log" || cat "$T/log"
    tls="$T/own.pem $T/key.pem"
fi
mkfifo "$T/keep"
# shellcheck disable=SC2086 # the certificate and its key are words
$python tests/aws/cluster.py "$T/cluster" $tls <"$T/keep" >"$T/ports" 2>"$T/cluster.err" &
exec 8>"$T/keep"
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
    [ -s "$T/ports" ] || sleep 0.2
done
read -r plain secure <"$T/ports"
check "the cluster listens" test -n "$plain"

# cluster NAME RESOURCE MEMBERS: a program NAME whose task has these Parameters besides those that say which cluster.
cluster() {
    printf '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::eks:%s", "TimeoutSecondsPath": "$.limit",
        "Parameters": {"ClusterName": "c", "CertificateAuthority.$": "$.ca", "Endpoint.$": "$.at", %s}, "End": true}}}\n' "$2" "$3" \
        >"$T/$1.asl.json"
    code "$1: builds" 0 "$aslc" -O0 "$T/$1.asl.json" -o "$T/$1"
}
# meets NAME CODE [MEMBERS]: it runs, and meets the cluster.
meets() {
    printf '{"at": "http://127.0.0.1:%s", "ca": "", "limit": 60}\n' "$plain" >"$T/input"
    [ -z "${3:-}" ] || echo "$3" >"$T/input"
    : >"$T/cluster"
    code "$1: runs" "$2" env AWS_ACCESS_KEY_ID=AKIDX AWS_SECRET_ACCESS_KEY=secret AWS_SESSION_TOKEN=a/session+token \
        AWS_REGION=eu-west-3 "$T/$1" run --input-file "$T/input"
}

cluster call call '"Method": "GET", "Path": "/api/v1/namespaces/default/pods", "QueryParameters": {"labelSelector": ["a=b"]}'
meets call 0
check "call: its result" grep -q '"ResponseBody":{"items":\[{"metadata":{"name":"p-1"}.*"StatusCode":200,"StatusText":"OK"}$' "$T/out"
check "call: what is sent" grep -qF '"target": "/api/v1/namespaces/default/pods?labelSelector=a%3Db"' "$T/cluster"
check "call: the token is right" grep -qF \
    '"token": {"host": "sts.eu-west-3.amazonaws.com", "action": "GetCallerIdentity", "signed": "host;x-k8s-aws-id", "right": true}' "$T/cluster"
cluster gone call '"Method": "DELETE", "Path": "nowhere", "RequestBody": {"a": 1}'
meets gone 1
check "call: an error" grep -qxF '{"error":"EKS.404","cause":"{\"kind\": \"Status\", \"code\": 404}"}' "$T/err"
check "call: a body and a path without its slash" grep -qF '"method": "DELETE", "target": "/nowhere", "body": "{\"a\":1}"' "$T/cluster"
cluster run runJob '"Job": {"metadata": {"name": "good"}}'
meets run 0
check "runJob: its result" grep -q '"ResponseBody":{"kind":"Job",.*"StatusCode":201' "$T/out"
check "runJob: it is in the default namespace" grep -qF '"target": "/apis/batch/v1/namespaces/default/jobs"' "$T/cluster"
logs='"Namespace": "n", "LogOptions": {"RetrieveLogs": true, "LogParameters": {"tailLines": ["6"]}}'
cluster good runJob.sync '"Job": {"metadata": {"name": "good"}}, '"$logs"
meets good 0
printf '%s%s\n' '{"kind":"Job","metadata":{"name":"good"},"status":{"conditions":[{"type":"Suspended","status":"False"},{"type":"Complete","status":"True"}]},' \
    '"logs":{"pods":{"p-1":{"containers":{"a":{"log":3.25},"b":{"log":"not JSON"},"c":{"error":"EKS.400","cause":"{\"message\": \"waiting\"}"}}}}}}' >"$T/wanted"
same "runJob.sync: its result, with the logs" "$T/wanted" "$T/out"
check "runJob.sync: how logs are asked for" grep -qF '"target": "/api/v1/namespaces/n/pods/p-1/log?tailLines=6&container=a"' "$T/cluster"
check "runJob.sync: which pods are asked for" grep -qF '"target": "/api/v1/namespaces/n/pods?labelSelector=job-name%3Dgood"' "$T/cluster"
cluster bad runJob.sync '"Job": {"metadata": {"name": "bad"}}'
meets bad 1
check "runJob.sync: it fails" grep -q '^{"error":"States.TaskFailed","cause":"{\\"kind\\":\\"Job\\",.*Failed' "$T/err"
cluster never runJob.sync '"Job": {"metadata": {"name": "never"}}'
meets never 1 '{"at": "http://127.0.0.1:'"$plain"'", "ca": "", "limit": 1}'
check "runJob.sync: the job is deleted" grep -qF '"method": "DELETE", "target": "/apis/batch/v1/namespaces/default/jobs/never?propagationPolicy=Background"' "$T/cluster"
if [ -n "$secure" ]; then
    meets call 0 '{"at": "https://127.0.0.1:'"$secure"'", "ca": "'"$(base64 -w 0 "$T/own.pem")"'", "limit": 60}'
    meets call 1 '{"at": "https://127.0.0.1:'"$secure"'", "ca": "", "limit": 60}'
    check "a certificate that nobody has signed" grep -qF '"EKS.SdkClientException","cause":"Unable to execute HTTP request: ' "$T/err"
    meets call 1 '{"at": "https://127.0.0.1:'"$secure"'", "ca": "!", "limit": 60}'
    check "certificates that are no base64" grep -qF "The field 'CertificateAuthority' must be base64" "$T/err"
fi
exec 8>&-
finish
