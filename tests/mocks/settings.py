"""settings.py ASLC FOLDER: a server that is set up as Step Functions Local is. Prints what is not as it should be."""
import http.server
import json
import os
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "serve"))
from api import Server  # noqa: E402

ASLC, FOLDER = sys.argv[1:]
ARN = "arn:aws:states:eu-west-3:000000000001:stateMachine:"
seen = []


class Services(http.server.BaseHTTPRequestHandler):
    """Lambda and DynamoDB on one port."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        seen.append((self.headers.get("X-Amz-Target", self.path), self.headers.get("Authorization", ""), json.loads(body)))
        answer = b"{}" if "X-Amz-Target" in self.headers else b'{"n": 7}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args):
        pass


def check(what, got, wanted):
    if got != wanted:
        print("%s: %r, not %r" % (what, got, wanted))


def end_of(server, **start):
    arn = server.ask("StartExecution", **start)["executionArn"]
    limit = time.time() + 20
    answer = {"status": "RUNNING"}
    while answer["status"] == "RUNNING" and time.time() < limit:
        answer = server.ask("DescribeExecution", executionArn=arn)
    return answer


def serves(environment, *options):
    """A server with these settings, and the file with what it says."""
    said = os.path.join(FOLDER, "said")
    with open(said, "w", encoding="utf-8") as out:
        command = ["env", *("%s=%s" % pair for pair in environment.items()), ASLC, "serve", "--listen", "127.0.0.1:0",
                   "--store", "memory", *options]
        return Server(command, out), said


def text_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def runs(url):
    mocks = os.path.join(HERE, "MockConfigFile.json")
    server, said = serves({"SFN_MOCK_CONFIG": mocks, "WAIT_TIME_SCALE": "0", "LAMBDA_ENDPOINT": url, "SQS_ENDPOINT": ""},
                          "-dynamoDBEndpoint", url, "--aws-account", "000000000001", "-region", "eu-west-3")
    put = {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem", "Parameters": {
        "TableName": "t", "Item": {"k": {"S": "v"}}}, "ResultPath": None, "End": True}
    call = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "OutputPath": "$.Payload", "Parameters": {
        "FunctionName": "fn", "Payload": {"x": 1}}, "Next": "Put"}
    definition = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 1000, "Next": "Call"}, "Call": call, "Put": put}}
    made = server.ask("CreateStateMachine", name="m", definition=json.dumps(definition), roleArn="arn:aws:iam::000000000001:role/r")
    check("ARN", made["stateMachineArn"], ARN + "m")
    end = end_of(server, stateMachineArn=ARN + "m")
    check("end", (end["status"], end.get("output"), end.get("cause")), ("SUCCEEDED", '{"n":7}', None))
    check("what the services got", [(s[0], s[2]) for s in seen], [
        ("/2015-03-31/functions/fn/invocations", {"x": 1}),
        ("DynamoDB_20120810.PutItem", {"TableName": "t", "Item": {"k": {"S": "v"}}})])
    check("signed for the region", ["/eu-west-3/" in s[1] for s in seen], [True, True])
    with open(os.path.join(HERE, "order.asl.json"), encoding="utf-8") as file:
        server.ask("CreateStateMachine", name="order", definition=file.read(), roleArn="arn:aws:iam::000000000001:role/r")
    end = end_of(server, stateMachineArn=ARN + "order#Refused", input="{}")
    check("a test case", end.get("output"), '{"sorry":"Bank.Refused"}')
    check("exit code", server.stop(), 0)
    check("what is said", text_of(said), "aslc: settings of Step Functions Local: SFN_MOCK_CONFIG is --mock %s, WAIT_TIME_SCALE is "
          "--wait-scale 0, --aws-account is AWS_ACCOUNT_ID=000000000001, --aws-region is AWS_REGION=eu-west-3, LAMBDA_ENDPOINT is "
          "AWS_ENDPOINT_URL_LAMBDA=%s, --dynamodb-endpoint is AWS_ENDPOINT_URL_DYNAMODB=%s\n" % (mocks, url, url))


def own_settings_win():
    server, said = serves({"SFN_MOCK_CONFIG": "/nonexistent", "WAIT_TIME_SCALE": "2", "LAMBDA_ENDPOINT": "http://127.0.0.1:1",
                           "AWS_ENDPOINT_URL_LAMBDA": "http://127.0.0.1:2"},
                          "--mock", os.path.join(HERE, "MockConfigFile.json"), "--wait-scale", "0.5")
    check("exit code", server.stop(), 0)
    check("nothing is taken", text_of(said), "")


def main():
    services = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Services)
    threading.Thread(target=services.serve_forever, daemon=True).start()
    runs("http://127.0.0.1:%d" % services.server_port)
    own_settings_win()


main()
