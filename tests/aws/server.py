#!/usr/bin/env python3
"""A server that answers as the first part of each path says, for tests of requests to services.

    server.py LOG [CERTIFICATE KEY]...      prints the ports: of HTTP, then of HTTPS with each certificate

It ends when its standard input does. LOG gets a line of JSON for each request. tests/aws/faults.txt has the errors that
/fault/N gives.
"""
import asyncio
import datetime
import json
import os
import socket
import ssl
import struct
import sys
import urllib.parse

FAULTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "faults.txt")
seen = {}


def faults():
    with open(FAULTS, encoding="utf-8") as file:
        return [line.rstrip("\n").split("|") for line in file if line.strip() and line[0] != "#"]


def good(headers):
    """What the called service answers when all is well."""
    target = headers.get("x-amz-target", "")
    answers = {"DynamoDB_20120810.GetItem": {"Item": {"id": {"S": "a"}}},
               "AmazonSQS.SendMessage": {"MessageId": "m-1", "MD5OfMessageBody": "md5"},
               "AWSEvents.PutEvents": {"Entries": [{"EventId": "e-1"}], "FailedEntryCount": 0},
               "AWSStepFunctions.StartExecution": {"executionArn": "arn:x", "startDate": 1735787045.5}}
    return 200, {"Content-Type": "application/x-amz-json-1.0"}, json.dumps(answers.get(target, {}))


def xml_error(code, message):
    return "<ErrorResponse><Error><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>" % (code, message)


def fault(number):
    call, status, code, message = faults()[number][:4]
    if call.startswith(("sns:", "aws-sdk:sns:")):
        return int(status), {}, xml_error(code, message)
    if "s3:" in call:
        return int(status), {"x-amz-id-2": "x-1"}, "<Error><Code>%s</Code><Message>%s</Message></Error>" % (code, message)
    if call.startswith("lambda:"):
        return int(status), {"x-amzn-ErrorType": code}, json.dumps({"Type": "User", "Message": message})
    return int(status), {}, json.dumps({"__type": "com.amazonaws#" + code, "message": message})


def skew(headers, ahead):
    """The server's clock is ten minutes ahead, and it minds five."""
    now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=ahead)
    sent = datetime.datetime.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%S%z")
    date = {"Date": now.strftime("%a, %d %b %Y %H:%M:%S GMT")}
    if abs((now - sent).total_seconds()) > 300:
        return 403, date, json.dumps({"__type": "InvalidSignatureException", "message": "Signature expired"})
    return good(headers)


def echo(path, method, target, headers, body):
    """What came. The headers that are not ours to choose stay away."""
    shown = {name: value for name, value in headers.items() if name not in ("host", "content-length")}
    text = json.dumps({"method": method, "target": target, "headers": shown, "body": body}, separators=(",", ":"))
    return int(path.split("/")[2]), {"Content-Type": "application/json", "X-Twice": "one"}, text


def token(path, method, target, headers, body):
    """A token for the client "me" whose secret is "topsecret"; /token/SECONDS says how long it is good."""
    form = dict(urllib.parse.parse_qsl(target.partition("?")[2] if method == "GET" else body))
    seen["tokens"] = seen.get("tokens", 0) + 1
    if (form.get("client_id"), form.get("client_secret"), form.get("grant_type")) != ("me", "topsecret", "client_credentials"):
        return 401, {}, json.dumps({"error": "invalid_client"})
    answer = {"access_token": "token-%d-%s" % (seen["tokens"], form.get("audience")), "token_type": "Bearer"}
    if path.count("/") > 1 and path.split("/")[2] != "0":
        answer["expires_in"] = int(path.split("/")[2])
    return 200, {"Content-Type": "application/json"}, json.dumps(answer)


def execution(path, headers):
    """An execution that comes to the status that /execution/STATUS says. The second question of each finds no server."""
    target = headers["x-amz-target"].split(".")[1]
    if target != "DescribeExecution":
        seen[path + target] = 0
        return good(headers)
    seen[path + "asked"] = asked = seen.get(path + "asked", 0) + 1
    if asked == 2:
        return 503, {}, "busy"
    end = path.split("/")[2]
    answer = {"executionArn": "arn:x", "stateMachineArn": "arn:m", "name": "n", "startDate": 1735787045.5, "redriveCount": 0,
              "input": "{\"a\":1}", "status": "RUNNING" if asked < 4 or end == "RUNNING" else end}
    if end == "GONE":
        return 400, {}, json.dumps({"__type": "ExecutionDoesNotExist", "message": "Execution Does Not Exist: 'arn:x'"})
    if answer["status"] != "RUNNING":
        answer["stopDate"] = 1735787046.25
        answer.update({"output": "{\"b\":2}", "redriveStatus": "NOT_REDRIVABLE"} if end == "SUCCEEDED" else
                      {"error": "Own", "cause": "no", "redriveStatus": "REDRIVABLE"})
    return 200, {}, json.dumps(answer)


def lambda_answer(path, headers, body):
    name = path.split("/functions/")[1].split("/")[0]
    if name == "fails":
        return 200, {"X-Amz-Function-Error": "Unhandled"}, '{"errorType":"CustomException","errorMessage":"no"}'
    if name == "dies":
        return 200, {"X-Amz-Function-Error": "Unhandled"}, "not JSON"
    if headers.get("x-amz-invocation-type") == "Event":
        return 202, {}, ""
    return 200, {"X-Amz-Executed-Version": "$LATEST", "X-Amz-Log-Result": "bG9n"}, json.dumps({"got": json.loads(body), "path": path})


async def answer(mode, method, target, headers, body, writer):
    """Returns (status, headers, body), or None where it has written, or closed, by itself."""
    path = target.split("?")[0]
    seen[path] = seen.get(path, 0) + 1
    if mode == "echo":
        return echo(path, method, target, headers, body)
    if mode == "token":
        return token(path, method, target, headers, body)
    if mode == "typed":
        return 200, {"Content-Type": urllib.parse.unquote(path.split("/")[2])}, path.split("/", 3)[3]
    if mode == "flaky":
        return (503, {}, "busy") if seen[path] <= 2 else good(headers)
    if mode == "down":
        return 503, {}, "busy"
    if mode == "throttle":
        if seen[path] == 1:
            return 400, {}, json.dumps({"__type": "ThrottlingException", "message": "slow down"})
        return good(headers)
    if mode == "reset":
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        await writer.drain()
        plain = writer.get_extra_info("socket")
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
        return None
    if mode == "close":
        writer.close()
        return None
    if mode == "redirect":
        return 301, {"Location": "http://127.0.0.1:1/"}, "moved"
    if mode == "badjson":
        return 200, {}, '{"Item":'
    if mode == "badxml":
        return 200, {}, "<PublishResponse><PublishResult>"
    if mode == "failedentry":
        return 200, {}, json.dumps({"Entries": [{"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}],
                                    "FailedEntryCount": 1})
    if mode == "sns":
        return 200, {}, "<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>"
    if mode == "trickle":
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(1000):
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(1)
        return None
    if mode == "slow":
        await asyncio.sleep(1)
        return 200, {}, body
    if mode == "post":
        return int(path.split("/")[2]), {}, path.split("/")[3] if path.count("/") > 2 else body
    if mode == "skew":
        return skew(headers, 600)
    if mode == "fault":
        return fault(int(path.split("/")[2]))
    if mode == "execution":
        return execution(path, headers)
    if mode == "lambda":
        return lambda_answer(path, headers, body)
    if mode == "huge":
        return 200, {}, '"' + "x" * (17 << 20) + '"'
    return good(headers)


async def serve(reader, writer, log):
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, target, _ = head[0].split(" ")
            headers = dict((name.lower(), value) for name, value in (line.split(": ", 1) for line in head[1:-2]))
            repeated = [line for line in head[1:-2] if line.lower().startswith("x-list: ")]
            if len(repeated) > 1:
                headers["x-list"] = [line.split(": ", 1)[1] for line in repeated]
            body = (await reader.readexactly(int(headers.get("content-length", 0)))).decode()
            log.write(json.dumps({"method": method, "target": target, "headers": headers, "body": body}) + "\n")
            log.flush()
            given = await answer(target.split("?")[0].split("/")[1], method, target, headers, body, writer)
            if given is None:
                return
            status, more, text = given
            more = dict({"x-amzn-RequestId": "r-1", "Content-Length": len(text.encode())}, **more)
            writer.write(("HTTP/1.1 %d Some\r\n" % status + "".join("%s: %s\r\n" % pair for pair in more.items()) +
                          "\r\n" + text).encode())
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main():
    log = open(sys.argv[1], "w", encoding="utf-8")
    handler = lambda reader, writer: serve(reader, writer, log)
    contexts = [None]
    for certificate, key in zip(sys.argv[2::2], sys.argv[3::2]):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        contexts.append(context)
    servers = [await asyncio.start_server(handler, "127.0.0.1", 0, ssl=context, backlog=2000) for context in contexts]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(main())
