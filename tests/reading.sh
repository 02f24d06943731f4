#!/bin/sh
# How texts that people write are read: byte order marks, substitutions, YAML's words, words without quotes in filters.
suite=reading
. tests/tally.sh
cd "$T" || exit 1

# gives NAME WANTED COMMAND...: its output is that one line, and its exit code 0.
gives() {
    gives_name=$1
    printf '%s\n' "$2" >wanted
    shift 2
    code "$gives_name" 0 "$@"
    same "$gives_name" wanted "$T/out"
}

# ---- A byte order mark in front is passed over, wherever a person's editor may have left one.

# marked FILE TEXT
marked() {
    printf '\357\273\277%s\n' "$2" >"$1"
}

resource=arn:aws:lambda:us-east-1:123456789012:function:do
marked do.asl.json '{"StartAt": "Do", "States": {"Do": {"Type": "Task", "Resource": "'$resource'", "End": true}}}'
marked do.asl.yaml '{StartAt: Do, States: {Do: {Type: Pass, End: true}}}'
marked input.json '{"a": 1}'
marked tasks.json '{"do": "exec:cat"}'
marked mock.json '{"StateMachines": {"do": {"TestCases": {"case": {"Do": "ok"}}}}, "MockedResponses": {"ok": {"0": {"Return": 7}}}}'
code "mark: a definition" 0 "$aslc" do.asl.json -o do
code "mark: YAML" 0 "$aslc" --check do.asl.yaml
code "mark: aslc --tasks" 0 "$aslc" --tasks tasks.json do.asl.json -o baked
gives "mark: --input-file" '{"a":1}' ./baked run --input-file input.json
gives "mark: --input" '{"a":1}' ./baked run --input "$(cat input.json)"
gives "mark: --tasks of a run" '{"a":1}' ./do run --tasks tasks.json --input '{"a": 1}'
gives "mark: --mock" 7 ./do run --mock mock.json#case
printf '\357\273\277{"n": 1}\n{"n": 2}\n' >lines
printf '{"n":1}\n{"n":2}\n' >wanted
./baked batch <lines >got 2>err
check "mark: the first line of batch" cmp -s wanted got
gives "mark: --eval" 1 "$aslc" --eval=jsonpath '$.a' --input-file input.json
gives "mark: --context" 1 "$aslc" --eval=jsonpath '$$.a' --context input.json
gives "mark: --bindings" 1 "$aslc" --eval=jsonpath '$a' --bindings input.json
printf '\357\273\277' >only
code "mark: nothing but it is no input" 2 ./baked run --input-file only

finish
