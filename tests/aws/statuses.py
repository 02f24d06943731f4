#!/usr/bin/env python3
"""Compare the statuses of HTTP with which the embedded services answer errors with those of AWS's models.

    statuses.py DATA      prints a line for each error that has another; DATA as for tables.py

A service names its errors in the sources of its folders; one that is not the usual 400 stands in a table there, with its
status behind it.
"""
import glob
import gzip
import json
import os
import re
import sys

FOLDERS = {"dynamodb": "dynamo", "dynamodbstreams": "stream dynamo", "eventbridge": "events", "s3": "vault bucket s3",
           "secretsmanager": "secrets", "sfn": "token", "sns": "sns", "sqs": "sqs", "ssm": "ssm"}


def errors(data, service):
    """The names of a service's errors, and their statuses."""
    with gzip.open(os.path.join(data, "models", service + ".json.gz")) as file:
        shapes = json.load(file)["shapes"]
    return {name: shape.get("error", {}).get("httpStatusCode", 500 if shape.get("fault") else 400)
            for name, shape in shapes.items() if shape.get("exception")}


def main():
    compared = 0
    for service, folders in FOLDERS.items():
        text = ""
        for path in sorted(path for folder in folders.split() for path in glob.glob("runtime/%s/*.c" % folder)):
            with open(path, encoding="utf-8") as file:
                text += file.read()
        for name, wanted in errors(sys.argv[1], service).items():
            if '"%s"' % name in text:
                listed = re.search('"%s",\\s*(\\d{3})\\b' % name, text)
                got = int(listed[1]) if listed else 400
                compared += 1
                if got != wanted:
                    print("%s: %s: %d instead of %d" % (service, name, got, wanted))
    if compared < 50:
        print("only %d errors were found" % compared)


if __name__ == "__main__":
    main()
