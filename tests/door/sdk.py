"""The embedded services through boto3, whatever its version: sdk.py URL. Prints a line for each check: "ok NAME" or
"not NAME: WHY"."""
import json
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

URL = sys.argv[1]
SETTINGS = dict(endpoint_url=URL, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b",
                config=Config(retries={"max_attempts": 1}, read_timeout=60))


def client(name):
    return boto3.client(name, **SETTINGS)


def report(name, is_good, why=""):
    print(("ok " if is_good else "not ") + name + ("" if is_good else ": %s" % (why,)), flush=True)


def same(name, got, wanted):
    report(name, got == wanted, "wanted %r, got %r" % (wanted, got))


def fails(name, code, call, **arguments):
    try:
        report(name, False, call(**arguments))
    except ClientError as e:
        same(name, e.response["Error"]["Code"], code)


def bodies(sqs, url, **more):
    return [m["Body"] for m in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, **more).get("Messages", [])]


def check_sqs(name):
    sqs = client("sqs")
    url = sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "31"}, tags={"a": "b&c"})["QueueUrl"]
    same("sqs: its address", url.startswith(URL + "/") and url.endswith("/" + name), True)
    same("sqs: attributes", sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"],
         {"VisibilityTimeout": "31"})
    same("sqs: tags", sqs.list_queue_tags(QueueUrl=url)["Tags"], {"a": "b&c"})
    sent = {"n": {"DataType": "Number", "StringValue": "7"}, "b": {"DataType": "Binary", "BinaryValue": b"\0\1\xff"}}
    text = "h\u00e9llo <&> \"x\"\n'y' + %41 \U0001f600"
    sqs.send_message(QueueUrl=url, MessageBody=text, MessageAttributes=sent)
    m = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"], AttributeNames=["All"])["Messages"][0]
    same("sqs: a message", (m["Body"], m["MessageAttributes"], m["Attributes"]["ApproximateReceiveCount"]),
         (text, sent, "1"))
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=m["ReceiptHandle"], VisibilityTimeout=0)
    m = sqs.receive_message(QueueUrl=url)["Messages"][0]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=m["ReceiptHandle"])
    many = sqs.send_message_batch(QueueUrl=url, Entries=[
        {"Id": "x", "MessageBody": "1", "DelaySeconds": 0}, {"Id": "y", "MessageBody": "2"},
        {"Id": "z", "MessageBody": "3", "DelaySeconds": 1000}])
    same("sqs: a batch", ([e["Id"] for e in many["Successful"]], [e["Id"] for e in many.get("Failed", [])]),
         (["x", "y"], ["z"]))
    same("sqs: its messages", bodies(sqs, url), ["1", "2"])
    begin = time.monotonic()
    same("sqs: none", bodies(sqs, url, WaitTimeSeconds=1), [])
    report("sqs: it waited", time.monotonic() - begin >= 1)
    fails("sqs: no such queue", "AWS.SimpleQueueService.NonExistentQueue", sqs.get_queue_url, QueueName="nobody")
    fails("sqs: a bad value", "InvalidAttributeValue", sqs.set_queue_attributes, QueueUrl=url,
          Attributes={"VisibilityTimeout": "x"})
    return url, sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def check_sns(name, url, arn):
    sns, sqs = client("sns"), client("sqs")
    topic = sns.create_topic(Name=name, Attributes={"DisplayName": "News"})["TopicArn"]
    same("sns: attributes", sns.get_topic_attributes(TopicArn=topic)["Attributes"]["DisplayName"], "News")
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
    same("sns: subscriptions", [s["Endpoint"] for s in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]],
         [arn])
    sns.publish(TopicArn=topic, Message="m <&> \u00e9", MessageAttributes={"k": {"DataType": "String", "StringValue": "v"}})
    m = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"][0]
    same("sns: to a queue", (m["Body"], m["MessageAttributes"]["k"]["StringValue"]), ("m <&> \u00e9", "v"))
    fails("sns: no such topic", "NotFound", sns.publish, TopicArn=topic + "-not", Message="m")


def check_dynamodb(name):
    db = client("dynamodb")
    db.create_table(TableName=name, KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}], BillingMode="PAY_PER_REQUEST",
                    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}])
    db.get_waiter("table_exists").wait(TableName=name)
    item = {"id": {"S": "\u00e9"}, "n": {"N": "1"}, "b": {"B": b"\0\1\xff"}, "l": {"L": [{"BOOL": True}, {"NULL": True}]}}
    db.put_item(TableName=name, Item=item)
    same("dynamodb: an item", db.get_item(TableName=name, Key={"id": item["id"]})["Item"], item)
    same("dynamodb: a scan", db.scan(TableName=name, FilterExpression="n = :n", ExpressionAttributeValues={
        ":n": {"N": "1"}})["Count"], 1)
    fails("dynamodb: a condition", "ConditionalCheckFailedException", db.put_item, TableName=name, Item=item,
          ConditionExpression="attribute_not_exists(id)")
    fails("dynamodb: no such table", "ResourceNotFoundException", db.describe_table, TableName=name + "-not")
    table = boto3.resource("dynamodb", **SETTINGS).Table(name)
    table.put_item(Item={"id": "r", "tags": {"a", "b"}})
    same("dynamodb: a resource", table.get_item(Key={"id": "r"})["Item"], {"id": "r", "tags": {"a", "b"}})


def check_backups(name):
    db = client("dynamodb")
    keys = [{"AttributeName": "id", "KeyType": "HASH"}]
    db.create_table(TableName=name, KeySchema=keys, BillingMode="PAY_PER_REQUEST", AttributeDefinitions=[
        {"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "n", "AttributeType": "N"}],
        GlobalSecondaryIndexes=[{"IndexName": "by-n", "KeySchema": [{"AttributeName": "n", "KeyType": "HASH"}],
                                 "Projection": {"ProjectionType": "ALL"}}])
    item = {"id": {"S": "1"}, "n": {"N": "7"}}
    db.put_item(TableName=name, Item=item)
    arn = db.create_backup(TableName=name, BackupName="first")["BackupDetails"]["BackupArn"]
    second = db.create_backup(TableName=name, BackupName="second")["BackupDetails"]["BackupArn"]
    db.delete_item(TableName=name, Key={"id": {"S": "1"}})
    page = db.list_backups(TableName=name, Limit=1)
    more = db.list_backups(TableName=name, ExclusiveStartBackupArn=page["LastEvaluatedBackupArn"])
    same("dynamodb: backups by pages", sorted(b["BackupArn"] for b in page["BackupSummaries"] + more["BackupSummaries"]),
         sorted([arn, second]))
    shown = db.describe_backup(BackupArn=arn)["BackupDescription"]
    same("dynamodb: a backup", (shown["BackupDetails"]["BackupName"], shown["SourceTableDetails"]["ItemCount"],
                                shown["SourceTableFeatureDetails"]["GlobalSecondaryIndexes"][0]["IndexName"]),
         ("first", 1, "by-n"))
    db.restore_table_from_backup(BackupArn=arn, TargetTableName=name + "-again")
    same("dynamodb: restored", db.scan(TableName=name + "-again")["Items"], [item])
    same("dynamodb: its index", db.scan(TableName=name + "-again", IndexName="by-n")["Items"], [item])
    same("dynamodb: says of what it was restored",
         db.describe_table(TableName=name + "-again")["Table"]["RestoreSummary"]["SourceBackupArn"], arn)
    same("dynamodb: a backup is deleted",
         db.delete_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]["BackupStatus"], "DELETED")
    fails("dynamodb: no such backup", "BackupNotFoundException", db.describe_backup, BackupArn=arn)
    same("dynamodb: what was restored stays", db.scan(TableName=name + "-again")["Count"], 1)


def check_scheduler(name, url, arn):
    scheduler, sqs = client("scheduler"), client("sqs")
    group = scheduler.create_schedule_group(Name=name + "-group", Tags=[{"Key": "a", "Value": "b&c"}])["ScheduleGroupArn"]
    same("scheduler: tags", scheduler.list_tags_for_resource(ResourceArn=group)["Tags"], [{"Key": "a", "Value": "b&c"}])
    scheduler.untag_resource(ResourceArn=group, TagKeys=["a", "x"])
    same("scheduler: no tags", scheduler.list_tags_for_resource(ResourceArn=group)["Tags"], [])
    target = {"Arn": arn, "RoleArn": "arn:aws:iam::123456789012:role/r", "Input": '{"a":1}'}
    more = dict(FlexibleTimeWindow={"Mode": "OFF"}, Target=target)
    at = time.strftime("at(%Y-%m-%dT%H:%M:%S)", time.gmtime(time.time() + 2))
    scheduler.create_schedule(Name="once", GroupName=name + "-group", ScheduleExpression=at, **more)
    scheduler.create_schedule(Name="never", GroupName=name + "-group", ScheduleExpression="rate(1 day)", **more)
    page = scheduler.list_schedules(GroupName=name + "-group", MaxResults=1)
    same("scheduler: a page", ([s["Name"] for s in page["Schedules"]], "NextToken" in page), (["never"], True))
    same("scheduler: to a queue", bodies(sqs, url, WaitTimeSeconds=20), ['{"a":1}'])
    scheduler.delete_schedule(Name="once", GroupName=name + "-group")
    fails("scheduler: it is gone", "ResourceNotFoundException", scheduler.get_schedule, Name="once",
          GroupName=name + "-group")
    fails("scheduler: there is one", "ConflictException", scheduler.create_schedule, Name="never",
          GroupName=name + "-group", ScheduleExpression="rate(1 day)", **more)
    scheduler.delete_schedule(Name="never", GroupName=name + "-group")
    scheduler.delete_schedule_group(Name=name + "-group")
    fails("scheduler: no such group", "ResourceNotFoundException", scheduler.get_schedule_group, Name=name + "-group")


def check_events(name, url, arn):
    events, sqs = client("events"), client("sqs")
    events.put_rule(Name=name, EventPattern=json.dumps({"source": [name]}))
    events.put_targets(Rule=name, Targets=[{"Id": "1", "Arn": arn}])
    same("events: entries", events.put_events(Entries=[
        {"Source": name, "DetailType": "d", "Detail": '{"a":1}'}, {"Source": "other", "DetailType": "d", "Detail": "{}"}])[
            "FailedEntryCount"], 0)
    same("events: to a queue", [json.loads(b)["detail"] for b in bodies(sqs, url)], [{"a": 1}])
    fails("events: no such rule", "ResourceNotFoundException", events.describe_rule, Name=name + "-not")


NAME = "py" + boto3.__version__.replace(".", "-")
queue = check_sqs(NAME)
check_sns(NAME, *queue)
check_events(NAME, *queue)
check_scheduler(NAME, *queue)
def check_streams(name):
    """What happens to items is told, and items that have expired are deleted."""
    db, streams = client("dynamodb"), client("dynamodbstreams")
    same("streams: none", streams.list_streams(TableName=name)["Streams"], [])
    made = db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST",
                           AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                           KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                           StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"})
    arn = made["TableDescription"]["LatestStreamArn"]
    same("streams: a list", [s["StreamArn"] for s in streams.list_streams(TableName=name)["Streams"]], [arn])
    shown = streams.describe_stream(StreamArn=arn)["StreamDescription"]
    same("streams: one", (shown["StreamStatus"], shown["TableName"], len(shown["Shards"])), ("ENABLED", name, 1))
    shard = shown["Shards"][0]["ShardId"]

    def iterator(kind, **more):
        return streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType=kind, **more)["ShardIterator"]

    first, last = {"id": {"S": "1"}, "n": {"N": "1"}}, {"id": {"S": "1"}, "n": {"N": "2"}}
    for item in first, first, last:
        db.put_item(TableName=name, Item=item)
    latest = iterator("LATEST")
    db.delete_item(TableName=name, Key={"id": {"S": "1"}})
    page = streams.get_records(ShardIterator=iterator("TRIM_HORIZON"), Limit=2)
    rest = streams.get_records(ShardIterator=page["NextShardIterator"])["Records"]
    told = [(r["eventName"], r["dynamodb"].get("OldImage"), r["dynamodb"].get("NewImage")) for r in page["Records"] + rest]
    same("streams: records", told, [("INSERT", None, first), ("MODIFY", first, last), ("REMOVE", last, None)])
    same("streams: the latest", [r["eventName"] for r in streams.get_records(ShardIterator=latest)["Records"]], ["REMOVE"])
    number = page["Records"][1]["dynamodb"]["SequenceNumber"]
    for kind, count in ("AT_SEQUENCE_NUMBER", 2), ("AFTER_SEQUENCE_NUMBER", 1):
        got = streams.get_records(ShardIterator=iterator(kind, SequenceNumber=number))["Records"]
        same("streams: " + kind, len(got), count)
    fails("streams: no such stream", "ResourceNotFoundException", streams.describe_stream, StreamArn=arn + "0")
    fails("streams: no such iterator", "ValidationException", streams.get_records, ShardIterator="nobody")
    fails("streams: no number", "ValidationException", streams.get_shard_iterator, StreamArn=arn, ShardId=shard,
          ShardIteratorType="AT_SEQUENCE_NUMBER")
    db.update_time_to_live(TableName=name, TimeToLiveSpecification={"AttributeName": "n", "Enabled": True})
    now = int(time.time())
    for key, until in ("old", now - 60), ("young", now + 600), ("ancient", 1):
        db.put_item(TableName=name, Item={"id": {"S": key}, "n": {"N": str(until)}})
    for _ in range(120):
        left = sorted(i["id"]["S"] for i in db.scan(TableName=name)["Items"])
        if "old" not in left:
            break
        time.sleep(0.25)
    same("time to live", left, ["ancient", "young"])
    fails("streams: twice", "ValidationException", db.update_table, TableName=name,
          StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"})
    db.update_table(TableName=name, StreamSpecification={"StreamEnabled": False})
    db.put_item(TableName=name, Item=first)
    closed = streams.describe_stream(StreamArn=arn)["StreamDescription"]
    same("streams: one that is closed", (closed["StreamStatus"], "EndingSequenceNumber" in closed["Shards"][0]["SequenceNumberRange"]),
         ("DISABLED", True))
    page = streams.get_records(ShardIterator=latest)
    same("streams: its end", "NextShardIterator" in streams.get_records(ShardIterator=page["NextShardIterator"]), False)
    # It may have gone before the others were put.
    gone = [r["userIdentity"]["PrincipalId"] for r in page["Records"] if r["eventName"] == "REMOVE" and r["dynamodb"]["Keys"]["id"]["S"] == "old"]
    same("time to live: who deletes", gone, ["dynamodb.amazonaws.com"])
    # A stream is there for a day when the table has another, and when the table is gone.
    again = db.update_table(TableName=name, StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"})
    arns = [arn, again["TableDescription"]["LatestStreamArn"]]
    db.put_item(TableName=name, Item=dict(first, id={"S": "late"}))
    db.delete_table(TableName=name)
    same("streams: of a table that is gone", [s["StreamArn"] for s in streams.list_streams(TableName=name)["Streams"]], arns)
    for old, count in zip(arns, (len(page["Records"]), 1)):
        gone = streams.describe_stream(StreamArn=old)["StreamDescription"]
        same("streams: it is off", gone["StreamStatus"], "DISABLED")
        at = streams.get_shard_iterator(StreamArn=old, ShardId=gone["Shards"][0]["ShardId"], ShardIteratorType="TRIM_HORIZON")
        same("streams: its records are there", len(streams.get_records(ShardIterator=at["ShardIterator"])["Records"]) >= count, True)


check_dynamodb(NAME)
check_backups(NAME + "-backup")
check_streams(NAME + "-stream")
