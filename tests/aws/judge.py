#!/usr/bin/env python3
"""Let botocore judge requests and answers: it signs what we sent, builds the same requests, and reads the same answers.

    judge.py definition            prints a workflow that calls each action
    judge.py judge PROGRAM COUNT SEED      runs it, prints what differs, and how many were right

The models are botocore's own; compiler/models/SERVICE.txt says what Step Functions calls their members.
"""
import base64
import calendar
import datetime
import http.server
import json
import os
import random
import subprocess
import sys
import threading
import types
import urllib.parse
import xml.etree.ElementTree as etree

import botocore.auth
import botocore.loaders
import botocore.model
import botocore.parsers
import botocore.serialize
from botocore.awsrequest import AWSRequest, HeadersDict
from botocore.credentials import Credentials

KEYS = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "session/+=")
COMPILER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "compiler")
ACTIONS = {
    "dynamodb": "getItem putItem updateItem deleteItem query scan batchWriteItem transactWriteItems describeTable",
    "eventbridge": "putEvents putRule putTargets listRules",
    "lambda": "invoke listFunctions getFunction listTags putFunctionConcurrency",
    "s3": "getObject putObject copyObject deleteObject deleteObjects listObjectsV2 headObject putObjectTagging "
          "listBuckets getObjectTagging putBucketLifecycleConfiguration",
    "secretsmanager": "getSecretValue createSecret listSecrets",
    "sfn": "startExecution describeExecution listExecutions sendTaskSuccess",
    "sns": "publish publishBatch subscribe listTopics getTopicAttributes tagResource",
    "sqs": "sendMessage receiveMessage sendMessageBatch getQueueAttributes",
    "ssm": "getParameter putParameter getParametersByPath sendCommand",
}
# Of these some actions, which a seed chooses.
MORE = """acm athena cloudwatchlogs codebuild codepipeline ecr ecs glue kinesis kms organizations redshiftdata rekognition
          sagemaker servicediscovery textract translate
          apigateway apigatewayv2 backup batch efs eks glacier iotanalytics iotdataplane kafka lexruntime mediaconvert mq polly xray
          autoscaling cloudformation elasticache elasticloadbalancingv2 iam rds redshift ses sts
          cloudfront route53 s3control ec2""".split()
EACH = 4


def clients():
    """What AWS's command line, and botocore, call each service."""
    with open(os.path.join(COMPILER, "aws", "services.txt"), encoding="utf-8") as file:
        rows = [line.split("\t") for line in file]
    return {row[0]: row[3] for row in rows}


def lines(service):
    with open(os.path.join(COMPILER, "models", service + ".txt"), encoding="utf-8") as file:
        return [line.split() for line in file]


def spellings(service):
    names = {}
    for words in lines(service):
        if words[0] == "structure":
            parts = [word.split("|") for word in words if word.count("|") == 4]
            names[words[1]] = {part[1] or part[0]: part[0] for part in parts}
    return names


class Service:
    def __init__(self, name, client):
        model = botocore.loaders.Loader().load_service_model(client, "service-2")
        if name == "sqs":
            # botocore spoke the query protocol here; AWS's models have had the JSON one since.
            model["metadata"].update(protocol="json", jsonVersion="1.0", targetPrefix="AmazonSQS")
            for shape in model["shapes"].values():
                shape.pop("locationName", None)
                for member in shape.get("members", {}).values():
                    member.pop("locationName", None)
        self.name, self.names = name, spellings(name)
        self.model = botocore.model.ServiceModel(model, name)
        self.protocol = self.model.metadata["protocol"]

    def some(self, chance):
        """Some of the actions that both models have in the same form."""
        ours = {words[2]: words for words in lines(self.name) if words[0] == "action"}
        names = [name for name in self.model.operation_names if name in ours and self.is_fit(ours[name])]
        return [ours[name][1] for name in chance.sample(sorted(names), min(EACH, len(names)))]

    def is_fit(self, words):
        operation = self.model.operation_model(words[2])
        return (operation.http["method"], operation.http["requestUri"].rstrip("/")) == (words[3], words[4].rstrip("/")) and \
            not operation.has_event_stream_input and not operation.has_event_stream_output

    def operation(self, action):
        return self.model.operation_model(action[0].upper() + action[1:])

    def known(self, shape):
        """The members that both models have, and what Step Functions calls them."""
        spelled = self.names.get(shape.name, {})
        return [(name, spelled[name], member) for name, member in shape.members.items() if name in spelled]


TEXTS = ["a", "b c", "x/y", "\u00e4\u00f6", "<&\"'>", "1+1=2", "a:b", "50%", "~-._", "*", "line\nnext", "\U0001f600"]
PLAIN = ["a", "b-c", "x.y", "123", "name"]


def compact(value):
    return json.dumps(value, separators=(",", ":"))


class Maker:
    """Values for both sides: Step Functions' Parameters, and botocore's."""

    def __init__(self, service, chance):
        self.service, self.chance = service, chance

    def scalar(self, shape, place, name):
        kind = shape.type_name
        if kind in ("string", "character"):
            if shape.enum:
                value = self.chance.choice(shape.enum)
            elif name == "Bucket":
                value = "my-bucket"
            else:
                value = self.chance.choice(PLAIN if place in ("header", "headers") else TEXTS)
            return value, value
        if kind in ("integer", "long"):
            value = self.chance.choice([0, 1, 7, 1000, 2147483647])
            return value, value
        if kind in ("float", "double"):
            value = self.chance.choice([0.5, 2.25])
            return value, value
        if kind == "boolean":
            value = self.chance.random() < 0.5
            return value, value
        if kind == "blob":
            value = self.chance.choice(TEXTS)
            return value, value.encode()
        at = self.chance.choice([0, 1735787045, 4102444800])
        time = datetime.datetime.fromtimestamp(at, datetime.timezone.utc)
        return time.strftime("%Y-%m-%dT%H:%M:%SZ"), time

    def value(self, shape, depth, place=None, name=None):
        kind = shape.type_name
        if place == "header" and shape.serialization.get("jsonvalue"):
            value = {"k": [self.chance.choice(PLAIN), 1]}
            return self.chance.choice([value, compact(value)]), value
        if kind == "structure":
            return self.structure(shape, depth)
        if kind == "list":
            pairs = [self.value(shape.member, depth + 1, place) for _ in range(self.chance.randint(1, 2))]
            return [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        if kind == "map":
            keys = self.chance.sample(PLAIN if place == "headers" else TEXTS[:6], self.chance.randint(1, 2))
            pairs = {key: self.value(shape.value, depth + 1, place) for key in keys}
            return {key: pair[0] for key, pair in pairs.items()}, {key: pair[1] for key, pair in pairs.items()}
        return self.scalar(shape, place, name)

    def structure(self, shape, depth):
        ours, theirs = {}, {}
        for name, spelled, member in self.service.known(shape):
            needed = name in shape.required_members or name in shape.metadata.get("idempotencyToken", ())
            token = member.metadata.get("idempotencyToken")
            # DynamoDB's attribute is one of its members; deep ones are scalars.
            if shape.name == "AttributeValue" and depth > 5 and member.type_name in ("map", "list"):
                continue
            if needed or token or (depth < 7 and self.chance.random() < 0.5 / (1 + depth / 3)):
                if name in ("ContentMD5", "ContentLength", "Expires"):
                    continue
                ours[spelled], theirs[name] = self.value(member, depth + 1, member.serialization.get("location"), name)
        return ours, theirs


# ---- Answers: an output as a service would write it.


def put_text(shape, value, place=None):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return value.strftime("%a, %d %b %Y %H:%M:%S GMT" if place == "header" else "%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value)


def to_json(shape, value):
    kind = shape.type_name
    if kind == "structure":
        return {shape.members[key].serialization.get("name", key): to_json(shape.members[key], item)
                for key, item in value.items()}
    if kind == "list":
        return [to_json(shape.member, item) for item in value]
    if kind == "map":
        return {key: to_json(shape.value, item) for key, item in value.items()}
    if kind == "timestamp":
        return calendar.timegm(value.timetuple()) if shape.serialization.get("timestampFormat") != "iso8601" else put_text(shape, value)
    return put_text(shape, value) if kind == "blob" else value


def to_xml(parent, name, shape, value):
    kind, more = shape.type_name, shape.serialization
    if kind == "list":
        inner = shape.member.serialization.get("name")
        where = parent if more.get("flattened") else etree.SubElement(parent, name)
        item_name = (inner or name) if more.get("flattened") else (inner or "member")
        for item in value:
            to_xml(where, item_name, shape.member, item)
    elif kind == "map":
        where = parent if more.get("flattened") else etree.SubElement(parent, name)
        for key, item in value.items():
            entry = etree.SubElement(where, name if more.get("flattened") else "entry")
            etree.SubElement(entry, shape.key.serialization.get("name", "key")).text = key
            to_xml(entry, shape.value.serialization.get("name", "value"), shape.value, item)
    elif kind == "structure":
        members_to_xml(etree.SubElement(parent, name), shape, value)
    else:
        etree.SubElement(parent, name).text = put_text(shape, value)


def members_to_xml(element, shape, value):
    for key, item in value.items():
        member = shape.members[key]
        if member.serialization.get("xmlAttribute"):
            element.set("{http://www.w3.org/2001/XMLSchema-instance}type", item)
        elif "location" not in member.serialization:
            to_xml(element, member.serialization.get("name", key), member, item)


def answer_of(service, operation, value):
    """Status, headers and body of an answer that holds the value."""
    shape, headers = operation.output_shape, {"x-amzn-RequestId": "r-1"}
    if shape is None:
        return 200, headers, b"" if service.protocol != "json" else b"{}"
    if service.protocol == "json":
        return 200, headers, json.dumps(to_json(shape, value)).encode()
    if service.protocol == "ec2":
        root = etree.Element("Response")
        members_to_xml(root, shape, value)
        etree.SubElement(root, "requestId").text = "r-1"
        return 200, headers, etree.tostring(root)
    if service.protocol == "query":
        root = etree.Element("Response")
        inner = etree.SubElement(root, shape.serialization.get("resultWrapper", "Result"))
        members_to_xml(inner, shape, value)
        return 200, headers, etree.tostring(root)
    body = {}
    for key, item in value.items():
        member = shape.members[key]
        place, at = member.serialization.get("location"), member.serialization.get("name", key)
        if place == "header" and member.serialization.get("jsonvalue"):
            headers[at] = base64.b64encode(compact(item).encode()).decode()
        elif place == "header":
            headers[at] = put_text(member, item, "header")
        elif place == "headers":
            headers.update({at + name: text for name, text in item.items()})
        elif place != "statusCode":
            body[key] = item
    payload = shape.serialization.get("payload")
    if payload:
        member, item = shape.members[payload], value.get(payload)
        if member.type_name in ("blob", "string"):
            return 200, headers, (item if isinstance(item, bytes) else (item or "").encode())
        body, shape = item or {}, member
    if service.protocol == "rest-json":
        return 200, headers, json.dumps(to_json(shape, body)).encode()
    root = etree.Element("Result")
    members_to_xml(root, shape, body)
    return 200, headers, etree.tostring(root)


def shown(service, shape, value):
    """What botocore has read, as Step Functions shows it."""
    kind = shape.type_name
    if kind == "structure":
        known = {name: (spelled, member) for name, spelled, member in service.known(shape)}
        return {known[key][0]: compact(item) if known[key][1].serialization.get("jsonvalue")
                else shown(service, known[key][1], item) for key, item in value.items() if key in known}
    if kind == "list":
        return [shown(service, shape.member, item) for item in value]
    if kind == "map":
        return {key: shown(service, shape.value, item) for key, item in value.items()}
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.decode() if isinstance(value, bytes) else value


# ---- Judging


class Case:
    def __init__(self, service, action, chance):
        self.service, self.action = service, action
        self.operation = service.operation(action)
        maker = Maker(service, chance)
        shape = self.operation.input_shape
        self.parameters, self.theirs = maker.structure(shape, 0) if shape else ({}, {})
        output = self.operation.output_shape
        self.answer = maker.structure(output, 0)[1] if output else {}
        self.wire = answer_of(service, self.operation, self.answer)
        self.wire[1]["Content-Length"] = str(len(self.wire[2]))

    def wanted_request(self):
        serializer = botocore.serialize.create_serializer(self.service.protocol, False)
        return serializer.serialize_to_request(self.theirs, self.operation)

    def wanted_result(self):
        parser = botocore.parsers.create_parser(self.service.protocol)
        status, headers, body = self.wire
        if self.operation.output_shape is None:
            return {}
        parsed = parser.parse({"status_code": status, "headers": HeadersDict(headers), "body": body},
                              self.operation.output_shape)
        return shown(self.service, self.operation.output_shape, parsed)


def same_xml(a, b):
    return etree.canonicalize(a, strip_text=False) == etree.canonicalize(b, strip_text=False)


def known_tops(case):
    """What botocore calls the members of the input in a body."""
    shape = case.operation.input_shape
    return [member.serialization.get("name", name) for name, member in shape.members.items()] if shape else []


def judge_request(case, got):
    wanted, wrong = case.wanted_request(), []
    method, target, headers, body = got
    path, _, query = target.partition("?")
    if method != wanted["method"]:
        wrong.append("method %s, not %s" % (method, wanted["method"]))
    given_path, _, given_query = wanted["url_path"].partition("?")
    if path.rstrip("/") != given_path.rstrip("/"):  # models differ in a slash at the end
        wrong.append("path %s, not %s" % (path, given_path))
    pairs = sorted(urllib.parse.parse_qsl(query, keep_blank_values=True))
    extra = wanted["query_string"]
    items = extra.items() if isinstance(extra, dict) else extra
    given = urllib.parse.parse_qsl(given_query, keep_blank_values=True)
    for name, value in items:
        given += [(name, str(item)) for item in (value if isinstance(value, list) else [value])]
    if pairs != sorted(given):
        wrong.append("query %s, not %s" % (pairs, sorted(given)))
    for name, value in wanted["headers"].items():
        value = {"True": "true", "False": "false"}.get(str(value), str(value))  # as newer ones write it
        if headers.get(name) != value:
            wrong.append("header %s is %s, not %s" % (name, headers.get(name), value))
    other = wanted["body"]
    if isinstance(other, dict):
        other = urllib.parse.urlencode(other).encode()
    other = other.encode() if isinstance(other, str) else other
    is_json = "json" in case.service.protocol and not (case.operation.input_shape and case.operation.input_shape.serialization.get("payload"))
    if is_json:
        sent, given = json.loads(body or b"{}"), json.loads(other or b"{}")
        # A token that a newer model fills in.
        equal = {key: item for key, item in sent.items() if key in given or key in known_tops(case)} == given
    elif body != other and case.service.protocol == "rest-xml" and other:
        equal = same_xml(body.decode(), other.decode())
    else:
        equal = body == other
    if not equal:
        wrong.append("body %r, not %r" % (body, other))
    return wrong + judge_signature(case, got)


def judge_signature(case, got):
    method, target, headers, body = got
    date = datetime.datetime.strptime(headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ")

    class Then(datetime.datetime):
        @classmethod
        def utcnow(cls):
            return date

    botocore.auth.datetime = types.SimpleNamespace(datetime=Then)
    signing = case.service.model.signing_name
    kind = botocore.auth.S3SigV4Auth if signing == "s3" else botocore.auth.SigV4Auth
    authorization = headers["Authorization"]
    signed = authorization.split("SignedHeaders=")[1].split(",")[0].split(";")
    request = AWSRequest(method=method, url="http://" + headers["Host"] + target, data=body,
                         headers={name: headers[name] for name in signed if name != "host"})
    kind(Credentials(*KEYS), signing, "eu-west-1").add_auth(request)
    wanted = request.headers["Authorization"]
    return [] if wanted == authorization else ["signature %s, not %s" % (authorization, wanted)]


def calls():
    """The services, and what is called of each."""
    called, chance = clients(), random.Random(7)
    services = {name: Service(name, called[name]) for name in list(ACTIONS) + MORE}
    chosen = {name: ACTIONS[name].split() if name in ACTIONS else service.some(chance)
              for name, service in services.items()}
    return services, [(name, action) for name in chosen for action in chosen[name]]


def judge(program, count, seed):
    (services, all_calls), chance = calls(), random.Random(seed)
    cases = []
    for i in range(count):
        service, action = all_calls[i % len(all_calls)]
        cases.append(Case(services[service], action, chance))
    requests = []

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            case = cases[len(requests)]
            requests.append((self.command, self.path, self.headers, body))
            status, headers, text = case.wire
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(text)

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_PATCH = handle_one

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    items = [{"call": "%s:%s" % (case.service.name, case.action), "parameters": case.parameters} for case in cases]
    environment = dict(os.environ, AWS_ENDPOINT_URL="http://127.0.0.1:%d" % server.server_port, AWS_REGION="eu-west-1",
                       AWS_ACCESS_KEY_ID=KEYS[0], AWS_SECRET_ACCESS_KEY=KEYS[1], AWS_SESSION_TOKEN=KEYS[2])
    ran = subprocess.run([program, "run", "--limits", "none", "--input-file", "-"], input=json.dumps({"items": items}),
                         env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120, check=False)
    if ran.returncode != 0:
        sys.exit("the program has failed: " + ran.stderr)
    right = 0
    for case, got, result in zip(cases, requests, json.loads(ran.stdout)):
        wrong = judge_request(case, got)
        wanted = case.wanted_result()
        if result != wanted:
            wrong.append("result %s, not %s, of %r" % (json.dumps(result), json.dumps(wanted), case.wire))
        right += not wrong
        for text in wrong:
            print("%s:%s: %s" % (case.service.name, case.action, text))
    print("%d of %d right" % (right, count))
    return right == count == len(requests)


def definition():
    choices, states = [], {}
    for service, action in calls()[1]:
        name = "%s %s" % (service, action)
        choices.append({"Variable": "$.call", "StringEquals": "%s:%s" % (service, action), "Next": name})
        states[name] = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:%s:%s" % (service, action),
                        "InputPath": "$.parameters", "End": True,
                        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Failed"}]}
    states["Failed"] = {"Type": "Pass", "End": True}
    states["Which"] = {"Type": "Choice", "Choices": choices}
    print(json.dumps({"StartAt": "Each", "States": {"Each": {
        "Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 1, "End": True,
        "ItemProcessor": {"StartAt": "Which", "States": states}}}}))


if __name__ == "__main__":
    if sys.argv[1] == "definition":
        definition()
    else:
        sys.exit(0 if judge(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])) else 1)
