#!/bin/sh
# Stands in for DynamoDB: appends what it is given to the file that RESULTS names, if it names one.
cat >>"${RESULTS:-/dev/null}"
echo '{}'
