#!/bin/sh
# Stands in for the Lambda function: answers with the address that it would have called.
sed 's/.*"url":"\([^"]*\)".*/{"status": 200, "body": "This would have called \1."}/'
