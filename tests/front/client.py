"""client.py: a client of a server's routes and API, and checks of what it gets. A script prints what is not as it should
be, and at the end how many checks there were.
"""
import http.client
import json
import time
from urllib.parse import urlsplit

NAME = "arn:aws:states:us-east-1:123456789012:"
checks = 0


def check(what, got, wanted):
    global checks
    checks += 1
    if got != wanted:
        print("%s: %r, not %r" % (what, got, wanted))


def done():
    print("%d checks" % checks)


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.text = response.read()
        try:
            self.json = json.loads(self.text)
        except ValueError:
            self.json = None


class Client:
    def __init__(self, url):
        self.host = urlsplit(url).netloc

    def ask(self, method, path, body=None, **headers):
        """One request; a body that is no bytes is sent as JSON. Headers have _ for -."""
        connection = http.client.HTTPConnection(self.host, timeout=20)
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = Answer(connection.getresponse())
        connection.close()
        return answer

    def gives(self, what, status, wanted, *request, **headers):
        answer = self.ask(*request, **headers)
        check(what, (answer.status, answer.json), (status, wanted))
        return answer

    def call(self, operation, **request):
        return self.ask("POST", "/", request, X_Amz_Target="AWSStepFunctions." + operation).json

    def ended(self, arn):
        """What an execution came to."""
        limit = time.time() + 20
        while time.time() < limit:
            answer = self.call("DescribeExecution", executionArn=arn)
            if answer.get("status") != "RUNNING":
                return answer
            time.sleep(0.05)
        return {"status": "still RUNNING"}

    def newest(self, machine):
        """The execution that started last."""
        arn = NAME + "stateMachine:" + machine
        return self.call("ListExecutions", stateMachineArn=arn, maxResults=1)["executions"][0]["executionArn"]
