"""Functions that are started by everything that starts functions. Each writes what it got into the table."""
import base64
import json
import os
import urllib.request

import boto3

table = boto3.resource("dynamodb").Table(os.environ["SEEN"])


def see(kind, what):
    table.put_item(Item={"kind": kind, "what": json.dumps(what, sort_keys=True)})


def queue(event, context):
    bodies = [record["body"] for record in event["Records"]]
    if "wrong" in bodies:
        raise ValueError("this is wrong")
    odd = [r["messageId"] for r in event["Records"] if r["body"] == "odd" and r["attributes"]["ApproximateReceiveCount"] == "1"]
    if odd:
        return {"batchItemFailures": {"itemIdentifier": odd[0]}}
    failed = [r["messageId"] for r in event["Records"] if r["body"] == "later" and r["attributes"]["ApproximateReceiveCount"] == "1"]
    for record in event["Records"]:
        if record["messageId"] not in failed:
            see("queue:" + record["body"], {"source": record["eventSource"], "arn": record["eventSourceARN"],
                                            "count": record["attributes"]["ApproximateReceiveCount"],
                                            "color": record["messageAttributes"].get("color", {}).get("stringValue")})
    return {"batchItemFailures": [{"itemIdentifier": one} for one in failed]}


def stream(event, context):
    for record in event["Records"]:
        see("stream:" + record["dynamodb"]["Keys"]["id"]["S"] + ":" + record["eventName"],
            {"new": record["dynamodb"].get("NewImage"), "source": record["eventSource"]})


def bucket(event, context):
    for record in event["Records"]:
        see("bucket:" + record["s3"]["object"]["key"], {"event": record["eventName"]})


def topic(event, context):
    for record in event["Records"]:
        see("topic:" + record["Sns"]["Message"], {"subject": record["Sns"]["Subject"]})


def rule(event, context):
    see("rule", event)


def schedule(event, context):
    see("schedule", event)


def old(event, context):
    """The format 1.0, whatever was asked."""
    return {"statusCode": 201, "headers": {"X-Own": "yes"}, "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]},
            "body": json.dumps({"path": event["path"], "resource": event["resource"], "method": event["httpMethod"],
                                "parameters": event["pathParameters"], "query": event["queryStringParameters"],
                                "all": event["multiValueQueryStringParameters"], "body": event["body"],
                                "base64": event["isBase64Encoded"], "stage": event["requestContext"]["stage"]})}


def new(event, context):
    """The format 2.0; what it returns is the body."""
    return {"path": event["rawPath"], "key": event["routeKey"], "query": event.get("queryStringParameters"),
            "parameters": event.get("pathParameters"), "cookies": event.get("cookies"), "body": event.get("body"),
            "method": event["requestContext"]["http"]["method"]}


def picture(event, context):
    return {"statusCode": 200, "headers": {"content-type": "image/x-own"}, "isBase64Encoded": True,
            "body": base64.b64encode(b"\x00\xff\x01").decode()}


def broken(event, context):
    raise RuntimeError("no answer")


def places(event, context):
    """What its environment says of the others, and whether they are reached there."""
    body = json.dumps({"stateMachineArn": os.environ["MACHINE"], "input": "{}"}).encode()
    head = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AWSStepFunctions.StartExecution"}
    url = os.environ["AWS_ENDPOINT_URL_SFN"]
    with urllib.request.urlopen(urllib.request.Request(url, body, head), timeout=10) as answer:
        started = json.load(answer)["executionArn"].split(":")[6]
    boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody="from places")
    secret = boto3.client("secretsmanager").get_secret_value(SecretId=os.environ["SECRET"])["SecretString"]
    return {"queue": os.environ["QUEUE"].rsplit("/", 2)[1:], "started": started, "secret": sorted(json.loads(secret))}
