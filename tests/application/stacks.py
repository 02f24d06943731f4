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

ASLC, FOLDER = sys.argv[1:]


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


names()
duplicates()
tell_checks()
