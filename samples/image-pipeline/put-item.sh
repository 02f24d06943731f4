#!/bin/sh
# Stands in for DynamoDB: appends what it is given to the file that IMAGES names, if it names one.
cat >>"${IMAGES:-/dev/null}"
echo '{}'
