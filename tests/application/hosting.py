"""hosting.py ASLC FOLDER PROGRAM: how the functions of a template are hosted. Prints what is not as it should be."""
import datetime
import json
import os
import stat
import subprocess
import sys

import boto3
from botocore.exceptions import ClientError

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "serve"))
from api import Server, check, same, tell_checks  # noqa: E402
from application import Application, wait_for  # noqa: E402

ASLC, FOLDER, PROGRAM = sys.argv[1:]


def write(name, text, is_program=False):
    path = os.path.join(FOLDER, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, os.stat(path).st_mode | (stat.S_IXUSR if is_program else 0))
    return path


def start(local, *options):
    return Application(ASLC, FOLDER, local, *options)


def function(name, more):
    return """
  %s:
    Type: AWS::Serverless::Function
    Properties: {%s, Events: {Get: {Type: HttpApi, Properties: {Path: /%s, Method: GET}}}}""" % (name, more, name)


# ---- The root of the code

PYTHON = """import json, os, sys
from src.shared import word
def lambda_handler(event, context):
    return {"word": word, "folder": os.getcwd(), "root": os.environ["LAMBDA_TASK_ROOT"], "first": sys.path[0],
            "handler": os.environ["_HANDLER"]}
"""
NODE = """const word = require('src/shared');
exports.handler = async () => ({ word, folder: process.cwd(), root: process.env.LAMBDA_TASK_ROOT, first: process.cwd(),
    handler: process.env._HANDLER });
"""
OWN = """#!/usr/bin/env python3
import json, os, urllib.request
place = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
while True:
    with urllib.request.urlopen(place + "next") as event:
        id = event.headers["Lambda-Runtime-Aws-Request-Id"]
    answer = {"word": "own", "folder": os.getcwd(), "root": os.environ["LAMBDA_TASK_ROOT"], "first": os.getcwd(),
              "handler": os.environ["_HANDLER"]}
    urllib.request.urlopen(urllib.request.Request(place + id + "/response", json.dumps(answer).encode()))
"""


def roots():
    write("code/py/src/shared.py", "word = 'python'\n")
    write("code/py/src/handlers/a.py", PYTHON)
    write("code/js/src/shared.js", "module.exports = 'node';\n")
    write("code/js/src/app.js", NODE)
    write("code/own/bootstrap", OWN, True)
    kinds = (("slashes", "py", "python3.11", "src/handlers/a.lambda_handler", "python"),
             ("dots", "py", "python3.11", "src.handlers.a.lambda_handler", "python"),
             ("node", "js", "nodejs18.x", "src/app.handler", "node"), ("own", "own", "provided.al2", "my.handler", "own"))
    path = write("code/template.yaml", "Resources:" + "".join(
        function(name, "Runtime: %s, CodeUri: ./%s/, Handler: %s" % (runtime, folder, handler))
        for name, folder, runtime, handler, _ in kinds))
    app = start("roots", "--template", path)
    for name, folder, _, handler, word in kinds:
        root = os.path.realpath(os.path.join(FOLDER, "code", folder))
        wanted = {"word": word, "folder": root, "root": root, "first": root, "handler": handler}
        same("the root of " + name, (200, wanted), app.json("GET", "/" + name))
    same("roots: exit code", 0, app.stop())


# ---- What functions get of an API

ECHO = """import json
def handler(event, context):
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps(event)}
"""
APIS = """
Globals:
  Function: {Runtime: python3.11, CodeUri: echo/, Handler: echo.handler}
  Api: {Cors: "'https://rest.example'", Auth: {DefaultAuthorizer: None}, Domain: {DomainName: shop.example}}
  HttpApi: {CorsConfiguration: {AllowOrigins: [https://http.example]}, Domain: {DomainName: shop.example}}
Resources:
  Rest: {Type: AWS::Serverless::Function, Properties: {Events: {Get: {Type: Api, Properties: {Path: '/rest/{id}', Method: ANY}}}}}
  Http:
    Type: AWS::Serverless::Function
    Properties: {Events: {Get: {Type: HttpApi, Properties: {Path: '/old/{id}', Method: GET, PayloadFormatVersion: '1.0'}}}}
  All:
    Type: AWS::Serverless::Function
    Properties: {FunctionUrlConfig: {AuthType: NONE}, Events: {Rest: {Type: HttpApi}}}
  Listed: {Type: AWS::Serverless::Function, Properties: {CodeUri: echo/}}
  Own: {Type: 'AWS::Lambda::Url', Properties: {TargetFunctionArn: !GetAtt Listed.Arn, AuthType: AWS_IAM}}
"""


def apis():
    write("echo/echo.py", ECHO)
    app = start("apis", "--template", write("apis.yaml", APIS))
    port = app.url.split(":")[-1]
    forwarded = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}
    event = json.loads(app.http("PUT", "/rest/7?a=1", "text", forwarded)[2])
    same("an event of a REST API", (None, "PUT", "/rest/7", {"id": "7"}, ["text/plain"], "Prod", "/rest/{id}", None),
         (event.get("version"), event["httpMethod"], event["path"], event["pathParameters"],
          json.loads(app.http("PUT", "/rest/7", "text", {"Content-Type": "text/plain"})[2])["multiValueHeaders"]["Content-Type"],
          event["requestContext"]["stage"], event["requestContext"]["resourcePath"],
          event["requestContext"]["identity"]["userArn"]))
    same("what was forwarded", ("192.0.2.1, 127.0.0.1", port, "http", ["http"]),
         (event["headers"]["X-Forwarded-For"], event["headers"]["X-Forwarded-Port"], event["headers"]["X-Forwarded-Proto"],
          event["multiValueHeaders"]["X-Forwarded-Proto"]))
    event = json.loads(app.http("GET", "/old/7")[2])
    same("the format 1.0", ("1.0", "$default", "127.0.0.1"), (event["version"], event["requestContext"]["stage"],
                                                               event["headers"]["X-Forwarded-For"]))
    event = json.loads(app.http("POST", "/old/7", "{}")[2])
    same("what no route takes goes to $default", ("2.0", "$default", "/old/7", None, "$default", "http"),
         (event["version"], event["routeKey"], event["rawPath"], event.get("pathParameters"),
          event["requestContext"]["routeKey"], event["headers"]["x-forwarded-proto"]))
    for name in ("All", "Listed"):
        event = json.loads(app.http("GET", "/%s.lambda-url/a/b?x=1" % name)[2])
        same("the URL of " + name, ("$default", "/a/b", "$default", "/a/b"),
             (event["routeKey"], event["rawPath"], event["requestContext"]["stage"], event["requestContext"]["http"]["path"]))
    same("its root", "/", json.loads(app.http("GET", "/All.lambda-url")[2])["rawPath"])
    for origin in ("https://rest.example", "https://http.example"):
        _, head, _ = app.http("GET", "/old/7", None, {"Origin": origin})
        same("pages of Globals", origin, head["Access-Control-Allow-Origin"])
    said = text_of(app.told)
    check("authorization is told", "apis.yaml:4:47: warning: Auth of Globals' Api" in said, said)
    check("that of a URL too", "the AuthType AWS_IAM lets everybody in here" in said, said)
    check("so is what of $default is not at the root", "warning: the server answers / itself: here this route is ANY /" in said, said)
    same("a domain is not", 3, said.count("warning: "))
    sizes(app)
    same("apis: exit code", 0, app.stop())


def text_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def sizes(app):
    status, _, body = app.http("PUT", "/rest/7", "x" * 3000000)
    same("a large body", (200, 3000000), (status, len(json.loads(body)["body"])))
    words = {"/rest/7": "Request Too Long", "/old": "Request Entity Too Large"}
    for path, word in words.items():
        for size in (7000000, 10485761):
            same("%d bytes to %s" % (size, path), (413, {"message": word}), app.json("POST", path, "x" * size))
    client = app.client("lambda")
    for kind, size, most in (("RequestResponse", 6291457, 6291456), ("Event", 1048577, 1048576)):
        try:
            client.invoke(FunctionName="Rest", InvocationType=kind, Payload=json.dumps("x" * (size - 2)))
            check("too much is refused", False)
        except client.exceptions.RequestTooLargeException as error:
            same("too much", "Request must be smaller than %d bytes for the InvokeFunction operation" % most,
                 error.response["Error"]["Message"])
        except ClientError as error:
            same("too much", (413, "RequestEntityTooLargeException", "Request must be smaller than %d bytes for the InvokeFunction "
                              "operation" % most), (error.response["ResponseMetadata"]["HTTPStatusCode"],
                                                    error.response["Error"]["Code"], error.response["Error"]["Message"]))
    same("as much as may be", 202, client.invoke(FunctionName="Rest", InvocationType="Event",
                                                 Payload=json.dumps("x" * 1048574))["StatusCode"])


# ---- References

REFERENCES = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.11, CodeUri: echo/, Handler: env.handler}}
Parameters:
  Kept: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /shop/key}
  Given: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /not/there}
  Lost: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /lost}
Resources:
  Key: {Type: AWS::SSM::Parameter, Properties: {Name: /shop/key, Type: String, Value: v1}}
  Word: {Type: AWS::SecretsManager::Secret, Properties: {Name: word, SecretString: '{"user": "kim", "n": 1}'}}
  Drawn:
    Type: AWS::SecretsManager::Secret
    Properties: {GenerateSecretString: {SecretStringTemplate: '{"user": "shop"}', GenerateStringKey: password}}
  Env:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      Environment:
        Variables:
          A_KEPT: !Ref Kept
          A_GIVEN: !Ref Given
          A_LOST: !Ref Lost
          A_SSM: 'a {{resolve:ssm:/shop/key:1}} b'
          A_SECRET: '{{resolve:secretsmanager:word:SecretString:user}}'
          A_DRAWN: !Sub '{{resolve:secretsmanager:${Drawn}:SecretString:password}}'
          A_NOBODY: '{{resolve:ssm:/nobody}}'
          A_ALIAS: !Ref Env.Alias
          A_VERSION: !Sub '${Env.Version}'
          A_OTHER: !Ref Alias
          A_NUMBER: !GetAtt Version.Version
          A_ARN: !GetAtt Env.Arn
      Events: {Get: {Type: HttpApi, Properties: {Path: /env, Method: GET}}}
  Version: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Env}}
  Alias: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Env, FunctionVersion: !GetAtt Version.Version, Name: x}}
  May: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref Alias, Action: a, Principal: b}}
"""
ENV = """import os
def handler(event, context):
    return {name[2:]: text for name, text in os.environ.items() if name.startswith("A_")}
"""


def references():
    write("echo/env.py", ENV)
    path = write("references.yaml", REFERENCES)
    drawn = []
    arn = "arn:aws:lambda:us-east-1:123456789012:function:Env"
    for time in (1, 2):
        app = start("references", "--template", path, "-D", "Given=yes")
        status, env = app.json("GET", "/env")
        drawn.append(env.pop("DRAWN"))
        same("references", (200, {"KEPT": "v1", "GIVEN": "yes", "LOST": "/lost", "SSM": "a v1 b", "SECRET": "kim",
                                  "NOBODY": "{{resolve:ssm:/nobody}}", "ALIAS": arn, "VERSION": arn, "OTHER": arn,
                                  "NUMBER": "$LATEST", "ARN": arn}), (status, env))
        said = text_of(app.told)
        check("what is not known is told", "references.yaml:26:21: warning: what 'ssm:/nobody' is, is not known here" in said and
              "references.yaml:22:19: warning: what the Systems Manager has for '/lost' is not known here" in said and
              "warning: circular dependency between resources: [Env]" in said and said.count("warning") == 3, said)
        same("references: exit code", 0, app.stop())
    same("a secret that is drawn", (32, True), (len(drawn[0]), drawn[0] == drawn[1]))


# ---- What is told, and layers

TOLD = """
Globals: {Function: {Runtime: python3.11, CodeUri: echo/, Handler: layered.handler, Layers: [!Ref Shared]}}
Resources:
  Shared: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layer/}}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      EventInvokeConfig: {MaximumRetryAttempts: 1}
      DeadLetterQueue: {Type: SQS, TargetArn: x}
      Events: {Get: {Type: HttpApi, Properties: {Path: /layered, Method: GET, Auth: {Authorizer: A}}}}
  Node:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs18.x
      Layers: [!Ref Shared, 'arn:aws:lambda:us-east-1:1:layer:far:1']
      Events: {Get: {Type: HttpApi, Properties: {Path: /node, Method: GET}}}
  Custom: {Type: AWS::CloudFormation::CustomResource, Properties: {ServiceToken: !GetAtt Work.Arn}}
  Other: {Type: Custom::Thing, Properties: {ServiceToken: !GetAtt Work.Arn}}
  Invokes: {Type: AWS::Lambda::EventInvokeConfig, Properties: {FunctionName: !Ref Work, Qualifier: x}}
"""


def told():
    write("echo/layered.py", "from shared import word\ndef handler(event, context): return word\n")
    write("echo/layered.js", "exports.handler = async () => require('word');\n")
    write("layer/python/shared.py", "word = 'from the layer'\n")
    write("layer/nodejs/node_modules/word/index.js", "module.exports = 'from its modules';\n")
    app = start("told", "--template", write("told.yaml", TOLD))
    same("a layer", b"from the layer", app.http("GET", "/layered")[2])
    same("one of Node", b"from its modules", app.http("GET", "/node")[2])
    said = text_of(app.told)
    for line in ("8:26: warning: EventInvokeConfig of 'Work' is left out here", "9:24: warning: DeadLetterQueue of 'Work'",
                 "10:98: warning: the authorizer 'A' is left out here", "15:29: warning: this layer is not on this machine",
                 "17:11: warning: the custom resource 'Custom' is not made here", "18:10: warning: the custom resource 'Other'",
                 "19:12: warning: 'Invokes' is not made here: AWS::Lambda::EventInvokeConfig is AWS's alone"):
        check("it is told: " + line, "told.yaml:" + line in said, said)
    same("told: exit code", 0, app.stop())


def bounds():
    write("echo/env.py", ENV)
    for property, wrong, said in (("Timeout", "901", "Timeout is from 1 to 900, not 901"),
                                  ("MemorySize", "64", "MemorySize is from 128 to 10240, not 64")):
        text = "Globals: {Function: {Runtime: python3.11, CodeUri: echo/, Handler: env.handler, %s: %s}}\n" % (property, wrong)
        path = write("bounds.yaml", text + "Resources:\n  A: {Type: AWS::Serverless::Function}\n")
        done = subprocess.run([ASLC, "serve", "--check", "--template", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True)
        column = text.index(" " + wrong) + 2
        check(said, done.returncode == 2 and "bounds.yaml:1:%d: error: %s" % (column, said) in done.stderr, done.stderr)


# ---- Schedules

SCHEDULES = """
Resources:
  Flow: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {StartAt: S, States: {S: {Type: Pass, End: true}}}}}
  Soon:
    Type: AWS::Scheduler::Schedule
    Properties:
      ScheduleExpression: at(%s)
      ScheduleExpressionTimezone: Asia/Tokyo
      Target: {Arn: !Ref Flow, RoleArn: x, Input: '{"by": "Soon"}'}
  Lost:
    Type: AWS::Scheduler::Schedule
    Properties: {ScheduleExpression: cron(0 3 * * ? *), ScheduleExpressionTimezone: Europe/Nowhere, Target: {Arn: !Ref Flow}}
"""


def schedules():
    tokyo = datetime.timezone(datetime.timedelta(hours=9))
    soon = datetime.datetime.now(tokyo) + datetime.timedelta(seconds=10)
    app = start("schedules", "--template", write("schedules.yaml", SCHEDULES % soon.strftime("%Y-%m-%dT%H:%M:%S")))
    found = wait_for(lambda: app.ask("ListExecutions",
                                     stateMachineArn="arn:aws:states:us-east-1:123456789012:stateMachine:Flow")["executions"])
    same("a time in another zone", '{"by":"Soon"}', app.end_of(found[0]["executionArn"])["output"] if found else None)
    said = text_of(app.told)
    check("a zone that is not known is told", "schedules.yaml:12:38: warning: nothing is started here by the schedule "
          "'cron(0 3 * * ? *)': this machine knows no time zone 'Europe/Nowhere'" in said, said)
    same("schedules: exit code", 0, app.stop())


def elsewhere():
    """What is to be started at an address where nobody is."""
    path = os.path.join(FOLDER, "elsewhere.said")
    environment = dict(os.environ, AWS_ENDPOINT_URL_SFN="http://127.0.0.1:1")
    machine = "arn:aws:states:us-east-1:123456789012:stateMachine:Flow"
    with open(path, "w", encoding="utf-8") as said:
        server = Server([PROGRAM, "local", "serve", "--local", os.path.join(FOLDER, "elsewhere")], said, environment)
    bus = boto3.client("events", endpoint_url=server.url, region_name="us-east-1", aws_access_key_id="a",
                       aws_secret_access_key="b")
    bus.put_rule(Name="r", EventPattern='{"source": ["a"]}')
    bus.put_targets(Rule="r", Targets=[{"Id": "t", "Arn": machine, "RoleArn": "arn:aws:iam::123456789012:role/r"}])
    for _ in range(2):
        bus.put_events(Entries=[{"Source": "a", "DetailType": "d", "Detail": "{}"}])
    check("a start that fails elsewhere is told", wait_for(lambda: machine + " could not be started at http://127.0.0.1:1" in
                                                           text_of(path)), text_of(path))
    server.stop()
    same("once", 1, text_of(path).count("could not be started"))


# ---- Before the server listens

EARLY = """
Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.11, CodeUri: echo/, Handler: early.handler}
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties: {Definition: {StartAt: S, States: {S: {Type: Task, Resource: !GetAtt Work.Arn, End: true}}}}
"""
WRITES = """import os, time
def handler(event, context):
    if not os.path.exists("begun"):
        open("begun", "w").close()
        time.sleep(60)
    return os.environ.get("AWS_ENDPOINT_URL_SFN", "nowhere")
"""


def early():
    """A task that goes on after a restart begins when its function can be told where the server is."""
    write("echo/early.py", WRITES)
    options = ("--template", write("early.yaml", EARLY), "--store", "sqlite:" + os.path.join(FOLDER, "early.db"))
    app = start("early", *options)
    arn = app.ask("StartExecution", stateMachineArn="arn:aws:states:us-east-1:123456789012:stateMachine:Flow")["executionArn"]
    check("it begins", wait_for(lambda: os.path.exists(os.path.join(FOLDER, "echo", "begun"))))
    app.kill()
    app = start("early", *options)
    same("it knows where the server is", json.dumps(app.url), app.end_of(arn)["output"])
    same("early: exit code", 0, app.stop())


roots()
schedules()
elsewhere()
early()
told()
bounds()
apis()
references()
tell_checks()
