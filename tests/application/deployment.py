"""deployment.py ASLC FOLDER [PROGRAM]: what a deployment makes of a template, seen from outside. Prints what is not as it should be."""
import glob
import http.server
import json
import os
import stat
import sys
import threading
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "serve"))
from api import check, same, tell_checks  # noqa: E402
from application import Application, wait_for  # noqa: E402

ASLC, FOLDER = sys.argv[1:3]
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod], Default: dev}
  Endpoint: {Type: String}
  Feeding: {Type: String, Default: "false"}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Globals:
  Function: {Runtime: python3.11, Handler: index.handler}
Resources:
  Items:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: Items
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      StreamSpecification: {StreamViewType: NEW_IMAGE}
  Bare:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: Bare
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      StreamSpecification: !If [IsProd, {StreamViewType: NEW_IMAGE}, !Ref AWS::NoValue]
  Role: {Type: AWS::IAM::Role, Properties: {RoleName: own}}
  Logs: {Type: AWS::Logs::LogGroup}
  Flow:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !GetAtt Role.Arn
      LoggingConfiguration:
        Level: ALL
        IncludeExecutionData: true
        Destinations: [{CloudWatchLogsLogGroup: {LogGroupArn: !GetAtt Logs.Arn}}]
      TracingConfiguration: {Enabled: true}
      Tags: [{Key: team, Value: red}]
      DefinitionString: '{"StartAt":"P","States":{"P":{"Type":"Pass","Parameters":{"role.$":"$$.Execution.RoleArn"},"End":true}}}'
  Taken: {Type: AWS::SQS::Queue, Properties: {QueueName: Taken}}
  Lost: {Type: AWS::SQS::Queue, Properties: {QueueName: Lost}}
  Variables:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: |
        import os
        def handler(event, context):
            return {name: os.environ[name] for name in os.environ if name.startswith("OWN_")}
      Environment:
        Variables:
          OWN_EXTRA: !If [IsProd, "yes", !Ref "AWS::NoValue"]
          OWN_STAGE: !Ref Stage
          OWN_LIST: !Join [",", [a, !Ref AWS::NoValue, b]]
  Old: {Type: AWS::SQS::Queue, Properties: {QueueName: Old}}
  Many: {Type: AWS::SQS::Queue, Properties: {QueueName: Many}}
  Counted: {Type: AWS::SQS::Queue, Properties: {QueueName: Counted}}
  Fail:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: "def handler(event, context): raise ValueError('never')"
      Events:
        Changes:
          Type: DynamoDB
          Properties:
            Stream: !GetAtt Items.StreamArn
            StartingPosition: TRIM_HORIZON
            MaximumRecordAgeInSeconds: 1
            DestinationConfig: {OnFailure: {Destination: !GetAtt Old.Arn}}
  Count:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: |
        import json, os, urllib.request
        def handler(event, context):
            call = {"QueueUrl": os.environ["COUNTED"], "MessageBody": json.dumps(len(event["Records"]))}
            head = {"X-Amz-Target": "AmazonSQS.SendMessage", "Content-Type": "application/x-amz-json-1.0"}
            urllib.request.urlopen(urllib.request.Request(os.environ["COUNTED"], json.dumps(call).encode(), head)).read()
      Environment: {Variables: {COUNTED: !Ref Counted}}
      Events:
        Messages:
          Type: SQS
          Properties: {Queue: !GetAtt Many.Arn, BatchSize: 100, MaximumBatchingWindowInSeconds: 1, Enabled: !Ref Feeding}
  Take:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: |
        import json, os, urllib.parse, urllib.request
        def handler(event, context):
            names = [r["dynamodb"]["Keys"]["id"]["S"] for r in event["Records"]]
            if any(n.startswith("bad") for n in names):
                raise ValueError("bad")
            call = {"QueueUrl": os.environ["TAKEN"], "MessageBody": json.dumps(names)}
            head = {"X-Amz-Target": "AmazonSQS.SendMessage", "Content-Type": "application/x-amz-json-1.0"}
            urllib.request.urlopen(urllib.request.Request(os.environ["TAKEN"], json.dumps(call).encode(), head)).read()
      Environment: {Variables: {TAKEN: !Ref Taken}}
      Events:
        Changes:
          Type: DynamoDB
          Properties:
            Stream: !GetAtt Items.StreamArn
            StartingPosition: TRIM_HORIZON
            BatchSize: 10
            BisectBatchOnFunctionError: true
            MaximumRetryAttempts: 0
            DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Lost.Arn}}
  Common: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: common.zip}}
  Zipped:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.11, Handler: app.handler, CodeUri: app.zip, Layers: [!Ref Common], FunctionUrlConfig: {AuthType: NONE}}
  Typed:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs18.x
      Handler: index.handler
      Layers: [!Ref Common]
      Code: {ZipFile: "exports.handler = async () => require('dep').word"}
  Asset:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.11
      Handler: app.handler
      Role: !GetAtt Role.Arn
      Code: {S3Bucket: assets, S3Key: a.zip}
      Layers: [!Ref AssetLayer]
    Metadata: {"aws:asset:path": asset.a, "aws:asset:property": Code}
  AssetLayer:
    Type: AWS::Lambda::LayerVersion
    Properties: {Content: {S3Bucket: assets, S3Key: b.zip}}
    Metadata: {"aws:asset:path": common.zip, "aws:asset:property": Content}
  Native: {Type: AWS::Lambda::Function, Properties: {Runtime: provided.al2023, Handler: x, Code: native.zip}}
  B:
    Type: AWS::S3::Bucket
    Properties: {CorsConfiguration: {CorsRules: [{AllowedMethods: [GET], AllowedOrigins: ["https://a.example"], MaxAge: 9}]}}
  Shop:
    Type: AWS::Events::ApiDestination
    Properties: {ConnectionArn: !GetAtt Key.Arn, HttpMethod: POST, InvocationEndpoint: !Ref Endpoint}
  Key:
    Type: AWS::Events::Connection
    Properties: {AuthorizationType: API_KEY, AuthParameters: {ApiKeyAuthParameters: {ApiKeyName: X-Own, ApiKeyValue: secret}}}
  Sold:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [shop]}
      Targets: [{Id: a, Arn: !GetAtt Shop.Arn, RoleArn: !GetAtt Role.Arn, InputPath: $.detail}]
  First: {Type: AWS::StepFunctions::StateMachineVersion, Properties: {StateMachineArn: !GetAtt Flow.Arn}}
  Live:
    Type: AWS::StepFunctions::StateMachineAlias
    Properties: {Name: live, RoutingConfiguration: [{StateMachineVersionArn: !Ref First, Weight: 100}]}
  T:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  QueueOfWhichTheNameHasManyMoreLettersThanAQueueMayHaveSoThatTheEndOfItIsCutOffAndOthersStand:
    Type: AWS::SQS::Queue
    Properties: {FifoQueue: true}
Outputs:
  Table: {Value: !Ref Items}
  Short: {Value: !Sub "${B} ${T}"}
  Long: {Value: !GetAtt QueueOfWhichTheNameHasManyMoreLettersThanAQueueMayHaveSoThatTheEndOfItIsCutOffAndOthersStand.QueueName}
  Address: {Value: !Sub "https://${ServerlessRestApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/Prod/told"}
  Own: {Value: !GetAtt ZippedUrl.FunctionUrl}
  Alias: {Value: !Ref Live}
  Domain: {Value: !GetAtt B.RegionalDomainName}
  Only: {Condition: IsProd, Value: x}
  Letters: {Value: !GetAtt Lost.Arn}
"""


NATIVE = """#!/usr/bin/python3
import os, urllib.request
base = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/invocation/"
while True:
    with urllib.request.urlopen(base + "next") as event:
        urllib.request.urlopen(base + event.headers["Lambda-Runtime-Aws-Request-Id"] + "/response", b'"native"').read()
"""
APP = "import common\nfrom inner import more\n\n\ndef handler(event, context):\n    return [common.WORD, more.WORD%s]\n"


def write_zip(name, files):
    with zipfile.ZipFile(os.path.join(FOLDER, name), "w") as file:
        for path, text in files.items():
            one = zipfile.ZipInfo(path)
            one.external_attr = (stat.S_IFREG | 0o755) << 16
            file.writestr(one, text, zipfile.ZIP_DEFLATED)


def write_zips():
    write_zip("app.zip", {"app.py": APP % "", "inner/more.py": "WORD = 'more'", "inner/other.py": ""})
    write_zip("common.zip", {"python/common.py": "WORD = 'common'", "nodejs/node_modules/dep/index.js": "exports.word = 'dep'"})
    write_zip("native.zip", {"bootstrap": NATIVE})
    os.makedirs(os.path.join(FOLDER, "asset.a", "inner"))
    for path, text in {"app.py": APP % "", "inner/more.py": "WORD = 'asset'"}.items():
        with open(os.path.join(FOLDER, "asset.a", path), "w", encoding="utf-8") as file:
            file.write(text)


def answer(app, name):
    return json.loads(app.client("lambda").invoke(FunctionName=name)["Payload"].read())


def zips(app):
    same("a zip with a layer that is one", ["common", "more"], answer(app, "Zipped"))
    same("code in the template with such a layer", "dep", answer(app, "Typed"))
    same("what CDK has laid beside the template", ["common", "asset"], answer(app, "Asset"))
    same("a program in a zip", "native", answer(app, "Native"))


def zips_again(app):
    same("a zip that has changed", ["common", "else", 1], answer(app, "Zipped"))
    same("what is in it no longer", [False], [os.path.exists(p) for p in glob.glob(
        os.path.join(FOLDER, "**", "functions", "Zipped", "inner", "other.py"), recursive=True)] or [False])
    same("one that has not", "native", answer(app, "Native"))


def bodies(sqs, name, count):
    url, found = sqs.get_queue_url(QueueName=name)["QueueUrl"], []

    def look():
        for one in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=600).get("Messages", []):
            found.append(json.loads(one["Body"]))
        return len(found) >= count
    wait_for(look)
    return found


def conditions(app):
    answer = app.client("lambda").invoke(FunctionName="Variables")
    same("AWS::NoValue is nothing", {"OWN_STAGE": "dev", "OWN_LIST": "a,b"}, json.loads(answer["Payload"].read()))
    table = app.client("dynamodb").describe_table(TableName="Bare")["Table"]
    same("nor is it a property", None, table.get("StreamSpecification"))


def machines(app):
    arn, role = "arn:aws:states:us-east-1:123456789012:stateMachine:Flow", "arn:aws:iam::123456789012:role/own"
    told = app.ask("DescribeStateMachine", stateMachineArn=arn)
    group = {"cloudWatchLogsLogGroup": {"logGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:Logs:*"}}
    same("its role", role, told["roleArn"])
    same("how it logs", {"level": "ALL", "includeExecutionData": True, "destinations": [group]}, told["loggingConfiguration"])
    same("how it is traced", {"enabled": True}, told["tracingConfiguration"])
    same("its tags", [{"key": "team", "value": "red"}], app.ask("ListTagsForResource", resourceArn=arn)["tags"])
    begun = app.ask("StartExecution", stateMachineArn=arn)
    same("the role of an execution", {"role": role}, json.loads(app.end_of(begun["executionArn"])["output"]))
    lines = [app.process.stdout.readline().decode().rstrip("\n") for _ in range(8)]
    queue = app.client("sqs").list_queues(QueueNamePrefix="QueueOf")["QueueUrls"][0].rpartition("/")[2]
    same("a name that is too long is cut", (80, True), (len(queue), queue.endswith(".fifo")))
    same("names that are too short have their stack in front", (["deployment-b"], True),
         ([b["Name"] for b in app.client("s3").list_buckets()["Buckets"]], "deployment-T" in app.client("dynamodb").list_tables()["TableNames"]))
    same("outputs", ["output Table: Items", "output Short: deployment-b deployment-T", f"output Long: {queue}",
                     f"output Address: {app.url}/Prod/told", f"output Own: {app.url}/Zipped.lambda-url/", f"output Alias: {arn}",
                     "output Domain: deployment-b.s3.us-east-1.amazonaws.com", "output Letters: arn:aws:sqs:us-east-1:123456789012:Lost"], lines)


def batches(app):
    sqs, dynamodb = app.client("sqs"), app.client("dynamodb")
    names = ["ok1", "bad1", "ok2", "ok3"]
    dynamodb.transact_write_items(TransactItems=[{"Put": {"TableName": "Items", "Item": {"id": {"S": n}}}} for n in names])
    letters = bodies(sqs, "Lost", 1)
    taken = [name for batch in bodies(sqs, "Taken", 2) for name in batch]
    same("all but what fails is taken, once and in its order", ["ok1", "ok2", "ok3"], sorted(taken))
    same("what fails alone is told", 1, len(letters))
    letter = letters[0]
    info = letter["DDBStreamBatchInfo"]
    same("why", ("RetryAttemptsExhausted", "Unhandled", "1.0"),
         (letter["requestContext"]["condition"], letter["responseContext"]["functionError"], letter["version"]))
    same("whose it is", "arn:aws:lambda:us-east-1:123456789012:function:Take", letter["requestContext"]["functionArn"])
    same("one record", (1, info["startSequenceNumber"]), (info["batchSize"], info["endSequenceNumber"]))
    check("of the stream", ":table/Items/stream/" in info["streamArn"] and info["shardId"])


class Shop(http.server.BaseHTTPRequestHandler):
    heard = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((self.headers["X-Own"], json.loads(body)))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def destinations(app):
    app.client("events").put_events(Entries=[{"Source": "shop", "DetailType": "sold", "Detail": '{"id": 7}'}])
    wait_for(lambda: len(Shop.heard) > 0)
    same("what a rule sends to an API, with the connection's key", [("secret", {"id": 7})], Shop.heard)
    rule = app.client("s3").get_bucket_cors(Bucket="deployment-b")["CORSRules"]
    same("the pages that may ask a bucket", [{"AllowedMethods": ["GET"], "AllowedOrigins": ["https://a.example"], "MaxAgeSeconds": 9}], rule)


def ages(app):
    letter = bodies(app.client("sqs"), "Old", 1)[0]
    same("records that are too old go by", "RecordAgeExceeded", letter["requestContext"]["condition"])


def send_many(app):
    sqs = app.client("sqs")
    url = sqs.get_queue_url(QueueName="Many")["QueueUrl"]
    for some in range(2):
        sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": str(i), "MessageBody": f"{some} {i}"} for i in range(6)])


def main():
    path = os.path.join(FOLDER, "deployment.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(TEMPLATE)
    write_zips()
    shop = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    threading.Thread(target=shop.serve_forever, daemon=True).start()
    endpoint = f"Endpoint=http://127.0.0.1:{shop.server_address[1]}/sold"
    app = Application(ASLC, FOLDER, "deployment", "--template", path, "-D", endpoint)
    zips(app)
    conditions(app)
    machines(app)
    batches(app)
    destinations(app)
    ages(app)
    send_many(app)
    same("exit code", 0, app.stop())
    write_zip("app.zip", {"app.py": APP % ", 1", "inner/more.py": "WORD = 'else'"})
    app = Application(ASLC, FOLDER, "deployment", "--template", path, "-D", endpoint, "-D", "Feeding=true")
    zips_again(app)
    same("a batch of a queue has as many as it may", [12], bodies(app.client("sqs"), "Counted", 1))
    same("exit code of the second", 0, app.stop())
    tell_checks()


main()
