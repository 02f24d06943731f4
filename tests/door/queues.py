"""Queues, topics and event buses in depth, through boto3 of any version: queues.py URL. Prints a line for each check:
"ok NAME" or "not NAME: WHY"."""
import json
import queue
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

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


# ---- Topics.

class Listener(BaseHTTPRequestHandler):
    got = queue.Queue()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
        Listener.got.put((self.headers, body))

    def log_message(self, *words):
        pass


def check_web():
    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = "http://127.0.0.1:%d/news" % server.server_port
    topic = sns.create_topic(Name=NAME + "web")["TopicArn"]
    same("sns: it waits", sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=address)["SubscriptionArn"],
         "pending confirmation")
    same("sns: it is listed so", sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"][0]["SubscriptionArn"],
         "PendingConfirmation")
    same("sns: it is counted so", sns.get_topic_attributes(TopicArn=topic)["Attributes"]["SubscriptionsPending"], "1")
    headers, body = Listener.got.get(timeout=20)
    question = json.loads(body)
    same("sns: it is asked", (headers["x-amz-sns-message-type"], question["Type"]), ("SubscriptionConfirmation",) * 2)
    urllib.request.urlopen(question["SubscribeURL"]).read()
    fails("sns: a token is good once", "InvalidParameter", sns.confirm_subscription, TopicArn=topic, Token=question["Token"])
    sns.publish(TopicArn=topic, Message="m", Subject="s")
    headers, body = Listener.got.get(timeout=20)
    same("sns: it is told", [json.loads(body)[k] for k in ("Type", "Message", "Subject")], ["Notification", "m", "s"])
    arn = headers["x-amz-sns-subscription-arn"]
    sns.set_subscription_attributes(SubscriptionArn=arn, AttributeName="RawMessageDelivery", AttributeValue="true")
    sns.publish(TopicArn=topic, Message="raw")
    headers, body = Listener.got.get(timeout=20)
    same("sns: the text alone", (headers["x-amz-sns-rawdelivery"], body), ("true", "raw"))
    dead, dead_arn = make_queue("lost")
    sns.set_subscription_attributes(SubscriptionArn=arn, AttributeName="RedrivePolicy",
                                    AttributeValue=json.dumps({"deadLetterTargetArn": dead_arn}))
    server.shutdown()
    server.server_close()
    sns.publish(TopicArn=topic, Message="lost")
    same("sns: nobody is there", [m["Body"] for m in received(dead, WaitTimeSeconds=20)], ["lost"])


def check_topics():
    topic = sns.create_topic(Name=NAME + "own")["TopicArn"]
    sns.add_permission(TopicArn=topic, Label="l", AWSAccountId=["111122223333"], ActionName=["Publish"])
    policy = json.loads(sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])
    same("sns: a permission", [s["Sid"] for s in policy["Statement"]], ["__default_statement_ID", "l"])
    fails("sns: it is there", "InvalidParameter", sns.add_permission, TopicArn=topic, Label="l",
          AWSAccountId=["111122223333"], ActionName=["Publish"])
    sns.remove_permission(TopicArn=topic, Label="l")
    policy = json.loads(sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])
    same("sns: a permission is removed", len(policy["Statement"]), 1)
    gone = make_queue("gone")
    dead, dead_arn = make_queue("unread")
    arn = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=gone[1], Attributes={
        "RedrivePolicy": json.dumps({"deadLetterTargetArn": dead_arn})})["SubscriptionArn"]
    sqs.delete_queue(QueueUrl=gone[0])
    sns.publish(TopicArn=topic, Message="m")
    got = received(dead)
    same("sns: a dead letter", [(json.loads(m["Body"])["Message"], m["MessageAttributes"]["ErrorCode"]["StringValue"])
                                for m in got], [("m", "AWS.SimpleQueueService.NonExistentQueue")])
    fails("sns: an unknown scope", "InvalidParameter", sns.set_subscription_attributes, SubscriptionArn=arn,
          AttributeName="FilterPolicyScope", AttributeValue="x")
    fails("sns: a deep policy of attributes", "InvalidParameter", sns.set_subscription_attributes, SubscriptionArn=arn,
          AttributeName="FilterPolicy", AttributeValue='{"a": {"b": ["c"]}}')
    fails("sns: a FIFO queue of a standard topic", "InvalidParameter", sns.subscribe, TopicArn=topic, Protocol="sqs",
          Endpoint=dead_arn + ".fifo")
    fails("sns: no number", "InvalidParameter", sns.publish, PhoneNumber="12x", Message="m")
    same("sns: a number", "MessageId" in sns.publish(PhoneNumber="+15551234567", Message="m"), True)


def check_devices():
    app = sns.create_platform_application(Name=NAME, Platform="GCM", Attributes={"PlatformCredential": "c"})[
        "PlatformApplicationArn"]
    one = sns.create_platform_endpoint(PlatformApplicationArn=app, Token="t", CustomUserData="u")["EndpointArn"]
    same("sns: the same endpoint", sns.create_platform_endpoint(PlatformApplicationArn=app, Token="t", CustomUserData="u")[
        "EndpointArn"], one)
    fails("sns: another endpoint", "InvalidParameter", sns.create_platform_endpoint, PlatformApplicationArn=app, Token="t")
    same("sns: to a device", "MessageId" in sns.publish(TargetArn=one, Message="m"), True)
    sns.set_endpoint_attributes(EndpointArn=one, Attributes={"Enabled": "false"})
    fails("sns: a device that is off", "EndpointDisabled", sns.publish, TargetArn=one, Message="m")
    same("sns: devices", [e["Attributes"]["CustomUserData"] for e in sns.list_endpoints_by_platform_application(
        PlatformApplicationArn=app)["Endpoints"]], ["u"])
    sns.delete_endpoint(EndpointArn=one)
    fails("sns: a device that is gone", "NotFound", sns.get_endpoint_attributes, EndpointArn=one)
    same("sns: applications", app in [a["PlatformApplicationArn"] for a in
                                      sns.list_platform_applications()["PlatformApplications"]], True)
    sns.delete_platform_application(PlatformApplicationArn=app)
    fails("sns: an application that is gone", "NotFound", sns.get_platform_application_attributes,
          PlatformApplicationArn=app)
    sns.set_sms_attributes(attributes={"DefaultSMSType": "Transactional"})
    same("sns: settings of texts", sns.get_sms_attributes(attributes=["DefaultSMSType"])["attributes"],
         {"DefaultSMSType": "Transactional"})
    same("sns: who wants none", sns.check_if_phone_number_is_opted_out(phoneNumber="+15551234567")["isOptedOut"], False)


check_web()
check_topics()
check_devices()


# ---- Events.

def put(source, bus=None, detail=None):
    entry = {"Source": source, "DetailType": "d", "Detail": json.dumps(detail or {"a": 1})}
    if bus:
        entry["EventBusName"] = bus
    return events.put_events(Entries=[entry])


def check_buses(url, arn):
    bus = events.create_event_bus(Name=NAME, Tags=[{"Key": "k", "Value": "v"}])["EventBusArn"]
    same("events: tags", events.list_tags_for_resource(ResourceARN=bus)["Tags"], [{"Key": "k", "Value": "v"}])
    events.untag_resource(ResourceARN=bus, TagKeys=["k"])
    same("events: no tags", events.list_tags_for_resource(ResourceARN=bus)["Tags"], [])
    events.put_permission(EventBusName=NAME, Action="events:PutEvents", Principal="111122223333", StatementId="s")
    policy = json.loads(events.describe_event_bus(Name=NAME)["Policy"])
    same("events: a permission", policy["Statement"][0]["Principal"], {"AWS": "arn:aws:iam::111122223333:root"})
    events.remove_permission(EventBusName=NAME, StatementId="s")
    fails("events: no permission", "ResourceNotFoundException", events.remove_permission, EventBusName=NAME, StatementId="s")
    fails("events: no schedule here", "ValidationException", events.put_rule, Name="r", EventBusName=NAME,
          ScheduleExpression="rate(1 minute)")
    fails("events: no schedule", "ValidationException", events.put_rule, Name="r", ScheduleExpression="rate(1 minutes)")
    events.put_rule(Name="on", EventPattern=json.dumps({"source": [NAME + "hop"]}))
    events.put_targets(Rule="on", Targets=[{"Id": "bus", "Arn": bus, "RoleArn": "arn:aws:iam::123456789012:role/r"}])
    events.put_rule(Name="r", EventBusName=NAME, EventPattern=json.dumps({"source": [NAME + "hop"]}), RoleArn="arn:aws:iam::1:role/r")
    events.put_targets(Rule="r", EventBusName=NAME, Targets=[{"Id": "q", "Arn": arn, "InputPath": "$.detail"}])
    same("events: its role", events.describe_rule(Name="r", EventBusName=NAME)["RoleArn"], "arn:aws:iam::1:role/r")
    put(NAME + "hop", detail={"hop": 1})
    same("events: from bus to bus", bodies(url), ['{"hop":1}'])
    said = events.put_events(Entries=[{"Source": "aws.s3", "DetailType": "d", "Detail": "{}"}])
    same("events: AWS's own source", said["Entries"][0]["ErrorCode"], "NotAuthorizedForSourceException")
    fails("events: two inputs", "ValidationException", events.put_targets, Rule="on", Targets=[
        {"Id": "two", "Arn": arn, "Input": "{}", "InputPath": "$"}])
    dead, dead_arn = make_queue("unsent")
    events.put_rule(Name="lost", EventPattern=json.dumps({"source": [NAME + "lost"]}))
    events.put_targets(Rule="lost", Targets=[{"Id": "q", "Arn": arn + "-none", "DeadLetterConfig": {"Arn": dead_arn}}])
    put(NAME + "lost")
    same("events: a dead letter", [(m["MessageAttributes"]["RULE_ARN"]["StringValue"].split("/")[-1],
                                    json.loads(m["Body"])["source"]) for m in received(dead)], [("lost", NAME + "lost")])
    fifo, fifo_arn = make_queue("last.fifo", FifoQueue="true")
    events.put_rule(Name="fifo", EventPattern=json.dumps({"source": [NAME + "fifo"]}))
    fails("events: no group", "ValidationException", events.put_targets, Rule="fifo", Targets=[{"Id": "q", "Arn": fifo_arn}])
    events.put_targets(Rule="fifo", Targets=[{"Id": "q", "Arn": fifo_arn, "SqsParameters": {"MessageGroupId": "g"}}])
    put(NAME + "fifo")
    same("events: to a FIFO queue", [m["Attributes"]["MessageGroupId"] for m in received(fifo)], ["g"])


def check_archives(url, arn):
    default = events.describe_event_bus()["Arn"]
    kept = events.create_archive(ArchiveName=NAME, EventSourceArn=default, EventPattern=json.dumps({"source": [NAME + "a"]}))
    events.put_rule(Name="again", EventPattern=json.dumps({"source": [NAME + "a"], "replay-name": [{"exists": True}]}))
    events.put_targets(Rule="again", Targets=[{"Id": "q", "Arn": arn, "InputPath": "$.replay-name"}])
    put(NAME + "a")
    put(NAME + "b")
    same("events: kept", events.describe_archive(ArchiveName=NAME)["EventCount"], 1)
    same("events: archives", NAME in [a["ArchiveName"] for a in events.list_archives()["Archives"]], True)
    fails("events: it is there", "ResourceAlreadyExistsException", events.create_archive, ArchiveName=NAME,
          EventSourceArn=default)
    now = time.time()
    events.start_replay(ReplayName=NAME, EventSourceArn=kept["ArchiveArn"], EventStartTime=now - 100, EventEndTime=now + 100,
                        Destination={"Arn": default})
    same("events: sent again", bodies(url), ['"%s"' % NAME])
    same("events: a replay", events.describe_replay(ReplayName=NAME)["State"], "COMPLETED")
    fails("events: it is over", "IllegalStatusException", events.cancel_replay, ReplayName=NAME)
    events.delete_archive(ArchiveName=NAME)
    fails("events: no archive", "ResourceNotFoundException", events.describe_archive, ArchiveName=NAME)


def check_destinations():
    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made = events.create_connection(Name=NAME, AuthorizationType="API_KEY", AuthParameters={
        "ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "secret"}})
    shown = events.describe_connection(Name=NAME)
    same("events: no secret", shown["AuthParameters"], {"ApiKeyAuthParameters": {"ApiKeyName": "x-key"}})
    fails("events: an unknown type", "ValidationException", events.create_connection, Name="t", AuthorizationType="X",
          AuthParameters={"ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "secret"}})
    to = events.create_api_destination(Name=NAME, ConnectionArn=made["ConnectionArn"], HttpMethod="POST",
                                       InvocationEndpoint="http://127.0.0.1:%d/to/*" % server.server_port)
    events.put_rule(Name="web", EventPattern=json.dumps({"source": [NAME + "w"]}))
    events.put_targets(Rule="web", Targets=[{"Id": "w", "Arn": to["ApiDestinationArn"], "InputPath": "$.detail",
                                             "RoleArn": "arn:aws:iam::123456789012:role/r",
                                             "HttpParameters": {"PathParameterValues": ["x"]}}])
    put(NAME + "w", detail={"web": True})
    headers, body = Listener.got.get(timeout=20)
    same("events: to an API", (headers["x-key"], body), ("secret", '{"web":true}'))
    same("events: destinations", [d["Name"] for d in events.list_api_destinations(ConnectionArn=made["ConnectionArn"])[
        "ApiDestinations"]], [NAME])
    events.delete_api_destination(Name=NAME)
    events.deauthorize_connection(Name=NAME)
    events.delete_connection(Name=NAME)
    fails("events: no connection", "ResourceNotFoundException", events.describe_connection, Name=NAME)
    server.shutdown()


def check_machines():
    """The state machine `post` of another server sends what it is given to the queue `people`."""
    people = sqs.create_queue(QueueName="people")["QueueUrl"]
    sqs.purge_queue(QueueUrl=people)
    events.put_rule(Name="machine", EventPattern=json.dumps({"source": [NAME + "m"]}))
    events.put_targets(Rule="machine", Targets=[{
        "Id": "m", "Arn": "arn:aws:states:us-east-1:123456789012:stateMachine:post", "InputPath": "$.detail",
        "RoleArn": "arn:aws:iam::123456789012:role/r"}])
    put(NAME + "m", detail={"text": "by a rule"})
    same("events: to a state machine", bodies(people, WaitTimeSeconds=20), ["by a rule"])


def check_partners(url, arn):
    source = "aws.partner/example.com/" + NAME
    events.create_partner_event_source(Name=source, Account="123456789012")
    same("events: a source waits", events.describe_event_source(Name=source)["State"], "PENDING")
    fails("events: a partner's bus without a source", "ValidationException", events.create_event_bus, Name=source)
    bus = events.create_event_bus(Name=source, EventSourceName=source)["EventBusArn"]
    same("events: a source is active", events.describe_event_source(Name=source)["State"], "ACTIVE")
    same("events: its bus by its ARN", events.describe_event_bus(Name=bus)["Name"], source)
    events.put_rule(Name="partner", EventBusName=source, EventPattern=json.dumps({"source": [source]}))
    events.put_targets(Rule="partner", EventBusName=source, Targets=[{"Id": "q", "Arn": arn, "InputPath": "$.detail"}])
    said = events.put_partner_events(Entries=[{"Source": source, "DetailType": "d", "Detail": '{"p":1}'}])
    same("events: of a partner", (said["FailedEntryCount"], bodies(url)), (0, ['{"p":1}']))
    events.deactivate_event_source(Name=source)
    said = events.put_partner_events(Entries=[{"Source": source, "DetailType": "d", "Detail": "{}"}])
    same("events: of a partner that is off", said["FailedEntryCount"], 1)
    default = events.describe_event_bus()["Arn"]
    one = events.create_endpoint(Name=NAME, EventBuses=[{"EventBusArn": default}, {"EventBusArn": default}], RoutingConfig={
        "FailoverConfig": {"Primary": {"HealthCheck": "arn:aws:route53:::healthcheck/1"}, "Secondary": {"Route": "eu-west-1"}}})
    same("events: endpoints", [e["Arn"] for e in events.list_endpoints(NamePrefix=NAME)["Endpoints"]], [one["Arn"]])
    events.delete_endpoint(Name=NAME)
    fails("events: no endpoint", "ResourceNotFoundException", events.describe_endpoint, Name=NAME)


place = make_queue("events")
check_partners(*place)
check_machines()
check_buses(*place)
check_archives(*place)
check_destinations()
