"""What a student has scored, over HTTP."""
import json
import os

import boto3
from boto3.dynamodb.conditions import Key

results = boto3.resource("dynamodb").Table(os.environ["RESULTS"])


def handler(event, context):
    student = event["pathParameters"]["student"]
    found = results.query(KeyConditionExpression=Key("student").eq(student))["Items"]
    if not found:
        return {"statusCode": 404, "body": json.dumps({"message": "There is no student " + student + "."})}
    body = {"student": student, "scores": [int(item["score"]) for item in found]}
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps(body)}
