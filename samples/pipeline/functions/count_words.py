"""Pulls events from a queue. Each tells of a text that has come into a bucket: counts the words of that text."""
import json

import boto3

sqs = boto3.client("sqs")
s3 = boto3.client("s3")
dynamodb = boto3.client("dynamodb")


def url_of(queue):
    return sqs.get_queue_url(QueueName=queue)["QueueUrl"]


def words_of(bucket, key):
    """How many words an object has; None if it is not written in UTF-8."""
    content = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    try:
        return len(content.decode("utf-8").split())
    except UnicodeDecodeError:
        return None


def take(message, event):
    """One message: its text's key and words. What cannot be read goes to another queue, for people."""
    detail = json.loads(message["Body"])["detail"]
    key = detail["object"]["key"]
    words = words_of(detail["bucket"]["name"], key)
    if words is None:
        print("%s cannot be read" % key)
        sqs.send_message(QueueUrl=url_of(event["unreadable"]), MessageBody=message["Body"])
    else:
        print("%s has %d words" % (key, words))
        dynamodb.put_item(TableName=event["table"], Item={"text": {"S": key}, "words": {"N": str(words)}})
    return key, words


def handler(event, context):
    """What is in the queue now, ten messages at most. A message is deleted once its count is stored."""
    queue = url_of(event["queue"])
    messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages", [])
    counts = {}
    for message in messages:
        key, words = take(message, event)
        counts[key] = words
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return {"messages": len(messages), "counts": counts}
