"""stacks.py ASLC FOLDER: several templates by one server, and templates that change between two starts. Prints what is not as
it should be."""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "serve"))
from api import check, same, tell_checks  # noqa: E402
from application import Application  # noqa: E402

ASLC, FOLDER = sys.argv[1:3]


def write(name, text):
    path = os.path.join(FOLDER, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def start(local, *options):
    return Application(ASLC, FOLDER, local, *options)


def refused(what, *options):
    """What it says where it does not start."""
    done = subprocess.run([ASLC, "serve", "--check", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    same(what + ": the exit code", 2, done.returncode)
    return done.stderr


# ---- Equal ids

STACK = """Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.11
      Handler: index.handler
      InlineCode: |
        def handler(event, context):
            return {"stack": "%s", "called": context.function_name}
      Events:
        Get: {Type: HttpApi, Properties: {Path: /%s, Method: GET}}
        Rule: {Type: EventBridgeRule, Properties: {Pattern: {source: [%s]}}}
  Mails: {Type: AWS::SQS::Queue}
  Papers: {Type: AWS::S3::Bucket}
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties: {Definition: {StartAt: S, States: {S: {Type: Pass, Result: %s, End: true}}}}
"""


def names():
    shop, billing = (write(name + "/template.yaml", STACK % ((name,) * 4)) for name in ("shop", "billing"))
    third = write("third.yaml", STACK.replace("Type: AWS::SQS::Queue", "Type: AWS::SQS::Queue, Properties: {QueueName: Own}") %
                  (("third",) * 4))
    app = start("names", "--template", shop, "--template", billing, "--template", third)
    for name, called in (("shop", "Work"), ("billing", "billing-Work"), ("third", "third-Work")):
        same("the function of " + name, (200, {"stack": name, "called": called}), app.json("GET", "/" + name))
    rules = {rule["Name"]: json.loads(rule["EventPattern"]) for rule in app.client("events").list_rules()["Rules"]}
    same("rules", {"WorkRule": {"source": ["shop"]}, "billing-WorkRule": {"source": ["billing"]},
                   "third-WorkRule": {"source": ["third"]}}, rules)
    queues = sorted(url.split("/")[-1] for url in app.client("sqs").list_queues()["QueueUrls"])
    same("queues", ["Mails", "Own", "billing-Mails"], queues)
    buckets = sorted(bucket["Name"] for bucket in app.client("s3").list_buckets()["Buckets"])
    same("buckets", ["billing-papers", "papers", "third-papers"], buckets)
    machines = sorted(machine["name"] for machine in app.ask("ListStateMachines")["stateMachines"])
    same("state machines", ["Flow", "billing-Flow", "third-Flow"], machines)
    same("names: exit code", 0, app.stop())


DUPLICATES = (
    ("AWS::Serverless::Function", "FunctionName: Same, Runtime: none"),
    ("AWS::SQS::Queue", "QueueName: Same"),
    ("AWS::Events::Rule", "Name: Same, EventPattern: {source: [a]}"),
    ("AWS::StepFunctions::Activity", "Name: Same"),
    ("AWS::Serverless::StateMachine", "Name: Same, Definition: {StartAt: S, States: {S: {Type: Succeed}}}"),
)


def duplicates():
    for kind, properties in DUPLICATES:
        first, second = (write("%s.yaml" % name, "Resources:\n  %s: {Type: '%s', Properties: {%s}}\n" % (name, kind, properties))
                         for name in ("One", "Two"))
        said = refused(kind, "--template", first, "--template", second)
        check("%s: both places" % kind, "%s:2:8: error: " % second in said and "'One' at %s:2:8: " % first in said, said)
    path = write("mixed.yaml", "Resources:\n  Same: {Type: AWS::SQS::Queue}\n"
                               "  Two: {Type: AWS::SQS::Queue, Properties: {QueueName: Same}}\n")
    done = subprocess.run([ASLC, "serve", "--check", "--template", path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True)
    same("a name that another has written gives way", 0, done.returncode)


# ---- Nested stacks

CHILD = """Transform: AWS::Serverless-2016-10-31
Parameters: {Who: {Type: String}}
Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.11
      Handler: index.handler
      InlineCode: |
        import os
        def handler(event, context):
            return {"called": context.function_name, "who": os.environ["WHO"], "stack": os.environ["STACK"], "post": os.environ["POST"]}
      Environment:
        Variables: {WHO: !Ref Who, POST: !Ref Mails, STACK: !Sub "${AWS::StackName} ${AWS::StackId}"}
      Events:
        Get: {Type: HttpApi, Properties: {Path: /same, Method: GET}}
        Rule: {Type: EventBridgeRule, Properties: {Pattern: {source: [same]}}}
  Mails: {Type: AWS::SQS::Queue}
  Things:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  Told: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [told]}, Targets: [{Id: one, Arn: !GetAtt Mails.Arn}]}}
  Waits: {Type: AWS::StepFunctions::Activity}
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties: {Type: EXPRESS, Definition: {StartAt: S, States: {S: {Type: Pass, Result: !GetAtt Work.Arn, End: true}}}}
%sOutputs: {Post: {Value: !Ref Mails}}
"""
INNER = "  Inner: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: inner.yaml, Parameters: {Who: inner}}}\n"
PARENT = CHILD % """  Kid: {Type: AWS::Serverless::Application, Properties: {Location: child.yaml, Parameters: {Who: first}}}
  Second: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml, Parameters: {Who: !Ref Mails}}}
  Reads:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.11
      Handler: index.handler
      InlineCode: |
        import os
        def handler(event, context): return os.environ["POST"]
      Environment: {Variables: {POST: !If [Always, !GetAtt Kid.Outputs.Post, ""]}}
      Events: {Get: {Type: HttpApi, Properties: {Path: /reads, Method: GET}}}
Conditions: {Always: !Equals [a, a]}
"""


def nested():
    write("nest/child.yaml", CHILD % INNER)
    write("nest/inner.yaml", CHILD % "")
    path = write("nest/template.yaml", PARENT)
    app = start("nested", "--template", path, "-D", "Who=parent", "-D", "AWS::StackName=prod")
    kids = ("", "Kid-", "Kid-Inner-", "Second-", "Second-Inner-")
    each = {kind: sorted(kid + kind for kid in kids) for kind in ("Work", "Mails", "Things", "Told", "WorkRule", "Waits", "Flow")}
    queues = {url.split("/")[-1]: url for url in app.client("sqs").list_queues()["QueueUrls"]}
    same("nested: queues", each["Mails"], sorted(queues))
    same("nested: tables", each["Things"], sorted(app.client("dynamodb").list_tables()["TableNames"]))
    same("nested: rules", sorted(each["Told"] + each["WorkRule"]),
         sorted(rule["Name"] for rule in app.client("events").list_rules()["Rules"]))
    same("nested: activities", each["Waits"], sorted(one["name"] for one in app.ask("ListActivities")["activities"]))
    same("nested: state machines", each["Flow"], sorted(one["name"] for one in app.ask("ListStateMachines")["stateMachines"]))
    who = {"": "parent", "Kid-": "first", "Second-": queues["Mails"]}
    for kid in kids:
        api = "" if kid == "" else "/%sServerlessHttpApi" % kid
        stack = ("prod-" + kid)[:-1]
        identity = "arn:aws:cloudformation:us-east-1:123456789012:stack/%s/%s" % (stack, stack)
        same("nested: the function " + kid, (200, {"called": kid + "Work", "who": who.get(kid, "inner"),
             "stack": stack + " " + identity, "post": queues[kid + "Mails"]}), app.json("GET", api + "/same"))
        target = app.client("events").list_targets_by_rule(Rule=kid + "Told")["Targets"][0]["Arn"]
        same("nested: the rule of " + kid, kid + "Mails", target.split(":")[-1])
        end = app.ask("StartSyncExecution", stateMachineArn="arn:aws:states:us-east-1:123456789012:stateMachine:%sFlow" % kid)
        same("nested: the state machine of " + kid, ":function:%sWork" % kid, json.loads(end["output"])[-len(kid) - 14:])
    same("nested: an output", queues["Kid-Mails"].encode(), app.http("GET", "/reads")[2])
    same("nested: exit code", 0, app.stop())


# ---- A template that changes

def changing(queue, table, rest):
    return """Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.11, Handler: index.handler, InlineCode: "def handler(event, context): return event"}
  Mails: {Type: AWS::SQS::Queue, Properties: {%s}}
  Other: {Type: AWS::SQS::Queue}
  News: {Type: AWS::SNS::Topic, Properties: {%s}}
  Papers: {Type: AWS::S3::Bucket, Properties: {%s}}
  Key: {Type: AWS::SSM::Parameter, Properties: {Name: /key, Type: String, Value: %s}}
  Secret: {Type: AWS::SecretsManager::Secret, Properties: {Name: word, SecretString: %s}}
  Things:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}, {AttributeName: kind, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
%s
%s
""" % (queue, rest["topic"], rest["bucket"], rest["value"], rest["value"], table, rest["more"])


BEFORE = changing("VisibilityTimeout: 4, DelaySeconds: 2, RedrivePolicy: {deadLetterTargetArn: !GetAtt Other.Arn, maxReceiveCount: 2}",
                  """      BillingMode: PAY_PER_REQUEST
      StreamSpecification: {StreamViewType: NEW_IMAGE}
      TimeToLiveSpecification: {AttributeName: until, Enabled: true}
      GlobalSecondaryIndexes:
        - {IndexName: first, KeySchema: [{AttributeName: kind, KeyType: HASH}], Projection: {ProjectionType: ALL}}
""", {"topic": "DisplayName: first", "value": "one",
      "bucket": "NotificationConfiguration: {QueueConfigurations: [{Queue: !GetAtt Other.Arn, Event: 's3:ObjectCreated:*'}]}",
      "more": """
  Gone: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [a]}, Targets: [{Id: one, Arn: !GetAtt Other.Arn}]}}
  Kept:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [b]}
      Targets: [{Id: one, Arn: !GetAtt Other.Arn}, {Id: two, Arn: !GetAtt Mails.Arn}]
  Copy:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Other.Arn, FilterPolicy: {kind: [good]}}
  Ends: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Mails.Arn}}
"""})
AFTER = changing("VisibilityTimeout: 9", """      ProvisionedThroughput: {ReadCapacityUnits: 3, WriteCapacityUnits: 4}
      StreamSpecification: {StreamViewType: OLD_IMAGE}
      TimeToLiveSpecification: {AttributeName: later, Enabled: true}
      GlobalSecondaryIndexes:
        - IndexName: second
          KeySchema: [{AttributeName: kind, KeyType: HASH}]
          Projection: {ProjectionType: KEYS_ONLY}
          ProvisionedThroughput: {ReadCapacityUnits: 1, WriteCapacityUnits: 1}
""", {"topic": "DisplayName: second", "value": "two", "bucket": "BucketName: papers",
      "more": """
  Kept: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [c]}, Targets: [{Id: one, Arn: !GetAtt Other.Arn}]}}
  Copy: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Other.Arn}}
"""})


def state(app):
    """What the services have, as far as the templates say it."""
    sqs, dynamodb, sns, bus, s3 = (app.client(name) for name in ("sqs", "dynamodb", "sns", "events", "s3"))
    mails = sqs.get_queue_attributes(QueueUrl=sqs.get_queue_url(QueueName="Mails")["QueueUrl"],
                                     AttributeNames=["All"])["Attributes"]
    table = dynamodb.describe_table(TableName="Things")["Table"]
    topic = "arn:aws:sns:us-east-1:123456789012:News"
    joined = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    return {
        "queue": [mails["VisibilityTimeout"], mails["DelaySeconds"], "RedrivePolicy" in mails],
        "items": [item["id"]["S"] for item in dynamodb.scan(TableName="Things")["Items"]],
        "billing": [table.get("BillingModeSummary", {}).get("BillingMode"), table["ProvisionedThroughput"]["ReadCapacityUnits"]],
        "stream": table["StreamSpecification"]["StreamViewType"],
        "indexes": [index["IndexName"] for index in table["GlobalSecondaryIndexes"]],
        "expiry": dynamodb.describe_time_to_live(TableName="Things")["TimeToLiveDescription"]["AttributeName"],
        "topic": sns.get_topic_attributes(TopicArn=topic)["Attributes"]["DisplayName"],
        "subscriptions": sorted([one["Endpoint"].split(":")[-1], sns.get_subscription_attributes(
            SubscriptionArn=one["SubscriptionArn"])["Attributes"].get("FilterPolicy")] for one in joined),
        "rules": {rule["Name"]: [json.loads(rule["EventPattern"])["source"],
                                 sorted(t["Id"] for t in bus.list_targets_by_rule(Rule=rule["Name"])["Targets"])]
                  for rule in bus.list_rules()["Rules"]},
        "notices": "QueueConfigurations" in s3.get_bucket_notification_configuration(Bucket="papers"),
        "values": [app.client("ssm").get_parameter(Name="/key")["Parameter"]["Value"],
                   app.client("secretsmanager").get_secret_value(SecretId="word")["SecretString"]],
    }


def said(app):
    with open(app.told, encoding="utf-8") as file:
        return file.read()


def changes():
    path = write("changing.yaml", BEFORE)
    app = start("changes", "--template", path)
    app.client("dynamodb").put_item(TableName="Things", Item={"id": {"S": "kept"}})
    same("before", {"queue": ["4", "2", True], "items": ["kept"], "billing": ["PAY_PER_REQUEST", 0], "stream": "NEW_IMAGE",
                    "indexes": ["first"], "expiry": "until", "topic": "first",
                    "subscriptions": [["Mails", None], ["Other", '{"kind":["good"]}']],
                    "rules": {"Gone": [["a"], ["one"]], "Kept": [["b"], ["one", "two"]]}, "notices": True,
                    "values": ["one", "one"]}, state(app))
    app.client("events").put_rule(Name="own", EventPattern='{"source": ["own"]}')
    same("before: exit code", 0, app.stop())
    write("changing.yaml", AFTER)
    app = start("changes", "--template", path)
    wanted = {"queue": ["9", "0", False], "items": ["kept"], "billing": ["PROVISIONED", 3], "stream": "OLD_IMAGE",
              "indexes": ["second"], "expiry": "later", "topic": "second", "subscriptions": [["Other", None]],
              "rules": {"Kept": [["c"], ["one"]], "own": [["own"], []]}, "notices": False, "values": ["two", "two"]}
    same("after", wanted, state(app))
    same("nothing is said of it", "", "".join(line for line in said(app).splitlines(True) if "warning" in line))
    same("after: exit code", 0, app.stop())
    other = AFTER.replace("Name: id, KeyType", "Name: other, KeyType").replace("Name: id, AttributeType", "Name: other, AttributeType")
    write("changing.yaml", other)
    app = start("changes", "--template", path)
    check("other keys are told, with the place", "changing.yaml:15:18: warning: the table 'Things' has another KeySchema already" in
          said(app), said(app))
    same("and the table is kept", wanted, state(app))
    same("kept: exit code", 0, app.stop())
    app = start("changes", "--template", write("else.yaml", "Resources: {Own: {Type: AWS::SQS::Queue}}"))
    check("another template is told", "changing.yaml was served from this folder before" in said(app), said(app))
    rules = [rule["Name"] for rule in app.client("events").list_rules()["Rules"]]
    same("its rules end, its queues stay", (["own"], 3), (rules, len(app.client("sqs").list_queues()["QueueUrls"])))
    same("another: exit code", 0, app.stop())


def folders():
    """Without --local each template has a folder of its own, wherever the server is started."""
    home = os.path.join(FOLDER, "home")
    found = []
    for name in ("shop", "billing", "shop"):
        path = write(name + "/template.yaml", STACK % ((name,) * 4))
        app = Application(ASLC, FOLDER, None, "--template", path, environment=dict(os.environ, XDG_STATE_HOME=home))
        app.client("sqs").create_queue(QueueName=name)
        found.append(sorted(url.split("/")[-1] for url in app.client("sqs").list_queues()["QueueUrls"]))
        same("folders: exit code", 0, app.stop())
    same("the queues of each", [["Mails", "shop"], ["Mails", "billing"], ["Mails", "shop"]], found)


names()
duplicates()
nested()
changes()
folders()
tell_checks()
