"""What tests of several servers on one store share: PROGRAM CONNINFO CLUSTER FOLDER OPTION... are the arguments of each of them."""
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

program, conninfo, cluster, folder = sys.argv[1:5]
usual = sys.argv[5:]
machine = "arn:aws:states:us-east-1:123456789012:stateMachine:" + os.path.basename(program)
checked = 0
wrong = 0


def check(name, is_so, *more):
    global checked, wrong
    checked += 1
    if not is_so:
        wrong += 1
        print(os.path.basename(sys.argv[0]) + ":", name, *more, flush=True)


class Node:
    count = 0
    command = [program, "serve"]
    environment = None
    tries = 1  # how often something is asked while the server cannot tell

    def __init__(self, *options):
        Node.count += 1
        self.err = open(f"{folder}/node{Node.count}.err", "w")
        self.process = subprocess.Popen([*Node.command, "--store", "postgres:" + conninfo, "--listen", "127.0.0.1:0", *usual, *options],
                                        stdout=subprocess.PIPE, stderr=self.err, text=True, env=Node.environment)
        line = self.process.stdout.readline()
        check("a server begins", line.startswith("listening on "), repr(line), self.said())
        self.url = line.split()[-1] if line else None

    def ask(self, operation, tries=None, **request):
        """The answer's JSON, with "code" if it is an error."""
        tries = tries or Node.tries
        for attempt in range(tries):
            r = urllib.request.Request(self.url, json.dumps(request).encode(), {
                "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AWSStepFunctions." + operation})
            try:
                with urllib.request.urlopen(r, timeout=100) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                body = json.load(error)
                if error.code < 500 or attempt + 1 == tries:
                    return {"code": body.get("__type", "").split("#")[-1], "message": body.get("message", ""), "status": error.code}
            except OSError as error:
                if attempt + 1 == tries:
                    return {"code": "lost", "message": str(error)}
            time.sleep(0.2)

    def start(self, name, how, **more):
        answer = self.ask("StartExecution", stateMachineArn=machine, name=name, input=json.dumps({"how": how, **more}))
        check(f"{name} starts", "executionArn" in answer, answer)
        return answer.get("executionArn")

    def describe(self, arn):
        return self.ask("DescribeExecution", tries=20, executionArn=arn)

    def await_status(self, arn, status, seconds=20):
        end = time.time() + seconds
        while True:
            answer = self.describe(arn)
            if answer.get("status") == status or time.time() > end:
                check(f"{arn.split(':')[-1]} becomes {status}", answer.get("status") == status, answer)
                return answer
            time.sleep(0.05)

    def events(self, arn):
        return self.ask("GetExecutionHistory", tries=20, executionArn=arn, maxResults=1000).get("events", [])

    def token(self, arn, seconds=10):
        """What a task that waits for its token has passed on, which it is answered by."""
        end = time.time() + seconds
        while time.time() < end:
            path = f"{folder}/token-{arn.split(':')[-1]}"
            if os.path.exists(path) and os.path.getsize(path) > 0:
                return open(path).read().strip()
            time.sleep(0.05)
        check("a token is passed on", False, arn)

    def metric(self, name):
        with urllib.request.urlopen(self.url + "/metrics") as metrics:
            return sum(int(line.split()[-1]) for line in metrics.read().decode().splitlines() if line.startswith(name + " "))

    def said(self):
        """All that it has said on standard error."""
        with open(self.err.name) as said:
            return said.read()

    def send(self, number):
        os.kill(self.process.pid, number)

    def kill(self):
        self.send(signal.SIGKILL)
        self.process.wait()

    def quit(self):
        self.send(signal.SIGTERM)
        check("a server ends in order", self.process.wait(timeout=12) == 0, self.process.returncode)


def check_history(node, arn, name):
    events = node.events(arn)
    check(f"{name}: the history has no gap", [e["id"] for e in events] == list(range(1, len(events) + 1)), len(events))
    ends = [e for e in events if e["type"] in ("ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted")]
    check(f"{name}: it ends once", len(ends) == 1 and events[-1] == ends[0], [e["type"] for e in events])
    entered = [e["stateEnteredEventDetails"]["name"] for e in events if e["type"].endswith("StateEntered")]
    check(f"{name}: each state is entered once", len(set(entered)) == len(entered), entered)


def until(condition, seconds=30):
    end = time.time() + seconds
    while not condition() and time.time() < end:
        time.sleep(0.05)
    return condition()


def meet(*nodes):
    """Returns when each has looked who is there since all of them are."""
    looks = [n.metric("asl_store_polls_total") for n in nodes]
    check("servers see each other", until(lambda: all(n.metric("asl_store_polls_total") > look + 2 for n, look in zip(nodes, looks))))


def command(*words):
    done = subprocess.run([program, *words, "--store", "postgres:" + conninfo], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def finish():
    print(f"{checked} checked, {wrong} wrong")
    sys.exit(wrong > 0)
