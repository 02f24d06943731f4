# A custom runtime that does with its first event what its argument says, and answers the others with their input.
import http.client
import os
import signal
import sys
import time

how = sys.argv[1] if len(sys.argv) > 1 else ""
api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])


def call(method, path, body=None, headers={}):
    api.request(method, "/2018-06-01/runtime/" + path, body, headers)
    response = api.getresponse()
    return response.status, response.headers, response.read()


def say(*words):
    print(*words, file=sys.stderr, flush=True)


def stream_that_breaks(path):
    api.putrequest("POST", "/2018-06-01/runtime/" + path)
    api.putheader("Transfer-Encoding", "chunked")
    api.putheader("Trailer", "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body")
    api.endheaders()
    api.send(b"5\r\n[1,2,\r\n0\r\nLambda-Runtime-Function-Error-Type: Stream.Broken\r\n"
             b"Lambda-Runtime-Function-Error-Body: eyJlcnJvclR5cGUiOiJTdHJlYW0uQnJva2VuIn0=\r\n\r\n")
    response = api.getresponse()
    response.read()
    return response.status


if how == "ignores-term":
    signal.signal(signal.SIGTERM, lambda *_: say("SIGTERM is ignored"))
if how == "slow-start":
    time.sleep(1)
if how == "never-asks":
    time.sleep(100000)
if how == "init-error":
    say(call("POST", "init/error", b'{"errorType":"Init.Bad","errorMessage":"cannot begin"}',
             {"lambda-runtime-function-error-type": "Init.Bad"})[0])
    sys.exit(1)

while True:
    status, headers, event = call("GET", "invocation/next")
    assert status == 200
    path = "invocation/" + headers["lambda-runtime-aws-request-id"]
    if how == "wrong-id":
        say(call("POST", "invocation/none/response", b"1")[0])
    elif how == "unknown":
        say(call("GET", "restore/next")[0], call("POST", "../../2020-01-01/extension/register", b"{}")[0])
    elif how == "asks-twice":
        how = ""
        continue
    elif how == "ignores-term":
        time.sleep(100000)
    elif how == "not-json":
        event = b"{\"a\": \xff\x1b"
    elif how == "error-header":
        say(call("POST", path + "/error", b"not JSON", {"lambda-runtime-function-error-type": "By.Header"})[0])
        continue
    elif how == "error-silent":
        call("POST", path + "/error", b"{}")
        continue
    elif how == "breaks":
        say(stream_that_breaks(path + "/response"))
        continue
    elif how == "large":
        say(call("POST", path + "/response", b'"' + b"x" * 7000000 + b'"')[0::2])
        continue
    status = call("POST", path + "/response", event, {"content-type": "application/json"})[0]
    if status != 202:
        say("the answer got", status)
    say("the second answer got", call("POST", path + "/response", event)[0]) if how == "answers-twice" else None
