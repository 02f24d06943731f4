#!/bin/sh
# Stands for the person in tests: says yes to whatever is not a yacht.
if grep -q yacht; then
    echo '{"errorType": "Refused", "errorMessage": "not this year"}'
    exit 1
fi
echo '{"by": "May"}'
