"""app.py ASLC PROGRAM FOLDER: starts an application, and looks from the outside whether all of it is there and started by what
starts it. PROGRAM is any workflow's, whose `local` looks into the services. Prints what is not as it should be."""
import json
import os
import subprocess
import sys

import boto3

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "serve"))
from api import check, same, tell_checks  # noqa: E402
from application import Application, wait_for  # noqa: E402

ASLC, PROGRAM, FOLDER = sys.argv[1:]
SAMPLES = os.path.join(os.path.dirname(os.path.dirname(HERE)), "samples")
ACCOUNT = "us-east-1:123456789012:"


def start(local, *options):
    return Application(ASLC, FOLDER, local, *options)


class Seen:
    """What the functions have written down."""

    def __init__(self, app):
        self.table = boto3.resource("dynamodb", endpoint_url=app.services, region_name="us-east-1", aws_access_key_id="a",
                                    aws_secret_access_key="b").Table("Seen")

    def now(self, kind):
        item = self.table.get_item(Key={"kind": kind}).get("Item")
        return json.loads(item["what"]) if item else None

    def __call__(self, kind):
        return wait_for(lambda: self.now(kind))


def routes(app):
    status, head, body = app.http("PUT", "/old/7%20x?a=1&a=2&b=", "text")
    same("the format 1.0", {"path": "/old/7%20x", "resource": "/old/{id}", "method": "PUT", "parameters": {"id": "7 x"},
                            "query": {"a": "2", "b": ""}, "all": {"a": ["1", "2"], "b": [""]}, "body": "text", "base64": False,
                            "stage": "Prod"}, json.loads(body))
    same("its status and headers", (201, "yes", ["a=1", "b=2"]), (status, head["X-Own"], head.get_all("Set-Cookie")))
    status, _, body = app.http("POST", "/Prod/old/1", b"\xff\x00")
    same("below its stage", ("/old/1", "\ufffd\0", False),
         (json.loads(body)["path"], json.loads(body)["body"], json.loads(body)["base64"]))
    status, _, body = app.http("GET", "/Prod")
    same("its root", (201, "/"), (status, json.loads(body)["path"]))
    status, _, body = app.http("POST", "/new/a/b?x=1&x=2", "{}", {"Cookie": "c=1; d=2"})
    same("the format 2.0", (200, {"path": "/new/a/b", "key": "POST /new/{rest+}", "query": {"x": "1,2"},
                                  "parameters": {"rest": "a/b"}, "cookies": ["c=1", "d=2"], "body": "{}", "method": "POST"}),
         (status, json.loads(body)))
    status, head, body = app.http("GET", "/picture")
    same("bytes", (200, "image/x-own", b"\x00\xff\x01"), (status, head["Content-Type"], body))
    page = {"Origin": "https://shop.example", "Host": "else.example"}
    status, head, _ = app.http("POST", "/new/x", "{}", page)
    same("a page that may ask", (200, "https://shop.example"), (status, head["Access-Control-Allow-Origin"]))
    status, head, _ = app.http("POST", "/new/x", "{}", dict(page, Origin="https://other.example"))
    same("one that may not read it", (200, None), (status, head["Access-Control-Allow-Origin"]))
    same("a function that fails", (500, {"message": "Internal Server Error"}), app.json("GET", "/broken"))
    same("another method", (404, {"message": "Not Found"}), app.json("GET", "/new/a"))
    status, begun = app.json("POST", "/flow", {"x": 1})
    end = app.end_of(begun["executionArn"])
    same("a state machine", (200, "SUCCEEDED", '{"x":1}'), (status, end["status"], end["output"]))
    status, places = app.json("GET", "/places")
    same("what an environment says", (200, {"queue": ["123456789012", "Mails"], "started": "Flow",
                                            "secret": ["password", "user"]}), (status, places))


def events(app):
    seen = Seen(app)
    sqs, dynamodb, s3, sns, bus = (app.client(n) for n in ("sqs", "dynamodb", "s3", "sns", "events"))
    mails = sqs.get_queue_url(QueueName="Mails")["QueueUrl"]
    color = {"color": {"DataType": "String", "StringValue": "red"}}
    for text in ("first", "unwanted", "later", "wrong"):
        sqs.send_message(QueueUrl=mails, MessageBody=text, MessageAttributes=color)
    wanted = {"source": "aws:sqs", "arn": "arn:aws:sqs:%sMails" % ACCOUNT, "color": "red"}
    first = seen("queue:first") or {}
    same("a message", wanted, {name: first.get(name) for name in wanted})
    sqs.send_message(QueueUrl=mails, MessageBody="odd")
    dynamodb.put_item(TableName="Things", Item={"id": {"S": "a"}, "n": {"N": "1"}})
    same("a change", {"new": {"id": {"S": "a"}, "n": {"N": "1"}}, "source": "aws:dynamodb"}, seen("stream:a:INSERT"))
    dynamodb.delete_item(TableName="Things", Key={"id": {"S": "a"}})
    same("another", {"new": None, "source": "aws:dynamodb"}, seen("stream:a:REMOVE"))
    s3.put_object(Bucket="papers", Key="a.gif", Body=b"1")
    s3.put_object(Bucket="papers", Key="a.txt", Body=b"1")
    same("an object", {"event": "ObjectCreated:Put"}, seen("bucket:a.txt"))
    for kind in ("bad", "good"):
        sns.publish(TopicArn="arn:aws:sns:%sNews" % ACCOUNT, Message=kind, Subject="s",
                    MessageAttributes={"kind": {"DataType": "String", "StringValue": kind}})
    same("a notice", {"subject": "s"}, seen("topic:good"))
    bus.put_events(Entries=[{"EventBusName": "shop", "Source": "shop", "DetailType": "order", "Detail": json.dumps(
        {"paid": paid, "id": paid})} for paid in (False, True)])
    same("an event", {"paid": True, "id": True}, seen("rule"))
    started = wait_for(lambda: [e for e in app.ask("ListExecutions", stateMachineArn="arn:aws:states:%sstateMachine:Flow" %
                                                   ACCOUNT)["executions"]][2:])
    check("an object starts a state machine", started)
    check("the other message, that was seen again", int((seen("queue:later") or {"count": 0})["count"]) > 1)
    check("a message of which a report tells that is none", int((seen("queue:odd") or {"count": 0})["count"]) > 1)
    same("what is not wanted", [None] * 3, [seen.now(k) for k in ("queue:unwanted", "bucket:a.gif", "topic:bad")])
    end = app.ask("StartSyncExecution", stateMachineArn="arn:aws:states:%sstateMachine:Sender" % ACCOUNT)
    same("a task sends", "SUCCEEDED", end["status"])
    same("to a topic with a function", {"subject": "task"}, seen("topic:from a task"))
    same("and to a bus with one", {"paid": True, "id": 7}, wait_for(lambda: (seen.now("rule") or {}).get("id") == 7 and
                                                                  seen.now("rule")))
    dead = sqs.get_queue_url(QueueName="Dead")["QueueUrl"]
    bodies = set()

    def collect():
        for message in sqs.receive_message(QueueUrl=dead, MaxNumberOfMessages=10).get("Messages", []):
            bodies.add(message["Body"])
        return {"bad", '"order"', "wrong"} <= bodies
    check("what goes to the queue for what is left", wait_for(collect), bodies)
    check("a queue that keeps the order", sqs.get_queue_url(QueueName="Ordered.fifo"))
    same("versions", "Enabled", s3.get_bucket_versioning(Bucket="papers").get("Status"))
    same("a time to live", "ENABLED",
         dynamodb.describe_time_to_live(TableName="Things")["TimeToLiveDescription"]["TimeToLiveStatus"])
    rules = {r["Name"]: r for r in bus.list_rules()["Rules"]}
    same("schedules", ("rate(1 minute)", "cron(0 3 * * ? *) Europe/Oslo"),
         (rules["OnScheduleOften"]["ScheduleExpression"], rules["Nightly"]["ScheduleExpression"]))


def told(app):
    with open(app.told, encoding="utf-8") as file:
        said = file.read()
    for line in ("what is sent to arn:aws:logs:%slog-group:audit goes nowhere here" % ACCOUNT,
                 "'Stats' is not made here: AWS::Glue::Crawler is AWS's alone"):
        check("it says: " + line, "app.yaml:" in said and line in said, said)
    for line in ("POST %s/flow: state machine Flow" % app.url, "ANY %s/Prod/old/{id}: function Old" % app.url,
                 "GET %s/Prod: function Old" % app.url, "GET %s/picture: function Picture" % app.url,
                 "state machine Second: arn:aws:states:%sstateMachine:Second" % ACCOUNT):
        check("it lists: " + line, line in app.lines, app.lines)


def whole():
    app = start("app", "--template", os.path.join(HERE, "app.yaml"), "--template", os.path.join(HERE, "second.yaml"),
                      "-D", "Who=Kim")
    routes(app)
    events(app)
    told(app)
    second = app.ask("StartSyncExecution", stateMachineArn="arn:aws:states:%sstateMachine:Second" % ACCOUNT)
    same("a second template, with what the first exports", '"Kim shop"', second["output"])
    same("exit code", 0, app.stop())
    again = start("app", "--template", os.path.join(HERE, "app.yaml"))
    seen = Seen(again)
    seen.table.delete_item(Key={"kind": "stream:a:INSERT"})
    again.client("dynamodb").put_item(TableName="Things", Item={"id": {"S": "b"}})
    check("it goes on in the stream", seen("stream:b:INSERT"))
    same("and not from its beginning", None, seen.now("stream:a:INSERT"))
    same("exit code, again", 0, again.stop())


def sample(name, *options):
    return start(name, "--template", os.path.join(SAMPLES, name, "template.yaml"), *options)


def text_of(*path):
    with open(os.path.join(SAMPLES, *path), encoding="utf-8") as file:
        return file.read()


def order():
    app = sample("order")
    body = {"stateMachineArn": "arn:aws:states:%sstateMachine:order" % ACCOUNT, "name": "first",
            "input": text_of("order", "input.json")}
    for path in ("/orderprocess", "/live/orderprocess"):
        status, begun = app.json("POST", path, dict(body, name="by" + path.replace("/", "-")))
        end = app.end_of(begun.get("executionArn", ""))
        same("an order at " + path, (200, json.loads(text_of("order", "output.json"))), (status, json.loads(end["output"])))
    same("order stops", 0, app.stop())


def front():
    app = sample("api-front")
    status, whole = app.json("POST", "/parcels", {"kg": 2.5})
    same("all of an execution", (200, "SUCCEEDED", {"kg": 2.5, "euros": 6.5}),
         (status, whole["status"], json.loads(whole["output"])))
    status, whole = app.json("POST", "/parcels", {"kg": 99})
    same("one that fails", (200, "FAILED", "Parcel.TooHeavy"), (status, whole["status"], whole["error"]))
    same("the output alone", (200, {"kg": 2.5, "euros": 6.5}), app.json("POST", "/prices", {"kg": 2.5}))
    same("an error", (500, "Parcel.NoWeight"), (lambda s, b: (s, b["error"]))(*app.json("POST", "/v1/prices", {})))
    status, begun = app.json("POST", "/parcels/later", {"kg": 2.5})
    same("later", (200, {"kg": 2.5, "euros": 6.5}), (status, json.loads(app.end_of(begun["executionArn"])["output"])))
    same("front stops", 0, app.stop())


def exam():
    app = sample("exam", "--wait-scale", "0")
    for name in ("", "failed-"):
        status, begun = app.json("POST", "/exams", json.loads(text_of("exam", name + "input.json")))
        end = app.end_of(begun["executionArn"])
        same("an exam " + name, (200, json.loads(text_of("exam", name + "output.json"))),
             (status, json.loads(end.get("output", "0"))))
    same("scores, by the API", (200, {"student": "s4712", "scores": [40, 60, 0]}), app.json("GET", "/exams/s4712"))
    same("nobody's", 404, app.json("GET", "/exams/nobody")[0])
    rows = app.client("dynamodb").scan(TableName="exam-results")["Items"]
    same("rows in the table", 5, len(rows))
    sqs = app.client("sqs")
    post = sqs.get_queue_url(QueueName="faculty-post")["QueueUrl"]
    letters = sqs.receive_message(QueueUrl=post).get("Messages", [])
    check("a message in the topic", letters and "Robin has failed 3 attempts" in json.loads(letters[0]["Body"])["Message"], letters)
    mails = subprocess.run([PROGRAM, "local", "show", "sns/mails", "--local", app.local], stdout=subprocess.PIPE, text=True,
                           check=True).stdout
    check("one for the student", "Kim, you have passed with 80 percent" in mails, mails)
    same("exam stops", 0, app.stop())


def calls():
    api = subprocess.Popen([sys.executable, os.path.join(SAMPLES, "api-template", "weather.py"), "sh", "-c",
                            'echo "$WEATHER_API"; read -r _'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    place = api.stdout.readline().strip()
    app = sample("api-template", "--parameter", "WeatherApi=" + place, "--local-load",
                 os.path.join(SAMPLES, "api-template", "services.json"))
    status, whole = app.json("POST", "/calls", json.loads(text_of("api-template", "input.json")))
    same("a call", (200, "SUCCEEDED", json.loads(text_of("api-template", "output.json"))),
         (status, whole["status"], json.loads(whole.get("output", "0"))))
    status, whole = app.json("POST", "/calls", json.loads(text_of("api-template", "missing-input.json")))
    same("a template that is not there", ("FAILED", "Template.Missing"), (whole["status"], whole["error"]))
    same("calls stop", 0, app.stop())
    api.communicate("\n")


whole()
order()
front()
exam()
calls()
tell_checks()
