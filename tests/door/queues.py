"""Queues, topics and event buses in depth, through boto3 of any version: queues.py URL. Prints a line for each check:
"ok NAME" or "not NAME: WHY"."""
import json
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

URL = sys.argv[1]
SETTINGS = dict(endpoint_url=URL, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b",
                config=Config(retries={"max_attempts": 1}, read_timeout=60))
NAME = "deep" + boto3.__version__.replace(".", "-")


def report(name, is_good, why=""):
    print(("ok " if is_good else "not ") + name + ("" if is_good else ": %s" % (why,)), flush=True)


def same(name, got, wanted):
    report(name, got == wanted, "wanted %r, got %r" % (wanted, got))


def fails(name, code, call, **arguments):
    try:
        report(name, False, call(**arguments))
    except ClientError as e:
        same(name, e.response["Error"]["Code"], code)


sqs, sns, events = [boto3.client(service, **SETTINGS) for service in ("sqs", "sns", "events")]


def make_queue(name, **attributes):
    url = sqs.create_queue(QueueName=NAME + name, Attributes=attributes)["QueueUrl"]
    return url, sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def received(url, **more):
    return sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"],
                               MessageAttributeNames=["All"], **more).get("Messages", [])


def bodies(url, **more):
    return [m["Body"] for m in received(url, **more)]


def tell(url, names):
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]


# ---- Queues.

def check_permissions():
    url, _ = make_queue("allowed")
    sqs.add_permission(QueueUrl=url, Label="l", AWSAccountIds=["111122223333"], Actions=["SendMessage"])
    policy = json.loads(tell(url, ["Policy"])["Policy"])
    same("sqs: a permission", policy["Statement"][0]["Principal"]["AWS"], "arn:aws:iam::111122223333:root")
    sqs.remove_permission(QueueUrl=url, Label="l")
    same("sqs: a permission is removed", json.loads(tell(url, ["Policy"])["Policy"])["Statement"], [])


def check_moves():
    dead, dead_arn = make_queue("dead")
    url, arn = make_queue("alive", RedrivePolicy=json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": "1"}),
                          VisibilityTimeout="0")
    other, other_arn = make_queue("other")
    for i in range(3):
        sqs.send_message(QueueUrl=url, MessageBody=str(i))
    received(url)
    same("sqs: nothing is left", bodies(url), [])
    same("sqs: the sources of a dead-letter queue", sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"], [url])
    same("sqs: dead letters", sorted((m["Body"], m["Attributes"]["DeadLetterQueueSourceArn"])
                                     for m in received(dead, VisibilityTimeout=0)), [(str(i), arn) for i in range(3)])
    if not hasattr(sqs, "start_message_move_task"):
        return
    task = sqs.start_message_move_task(SourceArn=dead_arn, DestinationArn=other_arn, MaxNumberOfMessagesPerSecond=1)
    fails("sqs: one task at a time", "InvalidParameterValue", sqs.start_message_move_task, SourceArn=dead_arn)
    one = sqs.list_message_move_tasks(SourceArn=dead_arn)["Results"][0]
    same("sqs: a task runs", (one["Status"], one["TaskHandle"], one["ApproximateNumberOfMessagesToMove"]),
         ("RUNNING", task["TaskHandle"], 3))
    sqs.cancel_message_move_task(TaskHandle=task["TaskHandle"])
    same("sqs: a task is cancelled", sqs.list_message_move_tasks(SourceArn=dead_arn)["Results"][0]["Status"], "CANCELLED")
    sqs.start_message_move_task(SourceArn=dead_arn)
    one = sqs.list_message_move_tasks(SourceArn=dead_arn)["Results"][0]
    same("sqs: a task has completed", (one["Status"], "TaskHandle" in one), ("COMPLETED", False))
    same("sqs: all are somewhere", sorted(bodies(url, VisibilityTimeout=30) + bodies(other)), ["0", "1", "2"])


def check_fifo():
    url, _ = make_queue("one.fifo", FifoQueue="true", VisibilityTimeout="1")
    fails("sqs: no group", "MissingParameter", sqs.send_message, QueueUrl=url, MessageBody="m")
    fails("sqs: a bad group", "InvalidParameterValue", sqs.send_message, QueueUrl=url, MessageBody="m",
          MessageGroupId="a b", MessageDeduplicationId="1")
    for i in range(2):
        sqs.send_message(QueueUrl=url, MessageBody="m", MessageGroupId="g", MessageDeduplicationId="1")
    got = received(url)
    same("sqs: once", len(got), 1)
    time.sleep(1.1)
    fails("sqs: an old handle of a FIFO queue", "InvalidParameterValue", sqs.delete_message, QueueUrl=url,
          ReceiptHandle=got[0]["ReceiptHandle"])
    fails("sqs: of another account", "AWS.SimpleQueueService.NonExistentQueue", sqs.get_queue_url,
          QueueName=NAME + "one.fifo", QueueOwnerAWSAccountId="111122223333")


check_permissions()
check_moves()
check_fifo()
