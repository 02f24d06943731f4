"""What the door answers to requests that no SDK sends: front.py PORT PID. Prints a line for each check: "ok NAME" or
"not NAME: WHY"."""
import json
import os
import re
import socket
import sys
import threading
import time
import zlib

PORT, PID = int(sys.argv[1]), int(sys.argv[2])
JSON = "application/x-amz-json-1.0"
UNSIGNED = {"Content-Type": JSON, "X-Amz-Target": "DynamoDB_20120810.ListTables", "X-Amz-Date": "20250101T000000Z"}
SIGNED = dict(UNSIGNED, Authorization="AWS4-HMAC-SHA256 Credential=a/20250101/us-east-1/dynamodb/aws4_request, "
              "SignedHeaders=host, Signature=0")
FORM = "application/x-www-form-urlencoded"


def report(name, is_good, why=""):
    print(("ok " if is_good else "not ") + name + ("" if is_good else ": %s" % (why,)), flush=True)


def connect():
    return socket.create_connection(("127.0.0.1", PORT), 20)


def text_of(method, path, headers, body):
    lines = ["%s %s HTTP/1.1" % (method, path)]
    lines += ["%s: %s" % pair for pair in headers.items() if pair[1] is not None]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


def read_all(s):
    data = b""
    while True:
        try:
            part = s.recv(1 << 16)
        except ConnectionError:
            return data
        if not part:
            return data
        data += part


class Answer:
    def __init__(self, data):
        head, _, self.body = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split(" ")[1]) if " " in lines[0] else 0
        self.headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(": ")
            self.headers[name.lower()] = value


def ask(method="POST", path="/", headers=None, body=b"", host="127.0.0.1:%d" % PORT):
    every = {"Host": host, "Connection": "close", "Content-Length": str(len(body))}
    every.update(headers or {})
    with connect() as s:
        try:
            s.sendall(text_of(method, path, every, body))
        except ConnectionError:
            pass
        return Answer(read_all(s))


def said(**changes):
    return dict(SIGNED, **{name.replace("_", "-"): value for name, value in changes.items()})


# ---- DynamoDB's front. Each row: NAME, what is sent, status, body (None: any).

def kind(name, **members):
    return json.dumps(dict({"__type": "com.amazon.coral.service#" + name}, **members), separators=(",", ":"))


MISSING = kind("MissingAuthenticationTokenException", message="Request is missing Authentication Token")
HEADER = "Authorization header requires '%s' parameter. "
QUERY = "AWS query-string parameters must include '%s'. "
UNKNOWN = "<UnknownOperationException/>\n"
NO_HEADERS = "".join(HEADER % name for name in ("Credential", "Signature", "SignedHeaders"))

FRONT = [
    ("a list", dict(headers=SIGNED, body=b"{}"), 200, '{"TableNames":[]}'),
    ("any path", dict(path="/a/b", headers=SIGNED, body=b"{}"), 200, '{"TableNames":[]}'),
    ("GET", dict(method="GET"), 200, "healthy: dynamodb.us-east-1.amazonaws.com "),
    ("PUT", dict(method="PUT", headers=SIGNED, body=b"{}"), 404, UNKNOWN),
    ("no type", dict(headers=said(Content_Type=None), body=b"{}"), 404, UNKNOWN),
    ("text/plain", dict(headers=said(Content_Type="text/plain"), body=b"{}"), 404, UNKNOWN),
    ("JSON 1.1", dict(headers=said(Content_Type="application/x-amz-json-1.1"), body=b"{}"), 404, UNKNOWN),
    ("no target", dict(headers=said(X_Amz_Target=None), body=b"{}"), 400, kind("UnknownOperationException")),
    ("another target", dict(headers=said(X_Amz_Target="DynamoDB_20120810.Foo"), body=b"{}"), 400,
     kind("UnknownOperationException")),
    ("another service's target", dict(headers=said(X_Amz_Target="Foo.ListTables"), body=b"{}"), 400,
     kind("UnknownOperationException")),
    ("three parts", dict(headers=said(X_Amz_Target="DynamoDB_20120810.ListTables.x"), body=b"{}"), 400,
     kind("UnknownOperationException")),
    ("no JSON", dict(headers=SIGNED, body=b"{"), 400, kind("SerializationException")),
    ("no JSON, no target", dict(headers=said(X_Amz_Target=None), body=b"{"), 400, kind("SerializationException")),
    ("null", dict(headers=SIGNED, body=b"null"), 400, kind("SerializationException")),
    ("a text", dict(headers=SIGNED, body=b'"x"'), 400, kind("SerializationException")),
    ("an array", dict(headers=SIGNED, body=b"[]"), 400, kind("SerializationException")),
    ("no body", dict(headers=SIGNED), 400, kind("SerializationException")),
    ("no body, no signature", dict(headers=UNSIGNED), 400, MISSING),
    ("no signature", dict(headers=UNSIGNED, body=b"{}"), 400, MISSING),
    ("another signature", dict(headers=said(Authorization="AWS3 a"), body=b"{}"), 400, MISSING),
    ("an empty signature", dict(headers=said(Authorization="AWS4-"), body=b"{}"), 400,
     kind("IncompleteSignatureException", message=NO_HEADERS + "Authorization=AWS4-")),
    ("half a signature", dict(headers=said(Authorization="AWS4-HMAC-SHA256 Credential=a, Signature=b"), body=b"{}"), 400,
     kind("IncompleteSignatureException", message=HEADER % "SignedHeaders"
          + "Authorization=AWS4-HMAC-SHA256 Credential=a, Signature=b")),
    ("no date", dict(headers=said(X_Amz_Date=None), body=b"{}"), 400,
     kind("IncompleteSignatureException", message="Authorization header requires existence of either a 'X-Amz-Date' or a "
          "'Date' header. Authorization=" + SIGNED["Authorization"])),
    ("both signatures", dict(path="/?X-Amz-Algorithm=a", headers=SIGNED, body=b"{}"), 400,
     kind("InvalidSignatureException", message="Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' "
          "as HTTP header.")),
    ("half a query", dict(path="/?X-Amz-Algorithm=a&X-Amz-Credential=b&X-Amz-Date=c", headers=UNSIGNED, body=b"{}"), 400,
     kind("IncompleteSignatureException", message=QUERY % "X-Amz-Signature" + QUERY % "X-Amz-SignedHeaders"
          + "Re-examine the query-string parameters.")),
    ("16 MiB", dict(headers=SIGNED, body=b"{" + b" " * ((16 << 20) - 2) + b"}"), 200, '{"TableNames":[]}'),
    ("over 16 MiB", dict(headers=SIGNED, body=b"{" + b" " * (16 << 20) + b"}"), 413, ""),
    ("a table that is not there", dict(headers=said(X_Amz_Target="DynamoDB_20120810.DescribeTable"),
                                       body=b'{"TableName":"nobody"}'), 400, None),
]


def check_front():
    for name, sent, status, body in FRONT:
        a = ask(**sent)
        text = a.body.decode()
        report("front: " + name, (a.status, body if body is not None else text) == (status, text), (a.status, text))
        if status != 413:
            report("front: id: " + name, re.fullmatch("[A-Z0-9]{52}", a.headers.get("x-amzn-requestid", "")), a.headers)
            report("front: crc32: " + name, a.headers.get("x-amz-crc32") == str(zlib.crc32(a.body)), a.headers)
    report("front: its type", ask(headers=SIGNED, body=b"{}").headers.get("content-type") == JSON)
    plain = ask(headers=said(Content_Type="application/json; charset=utf-8"), body=b"{}")
    report("front: plain JSON", plain.headers.get("content-type") == "application/json", plain.headers)
    preflight = ask("OPTIONS", headers={"Origin": "http://127.0.0.1:%d" % PORT, "Access-Control-Request-Method": "POST"})
    report("front: preflight", (preflight.status, preflight.headers.get("access-control-allow-methods")) == (200, "POST"))


# ---- The other protocols, where SDKs do not go.

def form(text, **more):
    return ask(headers=dict({"Content-Type": FORM}, **more), body=text.encode())


def check_forms():
    a = form("Action=CreateQueue&Version=2012-11-05&QueueName=plain")
    url = re.search("<QueueUrl>(.*?)</QueueUrl>", a.body.decode())
    report("form: unsigned", a.status == 200 and url, a.body)
    report("form: its type", a.headers.get("content-type") == "text/xml", a.headers)
    path = "/" + url.group(1).split("/", 3)[3]
    a = ask(path=path, headers={"Content-Type": FORM}, body=b"Action=SendMessage&MessageBody=a+b%26%3C%0a")
    report("form: to a queue's own address", a.status == 200 and b"<MessageId>" in a.body, a.body)
    a = ask("GET", path + "?Action=ReceiveMessage&AttributeName.1=All")
    report("form: GET", b"<Body>a b&amp;&lt;&#xA;</Body>" in a.body, a.body)
    a = form("Action=Fly&Version=2012-11-05")
    report("form: no such action", (a.status, b"<Code>InvalidAction</Code>" in a.body) == (400, True), a.body)
    a = form("Action=CreateTopic&Name=plain&Version=2010-03-31&Attributes.entry.2.key=DisplayName&"
             "Attributes.entry.2.value=x")
    report("form: SNS", b"<CreateTopicResult><TopicArn>arn:aws:sns:" in a.body, a.body)
    a = form("Action=GetTopicAttributes&Version=2010-03-31&TopicArn=arn:aws:sns:us-east-1:123456789012:nobody")
    report("form: SNS: not there", (a.status, b"<Code>NotFound</Code>" in a.body) == (404, True), (a.status, a.body))
    a = form("Action=GetTopicAttributes&Version=2010-03-31&TopicArn=nobody")
    report("form: SNS: no ARN", (a.status, b"<Code>InvalidParameter</Code>" in a.body) == (400, True), (a.status, a.body))
    a = form("Action=CreateQueue&QueueName=" + "&a.b=1" * 20001)
    report("form: too many parameters", (a.status, b"<Code>MalformedInput</Code>" in a.body) == (400, True), a.body[:300])
    a = form("Action=CreateQueue&" + "a." * 30 + "=1")
    report("form: too deep ones", (a.status, b"<Code>MalformedInput</Code>" in a.body) == (400, True), a.body[:300])


def check_rest():
    a = ask(path="/2015-03-31/functions/nobody/invocations", body=b"{}")
    report("function: not there", (a.status, a.headers.get("x-amzn-errortype")) == (404, "ResourceNotFoundException"),
           a.body)
    a = ask(path="/2015-03-31/functions/nobody/invocations", body=b"{")
    report("function: no JSON", (a.status, a.headers.get("x-amzn-errortype")) == (400, "InvalidRequestContentException"))
    a = ask(path="/2015-03-31/functions/nobody/invocations", body=b'"' + b"x" * (6 << 20) + b'"')
    report("function: over 6 MiB", a.status == 413, a.status)
    a = ask(path="/2015-03-31/functions/nobody/invocations", headers={"X-Amz-Invocation-Type": "DryRun"}, body=b"{}")
    report("function: not there: a dry run", (a.status, a.headers.get("x-amzn-errortype")) ==
           (404, "ResourceNotFoundException"), a.status)
    a = ask("PATCH", "/bucket/key")
    report("object: another method", (a.status, b"<Code>MethodNotAllowed</Code>" in a.body) == (405, True), a.body)
    a = ask("GET", "/bucket/%ff")
    report("object: a key that is no text", (a.status, b"<Code>InvalidURI</Code>" in a.body) == (400, True), a.body)
    a = ask("PUT", "/bucket/key", {"Content-Encoding": "aws-chunked"}, b"5\r\nabc")
    report("object: half a chunk", (a.status, b"<Code>IncompleteBody</Code>" in a.body) == (400, True), a.body)
    a = ask("PUT", "/bucket", body=b"<a>")
    report("object: no XML", (a.status, b"<Code>MalformedXML</Code>" in a.body) == (400, True), a.body)


# ---- What is not a request, or not one of ours.

def check_faults():
    for name, data, status in (
            ("garbage", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
            ("huge headers", b"GET / HTTP/1.1\r\n" + b"a: " + b"x" * (80 << 10) + b"\r\n\r\n", 431),
            ("HTTP/3", b"GET / HTTP/3.0\r\n\r\n", 505)):
        with connect() as s:
            s.sendall(data)
            a = Answer(read_all(s))
            report("fault: " + name, a.status == status, a.status)
    a = ask("GET", host="evil.example")
    report("fault: another host", a.status == 403, a.status)
    a = ask(headers=said(Origin="http://evil.example"), body=b"{}")
    report("fault: another origin", a.status == 403, a.status)
    for data in (b"POST / HT", b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{\"a\"",
                 text_of("POST", "/", dict(SIGNED, Host="127.0.0.1", **{"Content-Length": "2"}), b"{}")):
        with connect() as s:
            s.sendall(data)
    report("fault: it goes on", ask(headers=SIGNED, body=b"{}").status == 200)


def descriptors():
    return len(os.listdir("/proc/%d/fd" % PID))


def receive(seconds):
    body = b'{"QueueUrl":"plain","WaitTimeSeconds":%d}' % seconds
    headers = {"Content-Type": JSON, "X-Amz-Target": "AmazonSQS.ReceiveMessage", "Host": "127.0.0.1",
               "Content-Length": str(len(body)), "Connection": "close"}
    s = connect()
    s.sendall(text_of("POST", "/", headers, body))
    return s


def check_waiting():
    ask(headers={"Content-Type": JSON, "X-Amz-Target": "AmazonSQS.PurgeQueue"}, body=b'{"QueueUrl":"plain"}')
    s = receive(20)
    gone = receive(20)
    gone.close()
    report("waiting: others are answered", ask(headers=SIGNED, body=b"{}").status == 200)
    form("Action=SendMessage&QueueUrl=plain&MessageBody=late")
    a = Answer(read_all(s))
    report("waiting: a message comes", b'"Body":"late"' in a.body, a.body)
    s.close()


def check_many():
    before = descriptors()
    idle = [connect() for _ in range(1000)]
    report("many: 1,000 that say nothing", ask(headers=SIGNED, body=b"{}").status == 200)
    for s in idle:
        s.close()
    for _ in range(200):
        if descriptors() <= before:
            break
        time.sleep(0.05)
    report("many: nothing is left of them", descriptors() <= before, (before, descriptors()))


check_front()
check_forms()
check_rest()
check_faults()
check_waiting()
check_many()
