#!/bin/sh
# botocore, the library below AWS's own command line, judges 500 random requests to 54 services of all five protocols: it
# signs them, builds the same ones out of the same parameters, and reads the same answers (tests/aws/judge.py; I-15).
suite=botocore
. tests/tally.sh

python=/usr/bin/python3
if ! $python -c 'import botocore' 2>/dev/null; then
    skip boto3
    finish
    exit
fi
code "definition" 0 $python tests/aws/judge.py definition
cp "$T/out" "$T/calls.asl.json"
code "builds" 0 "$aslc" -O0 "$T/calls.asl.json" -o "$T/calls"
code "500 requests and answers" 0 $python tests/aws/judge.py judge "$T/calls" 500 "${SEED:-1}"
check "all of them are right" grep -qx '500 of 500 right' "$T/out"
cut -c 1-500 "$T/out" | grep -v ' right$' | head -5
finish
