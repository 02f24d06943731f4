#!/bin/sh
# Distributed Maps whose ItemReader and ResultWriter are bound to a real S3, which is an embedded one over HTTP here: what they
# read and write, who is bound how, faults on the way, and restarts. Every parked frame goes through bytes.
suite=depot
. tests/tally.sh
. tests/got.sh

if ! command -v python3 >/dev/null; then
    skip python3
    finish
    exit
fi
here=$PWD
cd "$T" || exit 1
TMPDIR=$T/tmp
mkdir -p near/s3/in far/s3/in far/s3/out "$TMPDIR"
export ASL_DEBUG=frames AWS_REGION=us-east-1 TMPDIR

printf '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:listBuckets", "End": true}}}\n' >s3.asl.json
code "the S3" 0 "$aslc" s3.asl.json -o s3 -O0
open_door ./s3 --local far --listen 127.0.0.1:0
check "the S3 listens" test -n "$url"
mkfifo hold
python3 "$here/tests/aws/depot.py" "$url" far/s3 log <hold >port 2>proxy.err &
exec 9>hold
for _ in $(seq 50); do
    [ -s port ] || sleep 0.1
done
far=http://127.0.0.1:$(cat port)
: >log

# flow NAME MAP [STATES]: builds NAME of one distributed Map with these members, whose processor runs Item by Item.
flow() {
    item=${3:-'"Item": {"Type": "Pass", "End": true}'}
    cat >"$1.asl.json" <<JSON
{"StartAt": "Map", "States": {"Map": {"Type": "Map", "End": true, $2
 "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "${type:-STANDARD}"}, "StartAt": "Item",
  "States": {$item}}}}}
JSON
    code "$1 is built" 0 "$aslc" "$1.asl.json" -o "$1" -O0
}

# run PROGRAM INPUT [OPTION...]: there; its answer, or its failure, in $T/got.
run() {
    program=$1 input=$2
    shift 2
    AWS_ENDPOINT_URL_S3=$far timeout 60 "./$program" run --virtual-time --input "$input" "$@" >out 2>err
    grep -v -e 'call real services' -e 'nothing asks for its mock' err | cat out - >got
}

read='"Resource": "arn:aws:states:::s3:getObject"'
list='"Resource": "arn:aws:states:::s3:listObjectsV2"'
shown='"ItemSelector": {"a.$": "$$.Map.Item.Value", "s.$": "$$.Map.Item.Source"},'

# ---- Every form that is read

echo '[1,{"a":2}]' >far/s3/in/list.json
echo '[9]' >near/s3/in/list.json
printf '1\n\n{"a":2}\n' >far/s3/in/rows.jsonl
printf 'a,b\n1,2\n3\n' >far/s3/in/rows.csv
: >far/s3/in/empty.jsonl
flow json '"ItemReader": {'"$read"', "ReaderConfig": {"InputType": "JSON"}, "Parameters": {"Bucket": "in", "Key.$": "$.k"}},'"$shown"
run json '{"k": "list.json"}'
gives "JSON" '[{"a":1,"s":"S3://in/list.json"},{"a":{"a":2},"s":"S3://in/list.json"}]'
holds "it is told" "json: these states call real services, with the AWS settings of this environment: 'Map'" err
flow jsonl '"ItemReader": {'"$read"', "ReaderConfig": {"InputType": "JSONL", "MaxItemsPath": "$.n"},
  "Parameters": {"Bucket": "in", "Key.$": "$.k"}},'"$shown"
run jsonl '{"k": "rows.jsonl", "n": 0}'
gives "JSON lines" '[{"a":1,"s":"S3://in/rows.jsonl"},{"a":{"a":2},"s":"S3://in/rows.jsonl"}]'
run jsonl '{"k": "rows.jsonl", "n": 1}'
gives "MaxItems" '[{"a":1,"s":"S3://in/rows.jsonl"}]'
run jsonl '{"k": "empty.jsonl", "n": 0}'
gives "an object without bytes" '[]'
flow csv '"ItemReader": {'"$read"', "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"},
  "Parameters": {"Bucket": "in", "Key": "rows.csv"}},'"$shown"
run csv '{}'
gives "CSV" '[{"a":{"a":"1","b":"2"},"s":"S3://in/rows.csv"},{"a":{"a":"3","b":""},"s":"S3://in/rows.csv"}]'
sed 's/"StartAt": "Map"/"QueryLanguage": "JSONata", &/; s/"Parameters": {"Bucket": "in", "Key.$": "$.k"}/"Arguments": {"Bucket": "{% $states.input.b %}", "Key": "list.json"}/
    s/"ItemSelector".*,$/"ItemSelector": {"a": "{% $states.context.Map.Item.Value %}"},/' json.asl.json >query.asl.json
code "query is built" 0 "$aslc" query.asl.json -o query -O0
run query '{"b": "in"}'
gives "JSONata" '[{"a":1},{"a":{"a":2}}]'
printf '\037\213\010' >far/s3/in/zipped.jsonl
run jsonl '{"k": "zipped.jsonl", "n": 0}'
holds "gzip" 'S3://in/zipped.jsonl is compressed by gzip, which this program does not read' got

flow list '"ItemReader": {'"$list"', "ReaderConfig": {"MaxItemsPath": "$.n"}, "Parameters": {"Bucket": "in", "Prefix.$": "$.p"}},
  "ItemSelector": {"a.$": "$$.Map.Item.Value", "s.$": "$$.Map.Item.Source"},'
mkdir -p far/s3/in/many/c
for i in a b c/d; do echo "{\"is\":\"$i\"}" >"far/s3/in/many/$i"; done
run list '{"p": "many/", "n": 0}' && cp got there
run list '{"p": "many/", "n": 0}' --local far && cp got here
same "a listing is that of the embedded S3" here there
holds "its source is the bucket" '"s":"S3://in"' there
run list '{"p": "many/", "n": 1}'
check "MaxItems of a listing" test "$(grep -o '"Key"' got | wc -l)" = 1
run list '{"p": "many/", "n": -1}'
holds "MaxItems below 0" '"error":"States.ItemReaderFailed","cause":"field MaxItems must be positive"' got
run list '{"p": "none/", "n": 0}'
gives "an empty listing" '[]'
flow flat '"ItemReader": {'"$list"', "ReaderConfig": {"InputType": "JSONL", "Transformation": "LOAD_AND_FLATTEN"},
  "Parameters": {"Bucket": "in", "Prefix.$": "$.p"}},'"$shown"
run flat '{"p": "many/"}'
gives "objects of a listing" '[{"a":{"is":"a"},"s":"S3://in/many/a"},{"a":{"is":"b"},"s":"S3://in/many/b"},{"a":{"is":"c/d"},"s":"S3://in/many/c/d"}]'
run flat '{"p": "none/"}'
gives "none of them" '[]'
mkdir -p far/s3/in/pages
python3 -c 'for i in range(1203): open("far/s3/in/pages/%04d" % i, "w").write("%d\n" % i)'
: >log
run flat '{"p": "pages/1"}'
check "more than a page's objects, in their order" test "$(grep -o '"a":[0-9]*' got | head -n 3 | tr '\n' ,)" = '"a":1000,"a":1001,"a":1002,'
run list '{"p": "pages/", "n": 0}'
check "all pages of a listing" test "$(grep -o '"Key"' got | wc -l)" = 1203
check "which are two" test "$(grep -c 'GET /in?.*prefix=pages%2F\(&\|$\| \)' log)" = 2

echo '{"sourceBucket":"in","destinationBucket":"arn:aws:s3:::in","fileFormat":"CSV","fileSchema":"Bucket, Key","files":[{"key":"inv1.csv"},{"key":"inv2.csv"}]}' >far/s3/in/manifest.json
printf '"in","x"\n' >far/s3/in/inv1.csv
printf '"in","y"\n' >far/s3/in/inv2.csv
flow manifest '"ItemReader": {'"$read"', "ReaderConfig": {"InputType": "MANIFEST"}, "Parameters": {"Bucket": "in", "Key": "manifest.json"}},'"$shown"
run manifest '{}'
gives "an inventory" '[{"a":{"Bucket":"in","Key":"x"},"s":"S3://in/inv1.csv"},{"a":{"Bucket":"in","Key":"y"},"s":"S3://in/inv2.csv"}]'
printf '"s3://in/rows.jsonl"\ns3://in/many/a\n' >far/s3/in/athena.csv
flow athena '"ItemReader": {'"$read"', "ReaderConfig": {"InputType": "MANIFEST", "ManifestType": "ATHENA_DATA"},
  "Parameters": {"Bucket": "in", "Key": "athena.csv"}},'"$shown"
run athena '{}'
gives "Athena's manifest" '[{"a":1,"s":"S3://in/rows.jsonl"},{"a":{"a":2},"s":"S3://in/rows.jsonl"},{"a":{"is":"a"},"s":"S3://in/many/a"}]'

# ---- Objects of several blocks: the items stand in the second one

flow deep '"ItemReader": {'"$read"', "ReaderConfig": {"InputType": "JSON", "ItemsPointer": "/items"},
  "Parameters": {"Bucket": "in", "Key.$": "$.k"}},'
python3 -c 'open("far/s3/in/large.json", "w").write("{\"pad\":[" + "\"x\"," * 2300000 + "0],\"items\":[\"\u00e9\",2]}")'
cp far/s3/in/large.json far/s3/in/moved.json
cp far/s3/in/large.json far/s3/in/large-whole.json
cp far/s3/in/large.json far/s3/in/large-cut.json
: >log
run deep '{"k": "large.json"}'
gives "an object of two blocks" '["é",2]'
check "by two requests" test "$(grep -o 'bytes=[0-9-]*' log | tr '\n' ' ')" = 'bytes=0-8388607 bytes=8388608-16777215 '
run deep '{"k": "large-whole.json"}'
gives "an S3 that knows no ranges" '["é",2]'
run deep '{"k": "large-cut.json"}'
gives "a block is cut in the middle, and asked for again" '["é",2]'
run deep '{"k": "moved.json"}'
holds "it changes between its blocks" '"error":"States.ItemReaderFailed","cause":"At least one of the pre' got
holds "which S3 says" 'Status Code: 412' got

# ---- Faults

run json '{"k": "none"}'
holds "no such key" '"error":"States.ItemReaderFailed","cause":"The specified key does not exist. (Service: S3, Status Code: 404' got
sed 's/"Bucket": "in"/"Bucket": "no-such"/' json.asl.json >nobucket.asl.json
code "nobucket is built" 0 "$aslc" nobucket.asl.json -o nobucket -O0
run nobucket '{"k": "k"}'
holds "no such bucket" '"error":"States.ItemReaderFailed","cause":"The specified bucket does not exist (Service: S3, Status Code: 404' got
echo '[4]' >far/s3/in/busy.json
run json '{"k": "busy.json"}'
gives "503, 503, then 200" '[{"a":4,"s":"S3://in/busy.json"}]'
check "three requests" test "$(grep -c busy.json log)" = 3
echo '[5]' >far/s3/in/cut.json
run json '{"k": "cut.json"}'
gives "the connection ends within the object" '[{"a":5,"s":"S3://in/cut.json"}]'
AWS_ENDPOINT_URL_S3=http://127.0.0.1:1 ./json run '{"k": "k"}' >got 2>&1
holds "nobody is there" '"error":"States.ItemReaderFailed","cause":"Unable to execute HTTP request: Connect to 127.0.0.1:1' got
sed 's/"Bucket": "in"/&, "ExpectedBucketOwner": "999999999999"/' json.asl.json >owned.asl.json
code "owned is built" 0 "$aslc" owned.asl.json -o owned -O0
run owned '{"k": "list.json"}'
holds "another owner is expected" '"error":"States.ItemReaderFailed","cause":"Access Denied (Service: S3, Status Code: 403' got
sed 's/999999999999/123456789012/' owned.asl.json >mine.asl.json
code "mine is built" 0 "$aslc" mine.asl.json -o mine -O0
run mine '{"k": "list.json"}'
gives "the expected owner" '[{"a":1,"s":"S3://in/list.json"},{"a":{"a":2},"s":"S3://in/list.json"}]'
AWS_ENDPOINT_URL_S3=$far TMPDIR=$T/none ./json run '{"k": "list.json"}' >got 2>&1
holds "there is no place for it" '"cause":"No folder can be made in TMPDIR, or else in /tmp, for what is read: No such file or directory"' got
check "nothing is left of what was fetched" test -z "$(ls "$TMPDIR")"

# ---- Who is bound how

run json '{"k": "list.json"}' --local near
gives "--local: the embedded S3" '[{"a":9,"s":"S3://in/list.json"}]'
for bound in 'arn:aws:states:::s3:getObject' 'arn:aws:states:::aws-sdk:s3:*' 'state:Map' '*'; do
    run json '{"k": "list.json"}' --local near --task "$bound=aws"
    gives "--local, and $bound=aws" '[{"a":1,"s":"S3://in/list.json"},{"a":{"a":2},"s":"S3://in/list.json"}]'
done
./json run --local near '{"k": "list.json"}' >got 2>&1
gives "the embedded S3 without settings" '[{"a":9,"s":"S3://in/list.json"}]'
code "without the target aws" 0 "$aslc" --without=aws json.asl.json -o bare -O0
run bare '{"k": "list.json"}' --local near
gives "it has the embedded S3 alone" '[{"a":9,"s":"S3://in/list.json"}]'
cat >mock.json <<'JSON'
{"StateMachines": {"any": {"TestCases": {"one": {"Map": "M", "Item": "I"}}}},
 "MockedResponses": {"M": {"0-9": {"Return": [7]}}, "I": {"0-9": {"Return": 0}}}}
JSON
cat >bind.json <<'JSON'
{"arn:aws:states:::s3:getObject": "aws"}
JSON
run json '{"k": "list.json"}' --local near --mock mock.json#one
gives "with mocks nothing outside is read" '[{"a":9,"s":"S3://in/list.json"}]'
run json '{"k": "list.json"}' --local near --mock mock.json#one --tasks bind.json
gives "unless a binding says so" '[{"a":1,"s":"S3://in/list.json"},{"a":{"a":2},"s":"S3://in/list.json"}]'

# ---- What is written

put='"Resource": "arn:aws:states:::s3:putObject"'
flow export '"ResultWriter": {'"$put"', "Parameters": {"Bucket.$": "$.b", "Prefix": "p/"}}, "ItemsPath": "$.x",'
flow lines '"ResultWriter": {'"$put"', "WriterConfig": {"OutputType": "JSONL", "Transformation": "FLATTEN"},
  "Parameters": {"Bucket": "out", "Prefix": "p"}}, "ItemsPath": "$.x",'
manifest() { cat far/s3/out/p/*/manifest.json; }
run export '{"b": "out", "x": [1,2]}' --seed 5
holds "the result names the manifest" '"ResultWriterDetails":{"Bucket":"out","Key":"p/' got
cp got there
files=$(echo far/s3/out/p/*)
cp "$files/SUCCEEDED_0.json" there.file && cp "$files/manifest.json" there.manifest
mkdir -p near/s3/out
run export '{"b": "out", "x": [1,2]}' --seed 5 --local near
same "as with the embedded S3" got there
same "the file, likewise" "$(echo near/s3/out/p/*/SUCCEEDED_0.json)" there.file
same "the manifest, likewise" "$(echo near/s3/out/p/*/manifest.json)" there.manifest
rm -rf far/s3/out/p
run lines '{"x": [[1,2],{"a":"é"}]}'
check "lines, flattened" test "$(tr '\n' ' ' <"$(echo far/s3/out/p/*/SUCCEEDED_0.json)")" = '1 2 {"a":"é"} '
holds "their size" '"Size":15}' "$(echo far/s3/out/p/*/manifest.json)"
rm -rf far/s3/out/p
run lines '{"x": []}'
check "no result: the manifest names none" test "$(manifest | sed 's/.*"ResultFiles"://')" = '{"FAILED":[],"PENDING":[],"SUCCEEDED":[]}}'
: >log
run export '{"b": "no-such", "x": [1]}'
holds "no such bucket to write to" '"error":"States.ResultWriterFailed","cause":"The specified bucket does not exist (Service: S3, Status Code: 404' got
check "is seen before the work" test "$(wc -l <log)" = 1

# Items of 300 kB make more than one file where executions are stored.
rm -rf far/s3/out/p
flow big '"MaxConcurrency": 1, "ResultWriter": {'"$put"', "WriterConfig": {"Transformation": "COMPACT"}, "Parameters": {"Bucket": "out", "Prefix": "p"}},' \
    '"Item": {"Type": "Pass", "End": true}'
python3 -c 'print([[i, "x" * 90000] for i in range(7)])' | tr "'" '"' >big.json
AWS_ENDPOINT_URL_S3=$far ./big run --input-file big.json --limits none >got 2>&1
python3 - far/s3/out/p <<'PY' >all 2>&1
import glob, json, sys
folder = glob.glob(sys.argv[1] + "/*")[0]
manifest = json.load(open(folder + "/manifest.json"))
files = manifest["ResultFiles"]["SUCCEEDED"]
items = []
for i, f in enumerate(files):
    assert f["Key"].endswith("/SUCCEEDED_%d.json" % i), f
    text = open(sys.argv[1][:-1] + f["Key"], "rb").read()
    assert len(text) == f["Size"], f
    items += json.loads(text)
print(len(files) > 1, sorted(i[0] for i in items))
PY
check "several files hold all results once" grep -qx 'True \[0, 1, 2, 3, 4, 5, 6\]' all
cat all | grep -v True | head -3

# Too many fail: FAILED, and PENDING as well.
rm -rf far/s3/out/p
flow fails '"MaxConcurrency": 1, "ItemReader": {'"$read"', "ReaderConfig": {"InputType": "JSON"}, "Parameters": {"Bucket": "in", "Key": "three.json"}},
  "ResultWriter": {'"$put"', "Parameters": {"Bucket": "out", "Prefix": "p"}},' '"Item": {"Type": "Fail", "Error": "E"}'
echo '[1,2,3]' >far/s3/in/three.json
run fails '{}'
holds "too many fail" '"error":"States.ExceedToleratedFailureThreshold"' got
holds "what failed" '"Error":"E"' "$(echo far/s3/out/p/*/FAILED_0.json)"
check "what never began" test "$(sed 's/"InputDetails":{"Included":true},//g' far/s3/out/p/*/PENDING_0.json)" = '[{"Input":"2","Status":"PENDING"},{"Input":"3","Status":"PENDING"}]'
holds "the manifest names both" '"ResultFiles":{"FAILED":[{"Key":"p/' "$(echo far/s3/out/p/*/manifest.json)"
sed 's/"MaxConcurrency": 1/"ToleratedFailurePercentage": 50, &/' fails.asl.json >half.asl.json
code "half is built" 0 "$aslc" half.asl.json -o half -O0
run half '{}'
holds "a percentage of what is read" '"error":"States.ExceedToleratedFailureThreshold"' got

# ---- Restarts: what is fetched is fetched again, and has to be the same

task='"Item": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true}'
cat >work.sh <<'SH'
read -r item
echo "$item" >>done
while [ "$item" = 2 ] && [ ! -e go ]; do sleep 0.05; done
echo "$item"
SH
rm -rf far/s3/out/p
flow again '"MaxConcurrency": 1, "ItemReader": {'"$read"', "ReaderConfig": {"InputType": "JSON"}, "Parameters": {"Bucket": "in", "Key.$": "$.k"}},
  "ResultWriter": {'"$put"', "WriterConfig": {"OutputType": "JSONL", "Transformation": "COMPACT"}, "Parameters": {"Bucket": "out", "Prefix": "p"}},' "$task"
unset ASL_DEBUG

# begin NAME KEY: runs until item 2 is under way, or nothing more can happen, and is killed.
begin() {
    rm -f go done
    AWS_ENDPOINT_URL_S3=$far ./again run "{\"k\": \"$2\"}" --store "sqlite:$1.db" --name "$1" --task 'f=exec:sh work.sh' >killed 2>&1 &
    killed=$!
}
kill_it() {
    kill -KILL $killed
    wait $killed 2>/dev/null
}
until_done() {
    for _ in $(seq 100); do
        ! grep -qsx "$1" done || break
        sleep 0.05
    done
}
resume() {
    AWS_ENDPOINT_URL_S3=$far timeout 60 ./again run "{\"k\": \"$2\"}" --store "sqlite:$1.db" --name "$1" --task 'f=exec:sh work.sh' >got 2>&1
}
cp far/s3/in/three.json far/s3/in/other.json
begin same three.json
until_done 2
kill_it
touch go
resume same three.json
holds "it goes on" '"ResultWriterDetails"' got
check "each result is there once" test "$(cat far/s3/out/p/*/SUCCEEDED_*.json | tr '\n' ' ')" = '1 2 3 '
check "an item that had succeeded is not done again" test "$(tr '\n' ' ' <done)" = '1 2 2 3 '
begin other other.json
until_done 2
kill_it
echo '[1,2,3,4]' >far/s3/in/other.json
touch go
resume other other.json
holds "what is read has become something else" '"error":"States.ItemReaderFailed","cause":"What the ItemReader reads from S3 is not what it was when the Map Run began."' got
cp far/s3/in/three.json far/s3/in/held.json
rm -rf far/s3/out/p
: >log
begin held held.json
for _ in $(seq 100); do
    ! grep -q held.json log || break
    sleep 0.05
done
kill_it
touch log.go go
resume held held.json
holds "it was killed while that was fetched" '"ResultWriterDetails"' got
check "and everything is there" test "$(cat far/s3/out/p/*/SUCCEEDED_*.json | tr '\n' ' ')" = '1 2 3 '

# Stopped while something is fetched.
rm -f log.go
cp far/s3/in/three.json far/s3/in/held-too.json
: >log
AWS_ENDPOINT_URL_S3=$far ./json run '{"k": "held-too.json"}' >got 2>&1 &
stopped=$!
for _ in $(seq 100); do
    ! grep -q held-too.json log || break
    sleep 0.05
done
kill -TERM $stopped
wait $stopped
check "SIGTERM while that is fetched" test $? != 0
check "leaves nothing behind" test -z "$(find "$TMPDIR" -name 'aslc-map*' -newer log)"
touch log.go

exec 9>&-
shut_door
finish
