"""gateway.py ASLC FOLDER PROGRAM: what clients of a template's APIs see. Prints what is not as API Gateway does it."""
import base64
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "serve"))
from api import check, same, tell_checks  # noqa: E402
from application import Application  # noqa: E402

ASLC, FOLDER, PROGRAM = sys.argv[1:]

# What it is to answer stands in the header "say"; else it answers its event.
ECHO = """import json
def handler(event, context):
    head = {k.lower(): v for k, v in (event.get("headers") or {}).items()} if isinstance(event, dict) else {}
    if "say" in head:
        return json.loads(head["say"])
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps(event)}
def plain(event, context):
    if event.get("fail"):
        raise ValueError(event["fail"])
    return {"got": event}
"""


def write(name, text):
    path = os.path.join(FOLDER, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def start(name, text):
    write("code/echo.py", ECHO)
    return Application(ASLC, FOLDER, name, "--template", write(name + ".yaml", text))


def said(app):
    with open(app.told, encoding="utf-8") as file:
        return file.read()


GLOBALS = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.11, CodeUri: code/, Handler: echo.handler}
"""

# ---- Pages of a browser

PAGES = GLOBALS + """
Resources:
  Rest: {Type: AWS::Serverless::Function, Properties: {Events: {Get: {Type: Api, Properties: {Path: /rest, Method: ANY}}}}}
  Url: {Type: AWS::Serverless::Function, Properties: {FunctionUrlConfig: {AuthType: NONE}}}
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: {StartAt: A, States: {A: {Type: Succeed}}}
      Events: {Post: {Type: Api, Properties: {Path: /flow, Method: POST}}}
"""


def pages():
    app = start("pages", PAGES)
    page = {"Origin": "https://page.example"}
    for path in ("/rest", "/Prod/rest", "/Url.lambda-url/a"):
        status, head, _ = app.http("POST", path, "{}", page)
        same("a page that calls " + path, (200, None), (status, head["Access-Control-Allow-Origin"]))
        allowed = dict(page, say=json.dumps({"statusCode": 200, "headers": {"Access-Control-Allow-Origin": "*"}}))
        same("what the function allows, at " + path, "*", app.http("POST", path, "{}", allowed)[1]["Access-Control-Allow-Origin"])
        first = dict(page, say='{"statusCode": 299}')
        first["Access-Control-Request-Method"] = "PUT"
        same("what a browser asks first of " + path, 299, app.http("OPTIONS", path, None, first)[0])
        renamed = {"Origin": "http://page.example:1", "Host": "page.example:1"}
        same("a page of a name that leads here, at " + path, 403, app.http("POST", path, "{}", renamed)[0])
    same("a page that starts a state machine", 403, app.http("POST", "/flow", "{}", page)[0])
    target = dict(page, **{"X-Amz-Target": "AWSStepFunctions.ListStateMachines", "Content-Type": "application/x-amz-json-1.0"})
    same("a page that asks the API", 403, app.http("POST", "/", "{}", target)[0])
    same("pages: exit code", 0, app.stop())


# ---- What no route takes

BOTH = GLOBALS + """
Resources:
  A: {Type: AWS::Serverless::Function, Properties: {Events: {Get: {Type: Api, Properties: {Path: /rest, Method: GET}}}}}
  B: {Type: AWS::Serverless::Function, Properties: {Events: {Get: {Type: HttpApi, Properties: {Path: /http, Method: GET}}}}}
"""
REST = (403, "MissingAuthenticationTokenException", {"message": "Missing Authentication Token"})
HTTP = (404, None, {"message": "Not Found"})


def unknown():
    def seen(app, method, path):
        status, head, body = app.http(method, path)
        return status, head["x-amzn-ErrorType"], json.loads(body)

    app = start("both", BOTH)
    for method, path, wanted in (("POST", "/rest", REST), ("POST", "/Prod/rest", REST), ("GET", "/Prod/gone", REST), ("GET", "/Prod", REST),
                                 ("POST", "/http", HTTP), ("GET", "/gone", HTTP), ("GET", "/Produce", HTTP)):
        same("of both: %s %s" % (method, path), wanted, seen(app, method, path))
    same("the console", 200, app.http("GET", "/")[0])
    same("both: exit code", 0, app.stop())
    app = start("rest", BOTH.rsplit("\n", 2)[0])
    for method, path in (("POST", "/rest"), ("GET", "/gone"), ("GET", "/gone/more")):
        same("of REST: %s %s" % (method, path), REST, seen(app, method, path))
    same("rest: exit code", 0, app.stop())


# ---- Integrations that are no proxies

METHOD = """
  %s:
    Type: AWS::ApiGateway::Method
    Properties:
      HttpMethod: %s
      RestApiId: !Ref Web
      ResourceId: !Ref %s
      Integration: %s
"""
LAMBDA = 'Uri: !Sub "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Plain.Arn}/invocations"'
PLAIN = GLOBALS + """
Resources:
  Plain: {Type: AWS::Serverless::Function, Properties: {FunctionName: plain, Handler: echo.plain}}
  Web: {Type: AWS::ApiGateway::RestApi, Properties: {Name: web}}
  Deployed: {Type: AWS::ApiGateway::Deployment, Properties: {RestApiId: !Ref Web, StageName: v1}}
""" + "".join("  R%s: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Web, ParentId: !GetAtt Web.RootResourceId, PathPart: %s}}\n"
              % (name, name) for name in ("plain", "mapped", "mock", "said")) + "".join((
    METHOD % ("Post", "POST", "Rplain", "{Type: AWS, IntegrationHttpMethod: POST, %s, IntegrationResponses: ["
              "{StatusCode: 201, ResponseParameters: {method.response.header.X-Own: \"'a b'\", "
              "method.response.header.Y: integration.response.header.Z}}, {StatusCode: 404, SelectionPattern: 'no such .*|gone'}, "
              "{StatusCode: 422, SelectionPattern: '[a-z]'}]}" % LAMBDA),
    METHOD % ("Map", "POST", "Rmapped", "{Type: AWS, IntegrationHttpMethod: POST, %s, RequestTemplates: {application/json: "
              "'{\"id\": \"$input.params(''id'')\"}'}, IntegrationResponses: [{StatusCode: 200}]}" % LAMBDA),
    METHOD % ("First", "OPTIONS", "Rplain", "{Type: MOCK, RequestTemplates: {application/json: '{ statusCode: 204 }'}, IntegrationResponses: "
              "[{StatusCode: 204, ResponseParameters: {method.response.header.Access-Control-Allow-Origin: \"'*'\", "
              "method.response.header.Access-Control-Allow-Headers: \"'Content-Type,X-Api-Key'\"}}]}"),
    METHOD % ("Mock", "GET", "Rmock", "{Type: MOCK, RequestTemplates: {application/json: '{\"statusCode\": 503}'}, IntegrationResponses: "
              "[{StatusCode: 200}, {StatusCode: 503, SelectionPattern: '503', ResponseTemplates: {application/json: '{\"is\": \"down\"}'}}]}"),
    METHOD % ("Said", "GET", "Rsaid", "{Type: MOCK, IntegrationResponses: [{StatusCode: 200, ResponseTemplates: "
              "{application/json: '{\"id\": \"$context.requestId\"}'}}]}"),
    METHOD % ("Far", "POST", "Rsaid", "{Type: HTTP, IntegrationHttpMethod: POST, Uri: 'http://far.example/functions/plain'}")))


def plain():
    app = start("plain", PLAIN)
    told = said(app)
    status, head, body = app.http("POST", "/plain", '{"a": [1]}')
    same("the body is the event", (201, "a b", {"got": {"a": [1]}}), (status, head["X-Own"], json.loads(body)))
    same("so it is below the stage", (201, {"got": {}}), app.json("POST", "/v1/plain"))
    for message, wanted in (("no such thing", 404), ("gone", 404), ("gone too", 201)):
        status, got = app.json("POST", "/plain", {"fail": message})
        same("the error '%s'" % message, (wanted, message), (status, got["errorMessage"]))
    same("no JSON", (400, {"message": "Could not parse request body into json"}),
         (lambda answer: (answer[0], json.loads(answer[2])))(app.http("POST", "/plain", "{")))
    status, head, body = app.http("OPTIONS", "/plain", None, {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"})
    same("a mock for a browser", (204, "*", "Content-Type,X-Api-Key", b""),
         (status, head["Access-Control-Allow-Origin"], head["Access-Control-Allow-Headers"], body))
    same("a mock by its status", (503, {"is": "down"}), app.json("GET", "/mock"))
    same("one letter", 422, app.json("POST", "/plain", {"fail": "x"})[0])
    same("what a mapping template makes", (200, {"got": {"id": "7"}}), app.json("POST", "/mapped?id=7", {}))
    same("a mock without a status", (500, {"message": "Internal server error"}), app.json("GET", "/said"))
    same("what leads elsewhere is not there", 403, app.http("POST", "/said", None)[0])
    text = "warning: POST /said is not served here: it leads to http://far.example/functions/plain"
    check("that is told: " + text, text in told, told)
    same("plain: exit code", 0, app.stop())


# ---- API keys

KEYS = GLOBALS + """
  Api: {Auth: {ApiKeyRequired: true}}
Resources:
  A:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Kept: {Type: Api, Properties: {Path: /kept, Method: GET}}
        Open: {Type: Api, Properties: {Path: /open, Method: GET, Auth: {ApiKeyRequired: false}}}
"""
KEY = """  Key: {Type: AWS::ApiGateway::ApiKey, Properties: {Enabled: true, Value: a-key-of-twenty-letters}}
  Other: {Type: AWS::ApiGateway::ApiKey, Properties: {Enabled: true, Value: of-no-plan-20-letters}}
  Shut: {Type: AWS::ApiGateway::ApiKey, Properties: {Enabled: false, Value: off-but-twenty-letters}}
  Plan: {Type: AWS::ApiGateway::UsagePlan}
  PlanKey: {Type: AWS::ApiGateway::UsagePlanKey, Properties: {KeyId: !Ref Key, KeyType: API_KEY, UsagePlanId: !Ref Plan}}
  PlanOff: {Type: AWS::ApiGateway::UsagePlanKey, Properties: {KeyId: !Ref Shut, KeyType: API_KEY, UsagePlanId: !Ref Plan}}
"""
BODY = GLOBALS + """
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {FunctionName: f}}
  Web:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        components:
          securitySchemes:
            key: {type: apiKey, name: x-api-key, in: header}
            pool: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: cognito_user_pools}
        paths:
          /key: {get: {security: [{key: []}], x-amazon-apigateway-integration: &f {type: aws_proxy, uri: "x:function:f/invocations"}}}
          /pool: {get: {security: [{pool: []}], x-amazon-apigateway-integration: *f}}
          /open: {get: {x-amazon-apigateway-integration: *f}}
"""


def keys():
    app = start("keys", KEYS + KEY)
    for path, key, wanted in (("/kept", None, 403), ("/kept", "wrong", 403), ("/kept", "of-no-plan-20-letters", 403),
                              ("/kept", "off-but-twenty-letters", 403), ("/kept", "a-key-of-twenty-letters", 200),
                              ("/Prod/kept", None, 403), ("/open", None, 200)):
        status, head, body = app.http("GET", path, None, {"x-api-key": key} if key else {})
        same("%s with %s" % (path, key), wanted, status)
        if status == 403:
            same("the words for it", ("ForbiddenException", {"message": "Forbidden"}), (head["x-amzn-ErrorType"], json.loads(body)))
    check("nothing is told", "warning" not in said(app), said(app))
    same("keys: exit code", 0, app.stop())
    app = start("nokeys", KEYS)
    same("a key that nobody can have", 200, app.http("GET", "/kept")[0])
    check("that is told", "nokeys.yaml:6:32: warning: the API key that is asked for is left out here" in said(app), said(app))
    same("nokeys: exit code", 0, app.stop())
    app = start("body", BODY + KEY)
    same("by OpenAPI", (403, 200, 200, 200),
         (app.http("GET", "/key")[0], app.http("GET", "/key", None, {"x-api-key": "a-key-of-twenty-letters"})[0],
          app.http("GET", "/pool")[0], app.http("GET", "/open")[0]))
    check("an authorizer there is told", "the authorizer 'pool' of get /pool is left out here" in said(app), said(app))
    same("body: exit code", 0, app.stop())


# ---- Authorizers

AUTHORS = GLOBALS + """
  Api:
    Auth:
      DefaultAuthorizer: Token
      Authorizers:
        Token: {FunctionArn: !GetAtt Author.Arn}
        Asked: {FunctionArn: !GetAtt Author.Arn, FunctionPayloadType: REQUEST, Identity: {Headers: [X-Who], QueryStrings: [q]}}
  HttpApi:
    Auth:
      Authorizers:
        Simple: {FunctionArn: !GetAtt Author.Arn, AuthorizerPayloadFormatVersion: "2.0", EnableSimpleResponses: true, Identity: {Headers: [X-Who]}}
        Policy: {FunctionArn: !GetAtt Author.Arn, AuthorizerPayloadFormatVersion: "1.0", Identity: {Headers: [X-Who]}}
Resources:
  Author: {Type: AWS::Serverless::Function, Properties: {FunctionName: author, Handler: echo.author}}
  A:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Token: {Type: Api, Properties: {Path: '/token/{id}', Method: GET}}
        Asked: {Type: Api, Properties: {Path: /asked, Method: GET, Auth: {Authorizer: Asked}}}
        Open: {Type: Api, Properties: {Path: /open, Method: GET, Auth: {Authorizer: NONE}}}
        Simple: {Type: HttpApi, Properties: {Path: /simple, Method: GET, Auth: {Authorizer: Simple}}}
        Policy: {Type: HttpApi, Properties: {Path: /policy, Method: GET, Auth: {Authorizer: Policy}}}
  Web: {Type: AWS::ApiGateway::RestApi, Properties: {Name: web}}
  Any: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Web, ParentId: !GetAtt Web.RootResourceId, PathPart: any}}
  Own: {Type: AWS::ApiGateway::Authorizer, Properties: {RestApiId: !Ref Web, Type: TOKEN, IdentitySource: method.request.header.X-Token,
    AuthorizerUri: !Sub "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Author.Arn}/invocations"}}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      HttpMethod: GET
      RestApiId: !Ref Web
      ResourceId: !Ref Any
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Own
      Integration: {Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Sub "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${A.Arn}/invocations"}
"""
AUTHOR = """
def author(event, context):
    head = {k.lower(): v for k, v in (event.get("headers") or {}).items()}
    who = event.get("authorizationToken") or head["x-who"]
    if who == "fail":
        raise Exception("broken")
    if who == "unknown":
        raise Exception("Unauthorized")
    if "routeArn" in event:
        return {"isAuthorized": who == "allow", "context": {"n": 1, "source": event["identitySource"][0]}}
    effect = {"allow": "Allow", "deny": "Deny"}.get(who)
    resource = event["methodArn"] if effect else "arn:aws:execute-api:*:*:other/*"
    return {"principalId": "me", "context": {"n": 1, "event": json.dumps(event)}, "policyDocument": {"Version": "2012-10-17",
            "Statement": [{"Effect": effect or "Allow", "Action": "execute-api:Invoke", "Resource": [resource]}]}}
"""
REFUSED = {
    "missing": (401, "UnauthorizedException", {"message": "Unauthorized"}), "unknown": (401, "UnauthorizedException", {"message": "Unauthorized"}),
    "deny": (403, "AccessDeniedException", {"Message": "User is not authorized to access this resource with an explicit deny"}),
    "other": (403, "AccessDeniedException", {"Message": "User is not authorized to access this resource"}),
    "fail": (500, "AuthorizerConfigurationException", {"message": None})}
REFUSED_BY_HTTP = {"missing": (401, None, {"message": "Unauthorized"}), "deny": (403, None, {"message": "Forbidden"}),
                   "other": (403, None, {"message": "Forbidden"}), "fail": (500, None, {"message": "Internal Server Error"})}


def authorizers():
    global ECHO
    ECHO += AUTHOR
    app = start("authorizers", AUTHORS)
    check("nothing is told", "warning" not in said(app), said(app))
    for path, header, refused in (("/token/7", "Authorization", REFUSED), ("/asked?q=1", "X-Who", REFUSED), ("/any", "X-Token", REFUSED),
                                  ("/simple", "X-Who", REFUSED_BY_HTTP), ("/policy", "X-Who", REFUSED_BY_HTTP)):
        for who, wanted in refused.items():
            status, head, body = app.http("GET", path, None, {header: who} if who != "missing" else {})
            same("%s at %s" % (who, path), wanted, (status, head["x-amzn-ErrorType"], json.loads(body)))
        status, _, body = app.http("GET", path, None, {header: "allow"})
        same("who may, at " + path, 200, status)
        if refused is REFUSED:
            seen = json.loads(body)["requestContext"]["authorizer"]
            event = json.loads(seen["event"])
            same("what is told, at " + path, ("me", "1"), (seen["principalId"], seen["n"]))
            arn = "arn:aws:execute-api:us-east-1:123456789012:local/Prod/GET" + path.split("?")[0]
            same("what is called, at " + path, arn, event["methodArn"])
            check("what it gets, at " + path, "body" not in event and ("requestContext" in event) == (path == "/asked?q=1"), event)
    seen = json.loads(app.http("GET", "/simple", None, {"X-Who": "allow"})[2])["requestContext"]["authorizer"]
    same("what a simple one tells", {"lambda": {"n": 1, "source": "allow"}}, seen)
    same("a missing text of the query", 401, app.http("GET", "/asked", None, {"X-Who": "allow"})[0])
    same("none", 200, app.http("GET", "/open")[0])
    same("authorizers: exit code", 0, app.stop())


# ---- Stages: variables and bytes

STAGES = GLOBALS + """
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: f
      Events:
        Rest: {Type: Api, Properties: {Path: /rest, Method: ANY, RestApiId: !Ref Rest}}
        Text: {Type: Api, Properties: {Path: /text, Method: ANY}}
        Http: {Type: HttpApi, Properties: {Path: /http, Method: ANY, ApiId: !Ref Http}}
        Old: {Type: HttpApi, Properties: {Path: /old, Method: ANY, ApiId: !Ref Http, PayloadFormatVersion: "1.0"}}
  Rest: {Type: AWS::Serverless::Api, Properties: {StageName: v2, Variables: {color: dark red, n: "1"}, BinaryMediaTypes: [image~1png, "audio/*"]}}
  Http: {Type: AWS::Serverless::HttpApi, Properties: {StageVariables: {color: blue}}}
  Web: {Type: AWS::ApiGateway::RestApi, Properties: {BinaryMediaTypes: ["*/*"]}}
  Stage: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Web, StageName: v3, Variables: {name: f}}}
  Any: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Web, ParentId: !GetAtt Web.RootResourceId, PathPart: any}}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      HttpMethod: ANY
      RestApiId: !Ref Web
      ResourceId: !Ref Any
      Integration: {Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: 'arn:aws:lambda:us-east-1:123456789012:function:${stageVariables.name}/invocations'}
"""
BYTES = b"\x00\xff\x01"
BASE64 = base64.b64encode(BYTES).decode()


def stages():
    app = start("stages", STAGES)

    def event(path, body=None, kind=None):
        return json.loads(app.http("POST" if body else "GET", path, body, {"Content-Type": kind} if kind else {})[2])

    for path, wanted in (("/rest", {"color": "dark red", "n": "1"}), ("/text", None), ("/http", {"color": "blue"}), ("/old", {"color": "blue"}),
                         ("/any", {"name": "f"})):
        same("the variables of " + path, wanted, event(path).get("stageVariables"))
    for path, kind, wanted in (("/rest", "image/png", (BASE64, True)), ("/rest", "IMAGE/PNG; a=b", (BASE64, True)),
                               ("/rest", "audio/x", (BASE64, True)), ("/rest", "image/pngs", ("\0\ufffd\x01", False)),
                               ("/text", "image/png", ("\0\ufffd\x01", False)), ("/any", "text/plain", (BASE64, True))):
        got = event(path, BYTES, kind)
        same("the body of %s to %s" % (kind, path), wanted, (got["body"], got["isBase64Encoded"]))
    same("no body", (None, False), (lambda e: (e["body"], e["isBase64Encoded"]))(event("/any")))
    answer = {"statusCode": 200, "headers": {"Content-Type": "image/png"}, "isBase64Encoded": True, "body": BASE64}
    for path, accept, wanted in (("/rest", "image/png", BYTES), ("/rest", "text/html, image/png", BASE64.encode()),
                                 ("/text", "image/png", BASE64.encode()), ("/any", "text/html", BYTES), ("/http", "text/html", BYTES),
                                 ("/old", "text/html", BYTES)):
        same("bytes of %s to %s" % (path, accept), wanted, app.http("GET", path, None, {"say": json.dumps(answer), "Accept": accept})[2])
    answers(app)
    check("nothing is told", "warning" not in said(app), said(app))
    same("stages: exit code", 0, app.stop())


def answers(app):
    def says(path, answer):
        status, head, body = app.http("GET", path, None, {"say": json.dumps(answer)})
        return status, head, body.decode()

    bad = (502, "InternalServerErrorException", '{"message":"Internal server error"}')
    for answer in ({"body": "x"}, {"statusCode": "x"}, {"statusCode": 200, "body": {}}, "text", [1]):
        status, head, body = says("/rest", answer)
        same("REST: %r" % answer, bad, (status, head["x-amzn-ErrorType"], body))
        same("1.0: %r" % answer, bad[::2], says("/old", answer)[::2])
    for answer, wanted in (({"body": "x"}, '{"body":"x"}'), ([1], "[1]"), ("text", "text")):
        status, head, body = says("/http", answer)
        same("2.0: %r" % answer, (200, "application/json", wanted), (status, head["Content-Type"], body))
    same("a status as a text", (201, 201), (says("/rest", {"statusCode": "201"})[0], says("/http", {"statusCode": "201"})[0]))
    for lists in ({"Content-Type": {"a": "b"}}, {"Content-Type": [{}]}, {"Content-Type": "text/plain"}, ["text/plain"]):
        status, head, _ = says("/rest", {"statusCode": 200, "multiValueHeaders": lists})
        same("lists of headers that are none: %r" % lists, (200, "application/json"), (status, head["Content-Type"]))
    lists = {"statusCode": 200, "multiValueHeaders": {"X-A": ["1", "2"]}, "headers": {"X-B": "3"}, "cookies": ["c=1", "d=2"]}
    for path, wanted in (("/rest", (["1", "2"], None)), ("/old", (["1", "2"], None)), ("/http", (None, ["c=1", "d=2"]))):
        head = says(path, lists)[1]
        same("several of one header, of " + path, wanted + ("3",), (head.get_all("X-A"), head.get_all("Set-Cookie"), head["X-B"]))


# ---- Invoke

VERSIONS = GLOBALS + """
Resources:
  A: {Type: AWS::Serverless::Function, Properties: {FunctionName: a, Handler: echo.loud, AutoPublishAlias: live}}
  B: {Type: AWS::Serverless::Function, Properties: {FunctionName: b, Handler: echo.plain}}
  One: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref B}}
  Two: {Type: AWS::Lambda::Version, Properties: {FunctionName: !GetAtt B.Arn}}
  Blue: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref B, FunctionVersion: !GetAtt Two.Version, Name: blue}}
"""
LOUD = """
def loud(event, context):
    for i in range(event["lines"]):
        print("line", i)
    if event.get("fail"):
        raise ValueError("loud")
    return context.aws_request_id
"""


def invoke():
    global ECHO
    ECHO += LOUD
    app = start("versions", VERSIONS)
    client = app.client("lambda")
    arn = "arn:aws:lambda:us-east-1:123456789012:function:"

    def asked(name, **more):
        try:
            return client.invoke(FunctionName=name, Payload=b'{"lines": 0}', **more)["StatusCode"]
        except client.exceptions.ClientError as error:
            return error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"], error.response["Error"]["Message"]

    for name in ("a", "a:live", "a:1", "a:$LATEST", arn + "a", arn + "a:live", "123456789012:function:a:live", "b:1", "b:2", "b:blue"):
        same("there is " + name, 200, asked(name))
        if name.count(":") == 1:
            same("there is %s, by Qualifier" % name, 200, asked(name.split(":")[0], Qualifier=name.split(":")[1]))
    for name, qualifier in (("a", "gone"), ("a", "2"), ("b", "3"), ("b", "live")):
        wanted = (404, "ResourceNotFoundException", "Function not found: %s%s:%s" % (arn, name, qualifier))
        for shown in ((name + ":" + qualifier, {}), (arn + name + ":" + qualifier, {}), (name, {"Qualifier": qualifier}),
                      (name, {"Qualifier": qualifier, "InvocationType": "Event"})):
            same("there is no %s %r" % shown, wanted, asked(shown[0], **shown[1]))

    def log_of(lines, **more):
        answer = client.invoke(FunctionName="a", Payload=json.dumps(dict(more, lines=lines)).encode(), LogType="Tail")
        return base64.b64decode(answer["LogResult"]), answer.get("FunctionError"), json.load(answer["Payload"])

    log, error, id = log_of(2)
    lines = log.decode().splitlines()
    same("the log of a call", (["START RequestId: %s Version: $LATEST" % id, "line 0", "line 1", "END RequestId: " + id], 5, None),
         (lines[:4], len(lines), error))
    check("it ends with a report", lines[-1].startswith("REPORT RequestId: %s\tDuration: " % id), lines[-1])
    log = log_of(0)[0].decode()
    check("another call has its own", "line" not in log and id not in log, log)
    log = log_of(20000)[0]
    same("its end alone", (4096, True), (len(log), b"line 19999\nEND" in log))
    log, error, _ = log_of(1, fail=True)
    check("that of a call that fails", error == "Unhandled" and b"line 0\n" in log, log)
    check("no call without asking", "LogResult" not in client.invoke(FunctionName="a", Payload=b'{"lines": 1}'))
    check("what was printed is printed", "[a] line 0\n" in said(app))
    check("and nothing else", "RequestId" not in said(app), said(app))
    same("versions: exit code", 0, app.stop())


pages()
unknown()
plain()
keys()
authorizers()
stages()
invoke()
tell_checks()
