#!/bin/sh
# Beside others, from npm. The embedded DynamoDB beside dynalite, a DynamoDB in Node: the requests of tests/dynamo/*.txt to
# both, over HTTP. What may differ is in tests/dynamo/differences, with the reason. And JSONata beside jsonata 2.0.6, which is what
# AWS runs: the expressions of tests/roundtrip and random ones.
suite=beside
. tests/tally.sh
. tests/peers.sh

if have_dynalite; then
    printf '%s%s\n' '{"StartAt": "Get", "States": {"Get": {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:getItem",' \
        ' "Parameters": {"TableName": "people", "Key": {"id": {"S": "1"}}}, "End": true}}}' >"$T/get.asl.json"
    code "build" 0 "$aslc" "$T/get.asl.json" -o "$T/get"
    code "beside dynalite" 0 node tests/dynamo/beside.js "$T/get" "$dynalite" \
        tests/dynamo/differences tests/dynamo/*.txt
    grep -v '^same ' "$T/out" | head -60
    tail -1 "$T/out"
    same=$(sed -n 's/^same \([0-9]*\) .*/\1/p' "$T/out") wrong=$(sed -n 's/.* wrong \([0-9]*\)$/\1/p' "$T/out")
    check "at least 600 answers are the same" test "${same:-0}" -ge 600
    check "no answer differs without a reason" test "${wrong:-1}" = 0
    check "each reason is needed" sh -c "! grep -q '^not needed' '$T/out'"
else
    skip dynalite
fi

if installed jsonata 2.0.6; then
    "$B/roundtrip/generate" 2 0 2000 >"$T/random.jsonl"
    code "beside jsonata" 0 node tests/roundtrip/beside.js "$B/roundtrip/roundtrip" "$peers/node_modules/jsonata" \
        tests/roundtrip/expressions.jsonl "$T/random.jsonl"
    cat "$T/out"
else
    skip jsonata
fi
finish
