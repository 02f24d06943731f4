#!/bin/sh
# Distributed Maps (tests/language.md, the chapter DM) as a user runs them: what is read from the embedded S3 and
# written to it, children as executions of their own, failures that are tolerated and those that are not. Every parked
# frame goes through bytes.
suite=distributed
. tests/tally.sh
. tests/got.sh
export ASL_DEBUG=frames
cd "$T" || exit 1
mkdir -p local/s3/b

# flow NAME MAP [STATES]: builds NAME of one distributed Map with these members, whose processor runs Item by Item; STATES
# are its states, a Pass if absent, and may come with a comma and what follows the Map.
flow() {
    item=${3:-'"Item": {"Type": "Pass", "End": true}'}
    cat >"$1.asl.json" <<JSON
{"StartAt": "Map", "States": {"Map": {"Type": "Map", "End": true, $2
 "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "${type:-STANDARD}"}, "StartAt": "Item",
  "States": {$item}}}${behind:-}}}
JSON
    code "$1 is built" 0 "$aslc" "$1.asl.json" -o "$1" -O0
}

# run NAME INPUT [OPTION...]: its answer, or its failure, in $T/got.
run() {
    program=$1 input=$2
    shift 2
    timeout 60 "./$program" run --virtual-time --local local --input "$input" "$@" >out 2>err
    cat out err >got
}

task='"Item": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true}'
cat >mock.json <<'JSON'
{"StateMachines": {"any": {"TestCases": {"two": {"Item": "Two"}, "one": {"Item": "One"}, "hang": {"Item": "Hang"}}}},
 "MockedResponses": {
  "Two": {"0": {"Return": 0}, "1-2": {"Throw": {"Error": "E", "Cause": "c"}}, "3-99": {"Return": 3}},
  "One": {"0": {"Return": 0}, "1": {"Throw": {"Error": "E"}}, "2-99": {"Return": 2}},
  "Hang": {"0": {"Throw": {"Error": "E"}}, "1": {"Pending": true}}}}
JSON

# ---- Items, and the executions that they become (X-07, X-08, X-11, DM-01, DM-04, DM-22)

flow plain '"Label": "lab",' '"Item": {"Type": "Pass", "Parameters": {"c.$": "$$"}, "End": true}'
run plain '[{"a": 1}]' --name mine --seed 1
gives "X-11: a child is an execution with its own name, input and machine" '[{"c":{"Execution":{"Id":"arn:aws:states:us-east-1:123456789012:execution:plain/lab:'"$(
    sed 's/.*"Name":"\([0-9a-f-]*\)","RoleArn.*/\1/' got)"'","Input":{"a":1},"Name":"'"$(sed 's/.*"Name":"\([0-9a-f-]*\)","RoleArn.*/\1/' got
    )"'","RoleArn":"arn:aws:iam::123456789012:role/plain","StartTime":"2025-01-01T00:00:00.000Z","RedriveCount":0},"StateMachine":{"Id":"arn:aws:states:us-east-1:123456789012:stateMachine:plain/lab","Name":"plain/lab"},"State":{"Name":"Item","EnteredTime":"2025-01-01T00:00:00.000Z"}}}]'
type=EXPRESS flow express '"Label": "lab",' '"Item": {"Type": "Pass", "OutputPath": "$$.Execution.Id", "End": true}'
run express '[1]'
holds "X-03: an express child" 'arn:aws:states:us-east-1:123456789012:express:express/lab:' got
flow unlabelled '' '"Item": {"Type": "Pass", "OutputPath": "$$.StateMachine.Name", "End": true}'
run unlabelled '[1]' --seed 1 && cp got first
run unlabelled '[1]' --seed 2
same "DM-04: a made-up label is the Map's own" first got
flow item '"ItemsPath": "$.x", "ItemSelector": {"i.$": "$$.Map.Item"},'
run item '{"x": [7]}'
gives "X-08: an item of the state's data" '[{"i":{"Index":0,"Value":7,"Source":"STATE_DATA"}}]'
run item '{"x": {"k": 7}}'
gives "MP-03: a member of an object" '[{"i":{"Index":0,"Key":"k","Value":7,"Source":"STATE_DATA"}}]'
run item '{"x": 3}'
holds "MP-04: no array" 'Reference path \"$.x\" must point to array.' got
flow bare ''
run bare '{"k": 7}'
gives "MP-03: a member without a selector" '[{"Key":"k","Value":7}]'
run bare '[]'
gives "MP-09: no items" '[]'
flow inside '' '"Item": {"Type": "Pass", "Parameters": {"i.$": "$$.Map.Item.Value"}, "End": true}'
run inside '[1]'
holds "X-07: a child is not an iteration" 'States.ExceedToleratedFailureThreshold' got
flow waits '"MaxConcurrency": 2,' '"Item": {"Type": "Wait", "Seconds": 10, "OutputPath": "$$.State.EnteredTime", "End": true}'
run waits '[1, 2, 3]'
gives "MaxConcurrency counts children" '["2025-01-01T00:00:00.000Z","2025-01-01T00:00:00.000Z","2025-01-01T00:00:10.000Z"]'
flow nested '"Label": "outer",' '"Item": {"Type": "Map", "Label": "inner", "End": true, "ItemProcessor": {"ProcessorConfig":
 {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "In", "States": {"In": {"Type": "Pass", "Parameters":
 {"m.$": "$$.StateMachine.Name", "i.$": "$"}, "End": true}}}}'
run nested '[[1, 2], [3]]'
gives "a Map Run in a Map Run" '[[{"i":1,"m":"nested/outer/inner"},{"i":2,"m":"nested/outer/inner"}],[{"i":3,"m":"nested/outer/inner"}]]'

# ---- Batches (DM-13)

flow batch '"ItemBatcher": {"MaxItemsPerBatch": 2, "BatchInput": {"n.$": "$[0]"}}, "ItemSelector": {"i.$": "$$.Map.Item.Index"},'
run batch '[5, 6, 7]'
gives "DM-13: by count" '[{"BatchInput":{"n":5},"Items":[{"i":0},{"i":1}]},{"BatchInput":{"n":5},"Items":[{"i":2}]}]'
flow bytes '"ItemBatcher": {"MaxInputBytesPerBatchPath": "$.most"}, "ItemsPath": "$.x",'
run bytes '{"most": 29, "x": ["aaaaaa", "bbbbbb", "c", "dd"]}'
gives "DM-13: by bytes" '[{"Items":["aaaaaa","bbbbbb"]},{"Items":["c","dd"]}]'
run bytes '{"most": 28, "x": ["aaaaaa", "bbbbbb", "c", "dd"]}'
gives "DM-13: one byte less" '[{"Items":["aaaaaa"]},{"Items":["bbbbbb","c"]},{"Items":["dd"]}]'
run bytes '{"most": 10, "x": ["aaaaaa"]}'
holds "an item that fits into no batch" 'States.DataLimitExceeded' got
run bytes '{"most": "no", "x": []}'
holds "DM-13: no number" 'The MaxInputBytesPerBatchPath field refers to value \"no\" which is not a valid integer: $.most' got
run bytes '{"most": 0, "x": []}'
holds "DM-13: 0" 'MaxInputBytesPerBatch must be positive.' got

# ---- Failures (MP-11, DM-17, DM-18, K-03)

flow count '"ToleratedFailureCountPath": "$.n", "ItemsPath": "$.x", "MaxConcurrency": 1,' "$task"
run count '{"n": 2, "x": [1, 2, 3, 4]}' --mock mock.json#two
gives "DM-18: tolerated failures leave no result" '[0,3]'
run count '{"n": "2", "x": [1, 2, 3, 4]}' --mock mock.json#two
gives "MP-11: a numeric string" '[0,3]'
run count '{"n": 1, "x": [1, 2, 3, 4]}' --mock mock.json#two
gives "DM-17: one too many" '{"error":"States.ExceedToleratedFailureThreshold","cause":"The specified tolerated failure threshold was exceeded"}'
run count '{"n": 1.5, "x": []}' --mock mock.json#two
holds "MP-11: no integer" 'The ToleratedFailureCountPath field refers to value \"1.5\" which is not a valid integer: $.n' got
run count '{"n": -1, "x": []}' --mock mock.json#two
holds "MP-11: negative" 'ToleratedFailureCount cannot be negative.' got
flow percent '"ToleratedFailurePercentagePath": "$.n", "ItemsPath": "$.x",' "$task"
run percent '{"n": 50, "x": [1, 2, 3, 4]}' --mock mock.json#two
gives "MP-11: exactly the percentage" '[0,3]'
run percent '{"n": 49.9, "x": [1, 2, 3, 4]}' --mock mock.json#two
holds "MP-11: a little less" 'States.ExceedToleratedFailureThreshold' got
run percent '{"n": "x", "x": []}' --mock mock.json#two
holds "MP-11, H-60: no float" 'The ToleratedFailurePercentagePath field refers to value \"x\" which is not a valid float: $.n' got
run percent '{"n": -0.1, "x": []}' --mock mock.json#two
holds "MP-11: below 0" 'ToleratedFailurePercentage must be between 0 and 100.' got
run percent '{"n": 100.1, "x": []}' --mock mock.json#two
holds "MP-11: over 100" 'ToleratedFailurePercentage must be between 0 and 100.' got
flow both '"ToleratedFailurePercentage": 100, "ToleratedFailureCount": 1,' "$task"
run both '[1, 2, 3, 4]' --mock mock.json#two
holds "MP-11: either is enough, the count" 'States.ExceedToleratedFailureThreshold' got
flow other '"ToleratedFailurePercentage": 49.9, "ToleratedFailureCount": 4,' "$task"
run other '[1, 2, 3, 4]' --mock mock.json#two
holds "MP-11: either is enough, the percentage" 'States.ExceedToleratedFailureThreshold' got
flow none '"ToleratedFailurePercentage": 100, "ToleratedFailureCountPath": "$[0]",' "$task"
run none '[0, 2, 3, 4]' --mock mock.json#one
holds "MP-11: a count of 0 counts too" 'States.ExceedToleratedFailureThreshold' got
flow items '"ToleratedFailureCount": 1, "ItemBatcher": {"MaxItemsPerBatch": 2}, "MaxConcurrency": 1,' "$task"
run items '[1, 2, 3, 4]' --mock mock.json#one
holds "a failed batch counts all its items" 'States.ExceedToleratedFailureThreshold' got
flow retried '"Retry": [{"ErrorEquals": ["States.ExceedToleratedFailureThreshold"], "MaxAttempts": 1}], "MaxConcurrency": 1,' "$task"
run retried '[1, 2]' --mock mock.json#one --history h.json
gives "K-03: a retried Map counts on" '[2,2]'
holds "H-45: the retry follows MapRunFailed" '"MapStateStarted","id":6,"previousEventId":5' h.json
behind=', "Next": {"Type": "Pass", "Parameters": {"at.$": "$$.State.EnteredTime", "e.$": "$.Error"}, "End": true}' \
    flow standard '"Catch": [{"ErrorEquals": ["States.TaskFailed"], "Next": "Next"}],' \
    '"Item": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericEquals": 1, "Next": "F"}], "Default": "W"},
     "F": {"Type": "Fail"}, "W": {"Type": "Wait", "Seconds": 50, "End": true}'
run standard '[0, 1]'
gives "DM-17: the others are stopped" '{"at":"2025-01-01T00:00:00.000Z","e":"States.ExceedToleratedFailureThreshold"}'
sed 's/"STANDARD"/"EXPRESS"/' standard.asl.json >outlast.asl.json
code "outlast is built" 0 "$aslc" outlast.asl.json -o outlast -O0
run outlast '[0, 1]'
gives "express children are waited for" '{"at":"2025-01-01T00:00:50.000Z","e":"States.ExceedToleratedFailureThreshold"}'
flow fatal '"ToleratedFailureCount": 1,' '"Item": {"Type": "Pass", "InputPath": "$.none", "End": true}'
run fatal '[1, {"none": 2}]'
gives "States.Runtime in a child is the child's own" '[2]'
flow selector '"ItemSelector": {"x.$": "$.none"},'
run selector '[1]' --history h.json
holds "a selector's failure ends the execution" '"error":"States.Runtime"' got
check "... and no catcher's MapStateFailed stands there (H-48)" sh -c '! grep -q MapStateFailed h.json'
type=EXPRESS flow late '"ToleratedFailureCount": 9,' '"Item": {"Type": "Wait", "Seconds": 1000, "End": true}'
run late '[1]' --history h.json
gives "Q-02: an express child has five minutes" '[]'
check "... and then it is over" grep -q '"timestamp":1735689900' h.json

# ---- ItemReader (DM-05 .. DM-12, DM-19, MP-18)

reader() {
    printf '"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket.$": "$.b", "Key": "%s"}, "ReaderConfig": {%s}},' "$1" "$2"
}
printf '{"a":1}\n{"a":2}\n{"a":3}\n' >local/s3/b/x.jsonl
flow lines "$(reader x.jsonl '"InputType": "JSONL", "MaxItemsPath": "$.n"') \"ItemsPath\": \"\$.nothing\", \"MaxConcurrency\": 1,
 \"ItemSelector\": {\"v.\$\": \"\$\$.Map.Item.Value.a\", \"s.\$\": \"\$\$.Map.Item.Source\"},"
run lines '{"b": "b", "n": "2"}' --history h.json
gives "MP-18, DM-10, X-08: two lines" '[{"s":"S3://b/x.jsonl","v":1},{"s":"S3://b/x.jsonl","v":2}]'
holds "DM-03: a dataset has length 0" '"mapStateStartedEventDetails":{"length":0}' h.json
run lines '{"b": "b", "n": "+02"}' && cp got first
run lines '{"b": "b", "n": 2}'
same "DM-12: text is read as Java reads a long" first got
for text in '' ' 2' '2 ' + 0x2 2.0 2e0 9223372036854775808; do
    run lines '{"b": "b", "n": "'"$text"'"}'
    holds "DM-12: no integer: $text" 'The MaxItemsPath field refers to value \"'"$text"'\" which is not a valid integer: $.n' got
done
run lines '{"b": "b", "n": "-01"}'
holds "DM-12: negative text" 'field MaxItems must be positive' got
run lines '{"b": "b", "n": 0}'
holds "DM-12: 0 is all" '"v":3' got
run lines '{"b": "b", "n": 1000000000000}'
holds "DM-12: more than there may be" '"v":3' got
run lines '{"b": "b", "n": 1.5}' --history h.json
holds "DM-12, H-60: no integer" 'The MaxItemsPath field refers to value \"1.5\" which is not a valid integer: $.n' got
check "H-49: it comes behind MapStateStarted" grep -q '"ExecutionFailed","id":4,"previousEventId":3' h.json
run lines '{"b": "b", "n": -1}'
gives "DM-12: negative" '{"error":"States.ItemReaderFailed","cause":"field MaxItems must be positive"}'
run lines '{"b": "none", "n": 0}'
gives "DM-19: no bucket" '{"error":"States.ItemReaderFailed","cause":"The specified bucket does not exist (Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket): there is no folder local/s3/none; --local DIR has its buckets in DIR/s3"}'
rm local/s3/b/x.jsonl
run lines '{"b": "b", "n": 0}'
gives "DM-19: no object" '{"error":"States.ItemReaderFailed","cause":"The specified key does not exist. (Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey)"}'
printf '1\n2\nthree\n' >local/s3/b/bad.jsonl
behind=', "Next": {"Type": "Pass", "End": true}' \
    flow broken "$(reader bad.jsonl '"InputType": "JSONL"') \"MaxConcurrency\": 1, \"Catch\": [{\"ErrorEquals\": [\"States.ItemReaderFailed\"], \"Next\": \"Next\"}],"
run broken '{"b": "b"}'
gives "DM-19: a broken line is caught" '{"Error":"States.ItemReaderFailed","Cause":"S3://b/bad.jsonl is not valid JSON before byte 10: a value is expected"}'
awk 'BEGIN { printf "\"%0262142d\"\n", 1 }' >local/s3/b/wide.jsonl
behind=', "Next": {"Type": "Pass", "End": true}' \
    flow wide "$(reader wide.jsonl '"InputType": "JSONL"') \"ItemSelector\": {\"i.\$\": \"\$\$.Map.Item.Index\"}, \"Catch\": [{\"ErrorEquals\": [\"States.ALL\"], \"Next\": \"Next\"}],"
run wide '{"b": "b"}'
gives "Q-13: an item as large as an input may be" '[{"i":0}]'
awk 'BEGIN { printf "\"%0262143d\"\n", 1 }' >local/s3/b/wide.jsonl
run wide '{"b": "b"}'
gives "Q-13: one byte more is caught" '{"Error":"States.ItemReaderFailed","Cause":"An item of the dataset has more than 262144 bytes."}'
run wide '{"b": "b"}' --limits none
gives "Q-13: without limits" '[{"i":0}]'
printf 'a,b\n1,"x\ny"\n2\n' >local/s3/b/x.csv
flow rows "$(reader x.csv '"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"') \"MaxConcurrency\": 1,"
run rows '{"b": "b"}'
gives "DM-08: rows" '[{"a":"1","b":"x\ny"},{"a":"2","b":""}]'
printf 'a,a\n1,2\n' >local/s3/b/x.csv
run rows '{"b": "b"}'
gives "DM-08: one header twice" '{"error":"States.ItemReaderFailed","cause":"CSV headers cannot contain duplicates."}'
printf '{"x": {"p": 1, "q": [2]}, "s": 3}' >local/s3/b/x.json
flow pointed "$(reader x.json '"InputType": "JSON", "ItemsPointer": "/x"') \"MaxConcurrency\": 1,"
run pointed '{"b": "b"}'
gives "DM-09: an object's members" '[{"Key":"p","Value":1},{"Key":"q","Value":[2]}]'
flow scalar "$(reader x.json '"InputType": "JSON", "ItemsPointer": "/s"')"
run scalar '{"b": "b"}'
gives "DM-09: nothing to walk over" '{"error":"States.ItemReaderFailed","cause":"Attempting to map over non-iterable node."}'
mkdir -p local/s3/b/in
printf 1 >local/s3/b/in/1
printf 22 >local/s3/b/in/2
flow listed '"ItemReader": {"Resource": "arn:aws:states:::s3:listObjectsV2", "Parameters": {"Bucket": "b", "Prefix": "in/"}},
 "ItemSelector": {"k.$": "$$.Map.Item.Value.Key", "n.$": "$$.Map.Item.Value.Size", "s.$": "$$.Map.Item.Source"}, "MaxConcurrency": 1,'
run listed '{}'
gives "DM-11: objects" '[{"s":"S3://b","k":"in/1","n":1},{"s":"S3://b","k":"in/2","n":2}]'
seq 1 100 >local/s3/b/n.jsonl
flow share "$(reader n.jsonl '"InputType": "JSONL"') \"MaxConcurrency\": 1, \"ToleratedFailurePercentagePath\": \"\$.n\", \"ResultSelector\": {\"n.\$\": \"States.ArrayLength(\$)\"}," "$task"
run share '{"b": "b", "n": 2}' --mock mock.json#two
gives "MP-11: a percentage of a dataset" '{"n":98}'
run share '{"b": "b", "n": 1.9}' --mock mock.json#two
holds "MP-11: a percentage that is passed early" 'States.ExceedToleratedFailureThreshold' got

# ---- ResultWriter (DM-14 .. DM-16, DM-19)

writer() {
    printf '"ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "out", "Prefix": "p/"}%s},' "$1"
}
flow export "$(writer '') \"Label\": \"lab\","
run export '["a"]' --history h.json
id=$(sed 's/.*lab:\([0-9a-f-]*\)".*/\1/' got)
gives "DM-15: the state's result" '{"MapRunArn":"arn:aws:states:us-east-1:123456789012:mapRun:export/lab:'"$id"'","ResultWriterDetails":{"Bucket":"out","Key":"p/'"$id"'/manifest.json"}}'
child=$(sed 's/.*"Name":"\([0-9a-f-]*\)".*/\1/' "local/s3/out/p/$id/SUCCEEDED_0.json")
cp "local/s3/out/p/$id/SUCCEEDED_0.json" got
gives "DM-15: the record of a success" '[{"ExecutionArn":"arn:aws:states:us-east-1:123456789012:execution:export/lab:'"$child"'","Input":"\"a\"","InputDetails":{"Included":true},"Name":"'"$child"'","Output":"\"a\"","OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven","StartDate":"2025-01-01T00:00:00.000Z","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:export/lab","Status":"SUCCEEDED","StopDate":"2025-01-01T00:00:00.000Z"}]'
size=$(wc -c <got)
cp "local/s3/out/p/$id/manifest.json" got
gives "DM-15: the manifest" '{"DestinationBucket":"out","MapRunArn":"arn:aws:states:us-east-1:123456789012:mapRun:export/lab:'"$id"'","ResultFiles":{"FAILED":[],"PENDING":[],"SUCCEEDED":[{"Key":"p/'"$id"'/SUCCEEDED_0.json","Size":'"$size"'}]}}'
cp "local/s3/out/p/$id/SUCCEEDED_0.json" before
run export '["b"]'
check "another run with the same ids leaves the first one's files alone" cmp -s "local/s3/out/p/$id/SUCCEEDED_0.json" before
second=$(sed 's/.*lab:\([0-9a-f-]*\)".*/\1/' got)
holds "... and has a folder of its own" '\"b\"' "local/s3/out/p/$second/SUCCEEDED_0.json"
flow stopped "$(writer '') \"ToleratedFailureCount\": 0, \"MaxConcurrency\": 2," "$task"
rm -r local/s3/out
run stopped '[1, 2, 3, 4]' --mock mock.json#hang
holds "DM-17 with an export" 'States.ExceedToleratedFailureThreshold' got
cat local/s3/out/p/*/FAILED_0.json >failed
holds "DM-15: the child that failed" '[{"Error":"E","ExecutionArn"' failed
holds "DM-15: its record" '"OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"REDRIVABLE_BY_MAP_RUN","StartDate"' failed
holds "DM-15: the child that was stopped" '"Status":"ABORTED"' failed
cat local/s3/out/p/*/PENDING_0.json >got
gives "DM-15: what never began" '[{"Input":"3","InputDetails":{"Included":true},"Status":"PENDING"},{"Input":"4","InputDetails":{"Included":true},"Status":"PENDING"}]'
folder=$(cd local/s3/out && echo p/*)
holds "DM-15: the manifest of a run that failed" '"ResultFiles":{"FAILED":[{"Key":"'"$folder"'/FAILED_0.json","Size":'"$(wc -c <failed)"'}],"PENDING":[{"Key":"'"$folder"'/PENDING_0.json","Size":'"$(wc -c <got)"'}],"SUCCEEDED":[]}}' "local/s3/out/$folder/manifest.json"
flow unprefixed '"ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "bare"}},'
run unprefixed '[1]'
id=$(cd local/s3/bare && echo *)
holds "DM-15: without a prefix" '"Key":"'"$id"'/manifest.json"' got
holds "DM-15: without a prefix, the files" '"SUCCEEDED":[{"Key":"'"$id"'/SUCCEEDED_0.json"' "local/s3/bare/$id/manifest.json"
rm -r local/s3/bare
flow shaped "$(writer ', "WriterConfig": {"Transformation": "FLATTEN", "OutputType": "JSONL"}')"
rm -r local/s3/out
run shaped '[1, [2, 3], []]'
cat local/s3/out/p/*/SUCCEEDED_0.json >got
gives "DM-14: flat lines" "$(printf '1\n2\n3')"
for shape in 'FLATTEN [1,2,3]' 'COMPACT [1,[2,3],[]]'; do
    flow preview '"ResultWriter": {"WriterConfig": {"OutputType": "JSON", "Transformation": "'"${shape% *}"'"}},'
    run preview '[1, [2, 3], []]'
    gives "DM-16: ${shape% *} alone" "${shape#* }"
done
flow described '"ResultWriter": {"WriterConfig": {"OutputType": "JSON", "Transformation": "NONE"}}, "Label": "l",'
run described '[1]'
holds "DM-16: NONE alone" '[{"ExecutionArn":"arn:aws:states:us-east-1:123456789012:execution:described/l:' got
rm -r local/s3/out
: >local/s3/out
run export '["a"]' --history h.json
holds "DM-19: nowhere to write" '{"error":"States.ResultWriterFailed","cause":"' got
check "DM-19: the events of it" grep -q '"MapStateFailed","id":6,"previousEventId":5' h.json
rm local/s3/out

# ---- Large data: a file in bounded memory, and results beyond the limit of a payload

awk 'BEGIN { for (i = 0; i < 300000; i++) printf "{\"id\":%d,\"text\":\"%0100d\"}\n", i, i }' >local/s3/b/large.jsonl
unset ASL_DEBUG
flow large "$(reader large.jsonl '"InputType": "JSONL"') $(writer ', "WriterConfig": {"Transformation": "COMPACT", "OutputType": "JSONL"}')" \
    '"Item": {"Type": "Pass", "OutputPath": "$.id", "End": true}'
bound="ulimit -v 100000"
! is_sanitized || bound=:
code "a large file" 0 sh -c "$bound && ./large --virtual-time --local local '{\"b\": \"b\"}'"
check "all of it" test "$(cat local/s3/out/p/*/SUCCEEDED_0.json | wc -l)" = 300000
flow heavy "$(reader large.jsonl '"InputType": "JSONL", "MaxItems": 3000')"
run heavy '{"b": "b"}'
holds "TK-09: results that are too large" '{"error":"States.DataLimitExceeded","cause":"The state/task '"'Map'"' returned a result' got
run heavy '{"b": "b"}' --limits none
check "no limits, no failure" test "$(head -c 9 got)" = '[{"id":0,'
awk 'BEGIN { printf "\"%0262135d\"\n", 0 }' >local/s3/b/most.jsonl
awk 'BEGIN { printf "\"%0262136d\"\n", 0 }' >local/s3/b/more.jsonl
for file in most more; do
    flow "$file" "$(reader "$file.jsonl" '"InputType": "JSONL"') \"ItemSelector\": {\"it.\$\": \"\$\$.Map.Item.Value\"}," \
        '"Item": {"Type": "Pass", "OutputPath": null, "End": true}'
    run "$file" '{"b": "b"}'
    case $file in
    most) gives "DM-01, Q-01: the largest input of a child" '[{}]' ;;
    *) holds "DM-01, Q-01: one byte more" '"error":"States.DataLimitExceeded","cause":"The state/task '"'Map'"' returned' got ;;
    esac
done
awk 'BEGIN { for (i = 0; i < 3; i++) printf "\"%0130000d\"\n", i }' >local/s3/b/third.jsonl
count='"Item": {"Type": "Pass", "Parameters": {"n.$": "States.ArrayLength($.Items)"}, "OutputPath": "$.n", "End": true}'
flow most_bytes "$(reader third.jsonl '"InputType": "JSONL"') \"ItemBatcher\": {\"MaxItemsPerBatch\": 3}," "$count"
run most_bytes '{"b": "b"}'
gives "DM-13: no batch is larger than an input may be" '[2,1]'
flow path_bytes "$(reader third.jsonl '"InputType": "JSONL"') \"ItemBatcher\": {\"MaxInputBytesPerBatchPath\": \"\$.most\"}," "$count"
run path_bytes '{"b": "b", "most": 1000000}'
gives "DM-13: whatever the path says" '[2,1]'
for name in States.ALL States.TaskFailed States.DataLimitExceeded; do
    behind=', "Next": {"Type": "Pass", "Result": "caught", "End": true}' \
        flow "$name" "$(reader large.jsonl '"InputType": "JSONL", "MaxItems": 3000') \"Catch\": [{\"ErrorEquals\": [\"$name\"], \"Next\": \"Next\"}],"
    run "$name" '{"b": "b"}'
    case $name in
    States.DataLimitExceeded) gives "E-08: its name takes it" '"caught"' ;;
    *) holds "E-08: $name does not take a Map's own payload" '{"error":"States.DataLimitExceeded"' got ;;
    esac
done

# ---- Where the embedded services live without --local

mkdir state home
XDG_STATE_HOME=$T/state ./export --virtual-time '["a"]' >out 2>err
check "XDG_STATE_HOME" test -d state/export/s3/out/p
env -u XDG_STATE_HOME HOME="$T/home" ./export --virtual-time '["a"]' >out 2>err
check "HOME" test -d home/.local/state/export/s3/out/p
env -u XDG_STATE_HOME -u HOME ./export --virtual-time '["a"]' >out 2>err
holds "neither" 'States.ResultWriterFailed' err

# ---- An inline Map has none of this (MP-16), and is linked without it

flow inline "$(reader x.json '"InputType": "JSON"')"
sed 's/"DISTRIBUTED", "ExecutionType": "STANDARD"/"INLINE"/' inline.asl.json >plainly.asl.json
code "plainly is built" 0 "$aslc" plainly.asl.json -o plainly -O0
run plainly '{"b": "b"}'
holds "MP-16" 'The ItemReader, ItemBatcher and ResultWriter fields are not supported for INLINE maps' got
cd "$root" || exit 1
code "samples/order is built" 0 "$aslc" -g samples/order/order.asl.json samples/order/order.c -o "$T/order"
code "export is built with symbols" 0 "$aslc" -g "$T/export.asl.json" -o "$T/export"
for program in order export; do
    nm "$T/$program" | awk '{ print $NF }' >"$T/$program.symbols"
done
grep -E '^(dataset_|s3_|mapwriter_put|asl_await_map_run)' "$T/export.symbols" >"$T/its"
check "it is linked where a Map is distributed" test "$(wc -l <"$T/its")" -gt 4
check "it is not linked where none is" sh -c "grep -q '^asl_main$' '$T/order.symbols' && ! grep -qxFf '$T/its' '$T/order.symbols'"
finish
