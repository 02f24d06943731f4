"""Functions that use the embedded services, and each other, by boto3."""
import json
import time

import boto3


def bodies(sqs, url):
    return [m["Body"] for m in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=10).get("Messages", [])]


def handler(event, context):
    sqs, sns, functions = boto3.client("sqs"), boto3.client("sns"), boto3.client("lambda")
    url = sqs.create_queue(QueueName="heard")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="directly")
    said = bodies(sqs, url)
    topic = sns.create_topic(Name="news")["TopicArn"]
    arn = context.invoked_function_arn.rsplit(":", 1)[0]
    sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=arn + ":listens")
    sns.publish(TopicArn=topic, Message="by a topic")
    said += bodies(sqs, url)
    twice = functions.invoke(FunctionName="twice", Payload=json.dumps({"n": 21}))
    fails = functions.invoke(FunctionName=arn + ":fails", Payload="{}")
    event = functions.invoke(FunctionName="listens", InvocationType="Event", Payload=json.dumps({"Records": [
        {"Sns": {"Message": "as an event"}}]}))
    said += bodies(sqs, url)
    dry = functions.invoke(FunctionName="fails", InvocationType="DryRun", Payload="{}")
    functions.invoke(FunctionName="late", InvocationType="Event", Payload="{}")
    try:
        functions.invoke(FunctionName="nobody", Payload="{}")
        missing = "was found"
    except functions.exceptions.ResourceNotFoundException as e:
        missing = e.response["ResponseMetadata"]["HTTPStatusCode"]
    return {"said": said, "twice": [twice["StatusCode"], json.loads(twice["Payload"].read())],
            "fails": [fails["FunctionError"], json.loads(fails["Payload"].read())["errorMessage"]],
            "event": event["StatusCode"], "dry": dry["StatusCode"], "missing": missing}


def listens(event, context):
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName="heard")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody=event["Records"][0]["Sns"]["Message"])


def late(event, context):
    time.sleep(1)
    boto3.client("sqs").send_message(QueueUrl="heard", MessageBody="late")


def twice(event, context):
    return event["n"] * 2


def fails(event, context):
    raise ValueError("it was wanted")
