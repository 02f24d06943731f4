"""mapping.py ASLC FOLDER PROGRAM: APIs with mapping templates and mapped parameters. Prints what is not as API Gateway does it."""
import hashlib
import json
import os
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "serve"))
from api import check, same, tell_checks  # noqa: E402
from application import Application, wait_for  # noqa: E402

ASLC, FOLDER, PROGRAM = sys.argv[1:]
CODE = """import json
def plain(event, context):
    print("got", json.dumps(event))
    if isinstance(event, dict) and event.get("fail"):
        raise ValueError(event["fail"])
    return {"got": event}
def handler(event, context):
    return {"statusCode": 200, "headers": {"Content-Type": "application/json", "X-Lost": "1", "X-Version": "old"}, "body": json.dumps(event)}
def author(event, context):
    return {"principalId": "me", "policyDocument": {"Statement": [{"Effect": "Allow" if event["authorizationToken"] == "yes" else "Deny",
            "Action": "execute-api:Invoke", "Resource": event["methodArn"]}]}}
"""
JSON = {"Content-Type": "application/json"}


def start(name, path):
    os.makedirs(os.path.join(FOLDER, "code"), exist_ok=True)
    with open(os.path.join(FOLDER, "code/echo.py"), "w", encoding="utf-8") as file:
        file.write(CODE)
    there = os.path.join(FOLDER, name + ".yaml")
    if path != there:
        shutil.copy(path, there)
    return Application(ASLC, FOLDER, name, "--template", there)


def said(app):
    with open(app.told, encoding="utf-8") as file:
        return file.read()


def asked(app, method, path, body=None, headers=None):
    """The status and the JSON; another text as it is."""
    status, head, content = app.http(method, path, json.dumps(body) if body is not None else None, JSON if headers is None else headers)
    try:
        return status, json.loads(content), head
    except ValueError:
        return status, content.decode(), head


def machines(app):
    quote = {"a": "it's \"so\"", "b": [1, {"c": None}]}
    status, begun, _ = asked(app, "POST", "/start?name=one", quote)
    same("quotes that JSON does not have", (422, {"bad": "SerializationException"}), (status, begun))
    status, begun, head = asked(app, "POST", "/start?name=one", {"a": "so/\"so\"\u00e4"})
    same("a start", (202, {"arn": "arn:aws:states:us-east-1:123456789012:execution:slow:one", "id": head["x-amzn-RequestId"]}), (status, begun))
    same("what it has begun with", (200, {"status": "RUNNING", "input": {"a": "so/\"so\"\u00e4"}}), asked(app, "GET", "/executions/one")[:2])
    same("the end", (204, ""), asked(app, "DELETE", "/executions/one")[:2])
    same("after the end", "ABORTED", asked(app, "GET", "/v1/executions/one")[1]["status"])
    status, gone, _ = asked(app, "GET", "/executions/none")
    same("none", (404, "Execution Does Not Exist: 'arn:aws:states:us-east-1:123456789012:execution:slow:none'"), (status, gone.get("message")))
    who = dict(JSON, **{"X-Token": "yes"})
    same("the output", (200, quote), asked(app, "POST", "/sync", quote, who)[:2])
    status, error, head = asked(app, "POST", "/sync", {"fail": 1}, who)
    same("an error", (500, {"error": "Broken", "who": "me"}, "Broken"), (status, error, head["X-Error"]))
    same("who may not", 403, asked(app, "POST", "/sync", quote, dict(JSON, **{"X-Token": "no"}))[0])
    same("nobody", 401, asked(app, "POST", "/sync", quote)[0])
    same("no JSON", (400, {"message": "Could not parse request body into json"}),
         (lambda a: (a[0], json.loads(a[2])))(app.http("POST", "/sync", "{", who)))
    same("a page of somebody else", 403, app.http("POST", "/start", "{}", dict(JSON, Origin="https://page.example"))[0])


def functions(app):
    status, got, head = asked(app, "POST", "/fn/7?q=1&r=b", {"list": [1, 2]})
    same("what a template makes", (200, {"got": {"id": "7", "list": [1, 2], "color": "blue", "query": {"q": "1", "r": "b"}, "fail": ""}}), (status, got))
    same("headers", ("a", "7", "POST", "blue"), tuple(head["X-" + letter] for letter in "ABCD"))
    same("an error by its message", (404, {"message": "no such thing"}), asked(app, "POST", "/fn/7", {"fail": "no such thing"})[:2])
    status, text, head = asked(app, "POST", "/fn/7", {"fail": "no such thing"}, dict(JSON, Accept="text/plain"))
    same("as the client accepts it", (404, "none", "text/plain"), (status, text, head["Content-Type"]))
    same("another error", (200, "other"), (lambda a: (a[0], a[1]["errorMessage"]))(asked(app, "POST", "/fn/7", {"fail": "other"})))
    same("no template for the type, ever", (415, {"message": "Unsupported Media Type"}), asked(app, "POST", "/fn/7", {}, {"Content-Type": "text/plain"})[:2])
    same("nobody waits", (202, ""), asked(app, "POST", "/later", {"late": 1}, {"Content-Type": "text/plain"})[:2])
    check("it is called", wait_for(lambda: '[plain] got {"late": 1}' in said(app)), said(app))
    same("a page of anybody", 200, app.http("POST", "/fn/7", "{}", dict(JSON, Origin="https://page.example"))[0])


def services(app):
    same("an item", (201, {}), asked(app, "POST", "/item", {"id": "i1"})[:2])
    same("no item", (400, {"at": "/item"}), asked(app, "POST", "/item", {"id": 1})[:2])
    same("no template for the type, but others", 415, asked(app, "POST", "/item", {"id": "i2"}, {"Content-Type": "text/plain"})[0])
    same("all items", (200, ["i1"]), asked(app, "GET", "/item", headers={})[:2])
    body = json.dumps({"m": "a&b"})
    same("a message", (200, {"md5": hashlib.md5(body.encode()).hexdigest()}), asked(app, "POST", "/queue", {"m": "a&b"})[:2])
    sqs = app.client("sqs")

    def received():
        found = sqs.receive_message(QueueUrl=app.services + "/123456789012/post", WaitTimeSeconds=1).get("Messages", [])
        for one in found:
            sqs.delete_message(QueueUrl=app.services + "/123456789012/post", ReceiptHandle=one["ReceiptHandle"])
        return [one["Body"] for one in found]

    same("is in the queue", [body], wait_for(received))
    status, told, _ = asked(app, "POST", "/topic", {"text": "hello you"})
    check("a topic", status == 200 and "MessageId" in told["PublishResponse"]["PublishResult"], told)
    same("which has told the queue", "hello you", json.loads(wait_for(received)[0])["Message"])
    same("a topic without a text", (400, "InvalidParameter"), (lambda a: (a[0], a[1]["Error"]["Code"]))(asked(app, "POST", "/topic", {})))
    same("an object", 200, app.http("PUT", "/box/a%20b", "some text", {"Content-Type": "text/x-own"})[0])
    status, text, head = asked(app, "GET", "/box/a%20b", headers={})
    same("is there", (200, "some text", "text/x-own"), (status, text, head["Content-Type"]))
    same("another is not", 404, asked(app, "GET", "/box/c", headers={})[0])
    same("a message by an HTTP API", 200, asked(app, "POST", "/h/send", {"m": 2})[0])
    same("is in the queue as well", ['{"m": 2}'], wait_for(received))
    same("a number that is none", (400, {"message": "Bad Request"}), asked(app, "POST", "/h/send?wait=long", {"m": 2})[:2])
    status, put, _ = asked(app, "POST", "/h/put", {"a": 1})
    same("an event", (200, 0), (status, put["FailedEntryCount"]))


def mocks(app):
    same("a mock", (200, {"who": "127.0.0.1", "q": "a"}), asked(app, "GET", "/mock?q=a")[:2])
    status, text, head = asked(app, "GET", "/mock", headers={"Accept": "text/plain"})
    same("as the client accepts it", (200, "me", "text/plain"), (status, text, head["Content-Type"]))
    same("a mock by its status", (503, {"is": "down"}), asked(app, "GET", "/mock?down=yes")[:2])
    broken = (500, {"message": "Internal server error"})
    for method, text in (("POST", "POST /mock: the request template of a mock makes {\"statusCode\": NUMBER}, and here is none"),
                         ("PUT", "PUT /mock: no response is for '404'"),
                         ("PATCH", "PATCH /mock: the response template for application/json: line 1: it uses too much memory")):
        same("a mock that cannot be, by " + method, broken, asked(app, method, "/mock", {} if method != "GET" else None)[:2])
        check("that is told: " + text, text in said(app), said(app))


def headers(app):
    """Names and texts of headers that come from data part no answer and no request."""
    given = {"X-Good": "a\r\nX-Split: 1", "X-Bad: b": "c", "X Blank": "d", "": "e", "Content-Length\u0001": "3", "Content-Type": "text/x\r\nX-Split: 2"}
    status, text, head = asked(app, "POST", "/heads", given)
    same("headers of an answer", (200, "", "aX-Split: 1", "text/xX-Split: 2"), (status, text, head["X-Good"], head["Content-Type"]))
    same("no other ones", [], [name for name in head if name.startswith(("X-Split", "X-Bad", "X Blank"))])
    same("as long as it is", "0", head["Content-Length"])
    for status, wanted in ((404, 404), (101, 200), (600, 200), ("x", 200)):
        same("a status that is %s" % status, wanted, asked(app, "POST", "/heads", {"status": status})[0])
    same("too many", 500, asked(app, "POST", "/heads", {"x%d" % i: "" for i in range(1001)})[0])
    given = {"Content-Length": "999", "Transfer-Encoding": "chunked", "Host": "a", "X-Amz-Meta-A": "a\r\nContent-Length: 5", "X: y": "z"}
    same("headers of a request", 200, asked(app, "PUT", "/heads/split", given)[0])
    same("what it has put", (200, "the text"), asked(app, "GET", "/box/split", headers={})[:2])


def http(app):
    status, end, head = asked(app, "POST", "/h/start?q=1", {"text": "a"})
    for code, wanted in (("404", 404), ("101", 200), ("999", 200), ("4x4", 200)):
        same("a function's status, changed to " + code, wanted, asked(app, "GET", "/h/status/" + code)[0])
    same("a start by an HTTP API", (201, "SUCCEEDED", {"text": "a", "q": "1"}), (status, end["status"], json.loads(end["output"])))
    same("its header", head["x-amzn-RequestId"], head["x-id"])
    status, event, head = asked(app, "GET", "/h/fn/7?a=1&gone=2", headers={"X-One": "one", "X-More": "more"})
    same("headers", ("more,one", "one"), (event["headers"]["x-more"], event["headers"]["x-one"]))
    same("the query", ({"a": "1", "b": "is 7"}, "a=1&b=is%207"), (event["queryStringParameters"], event["rawQueryString"]))
    same("the path", "/other", event["rawPath"])
    same("the answer", (200, "2.0", None, "application/json"), (status, head["X-Version"], head["X-Lost"], head["Content-Type"]))
    told = said(app)
    for text in ("'overwrite:body' of the request parameters of GET /h/fn/{id} is left out here",
                 "GET /h/config is not served here: it leads to AppConfig-GetConfiguration, and not to a function or a service that is here"):
        check("told: " + text, text in told, told)


WRONG = """Transform: AWS::Serverless-2016-10-31
Resources:
  Web:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        paths:
          /a:
            get:
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates:
                  application/json: |
                    {"statusCode": 200}
                    #if($x
                responses: {default: {statusCode: 200}}
            put:
              x-amazon-apigateway-integration:
                type: mock
                responses:
                  "2(": {statusCode: 200}
                  default: {statusCode: 200, contentHandling: CONVERT_TO_TEXT, responseParameters: {method.response.header.A: other.thing}}
            post:
              x-amazon-apigateway-integration: {type: aws, httpMethod: POST, uri: "arn:aws:apigateway:us-east-1:kinesis:action/PutRecord", responses: {default: {statusCode: 200}}}
            delete:
              x-amazon-apigateway-integration: {type: mock}
  Own: {Type: AWS::Serverless::Api, Properties: {StageName: x, GatewayResponses: {DEFAULT_4XX: {}}}}
  G: {Type: AWS::ApiGateway::GatewayResponse, Properties: {RestApiId: !Ref Web, ResponseType: DEFAULT_4XX}}
  M: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Web, ResourceId: !GetAtt Web.RootResourceId, HttpMethod: GET, AuthorizationType: NONE, RequestValidatorId: v,
    Integration: {Type: MOCK, ContentHandling: CONVERT_TO_TEXT, IntegrationResponses: [{StatusCode: 200}]}}}
"""
TOLD = ("wrong.yaml:14:37: warning: get /a is not served here: its request template for application/json, line 3, column 1: ')' is wanted",
        "wrong.yaml:22:19: warning: put /a is not served here: the regular expression 2( is wrong",
        "wrong.yaml:22:19: warning: ContentHandling of the answers of put /a is left out here",
        "wrong.yaml:22:19: warning: method.response.header.A of the answers of put /a is left out here: it is 'other.thing'",
        "wrong.yaml:25:48: warning: post /a is not served here: it leads to arn:aws:apigateway:us-east-1:kinesis:action/PutRecord",
        "wrong.yaml:28:82: warning: GatewayResponses of 'Own' is left out here",
        "wrong.yaml:29:95: warning: ResponseType of 'G' is left out here",
        "wrong.yaml:30:174: warning: RequestValidatorId of 'M' is left out here",
        "wrong.yaml:31:48: warning: ContentHandling of the requests of GET / is left out here",
        "wrong.yaml:27:48: warning: delete /a is not served here: it has no response")


def wrong():
    path = os.path.join(FOLDER, "wrong.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(WRONG)
    app = start("wrong", path)
    for text in TOLD:
        check("told: " + text, text in said(app), said(app))
    same("wrong: exit code", 0, app.stop())


def mapped():
    app = start("mapping", os.path.join(HERE, "mapping.yaml"))
    for part in (machines, functions, services, mocks, headers, http):
        part(app)
    same("mapping: exit code", 0, app.stop())


mapped()
wrong()
tell_checks()
