import json
import os
import urllib.request


def handler(event, context):
    return {"card": event["card"], "stage": os.environ["STAGE"], "both": os.environ["BOTH"], "table": os.environ["TABLE"],
            "memory": context.memory_limit_in_mb, "name": context.function_name}


def count(event, context):
    """How many items the table has, by the services that AWS_ENDPOINT_URL leads to."""
    head = {"X-Amz-Target": "DynamoDB_20120810.Scan", "Content-Type": "application/x-amz-json-1.0",
            "Authorization": "AWS4-HMAC-SHA256 Credential=a/20250101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
            "X-Amz-Date": "20250101T000000Z"}
    body = json.dumps({"TableName": event["table"]}).encode()
    with urllib.request.urlopen(urllib.request.Request(os.environ["AWS_ENDPOINT_URL"], body, head)) as answer:
        return json.load(answer)["Count"]
