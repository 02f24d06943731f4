"""Children of a distributed Map on several servers: python3 children.py PROGRAM CONNINFO FOLDER

PROGRAM serves tests/postgres/children.asl.json. A Map Run's children are done by all servers, and come to the same as on one:
also where one is killed, the execution is stopped, fails or is redriven. Prints what is wrong, a line each, and how much was
checked.
"""
import json
import subprocess
import sys
import time
import urllib.error
import urllib.request

program, conninfo, folder = sys.argv[1:4]
machine = "arn:aws:states:us-east-1:123456789012:stateMachine:children"
checked = 0
wrong = 0


def check(name, is_so, *more):
    global checked, wrong
    checked += 1
    if not is_so:
        wrong += 1
        print("children:", name, *more, flush=True)


class Node:
    count = 0

    def __init__(self):
        Node.count += 1
        err = open(f"{folder}/child-node{Node.count}.err", "w")
        self.process = subprocess.Popen([program, "serve", "--store", "postgres:" + conninfo, "--listen", "127.0.0.1:0", "--lease", "1s"],
                                        stdout=subprocess.PIPE, stderr=err, text=True)
        line = self.process.stdout.readline()
        check("a server begins", line.startswith("listening on "), repr(line))
        self.url = line.split()[-1]
        self.seen = 0

    def ask(self, operation, **request):
        """The answer's JSON, with "code" if it is an error; asked again while the server cannot tell."""
        for attempt in range(50):
            r = urllib.request.Request(self.url, json.dumps(request).encode(), {
                "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AWSStepFunctions." + operation})
            try:
                with urllib.request.urlopen(r, timeout=60) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                body = json.load(error)
                if error.code < 500:
                    return {"code": body.get("__type", "").split("#")[-1], "message": body.get("message", "")}
            time.sleep(0.2)
        return {"code": "none"}

    def start(self, name, items, at_once=100):
        answer = self.ask("StartExecution", stateMachineArn=machine, name=name,
                          input=json.dumps({"items": items, "atOnce": at_once}))
        check(f"{name} starts", "executionArn" in answer, answer)
        return answer.get("executionArn")

    def claims(self):
        """How many it has taken over so far."""
        with urllib.request.urlopen(self.url + "/metrics") as metrics:
            return sum(int(line.split()[1]) for line in metrics.read().decode().splitlines() if line.startswith("asl_node_claims_total "))

    def has_more(self):
        """Whether it takes over more than it had when this was asked last, or will soon."""
        more = until(lambda: self.claims() > self.seen)
        self.seen = self.claims()
        return more

    def executions(self):
        """How many it has."""
        done = subprocess.run([program, "nodes", "--json", "--store", "postgres:" + conninfo], capture_output=True, text=True)
        return sum(n["executions"] for n in json.loads(done.stdout)["nodes"] if n["url"] == self.url)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def quit(self):
        self.process.terminate()
        check("a server ends in order", self.process.wait(timeout=12) == 0, self.process.returncode)


def until(condition, seconds=30):
    end = time.time() + seconds
    while not condition() and time.time() < end:
        time.sleep(0.05)
    return condition()


def await_status(node, arn, status):
    until(lambda: node.ask("DescribeExecution", executionArn=arn).get("status") == status)
    answer = node.ask("DescribeExecution", executionArn=arn)
    check(f"{arn.split(':')[-1]} becomes {status}", answer.get("status") == status, answer)
    return answer


def map_run(node, arn):
    runs = node.ask("ListMapRuns", executionArn=arn).get("mapRuns", [])
    check("there is one Map Run", len(runs) == 1, runs)
    return node.ask("DescribeMapRun", mapRunArn=runs[0]["mapRunArn"])


def check_counts(node, arn, status, **wanted):
    """What DescribeMapRun counts, of children with one item each."""
    wanted = {"total": sum(wanted.values()), **wanted}

    def counts():
        run = map_run(node, arn)
        return [run.get("status")] + [{k: n for k, n in run.get(of, {}).items() if n > 0 and k not in ("resultsWritten", "failuresNotRedrivable",
                                      "pendingRedrive")} for of in ("itemCounts", "executionCounts")]
    until(lambda: counts() == [status, wanted, wanted], 10)
    check(f"counts of {arn.split(':')[-1]}", counts() == [status, wanted, wanted], counts(), wanted)


def check_children(node, arn, count, ends):
    """Each is listed, with a history without a gap and with one end."""
    run = map_run(node, arn)["mapRunArn"]
    children = node.ask("ListExecutions", mapRunArn=run, maxResults=1000).get("executions", [])
    check("all children are listed", len(children) == count, len(children))
    for child in children:
        name = child["executionArn"]
        check("a child is named by its label", ":execution:children/Children:" in name, name)
        events = node.ask("GetExecutionHistory", executionArn=name, maxResults=1000).get("events", [])
        check("its history has no gap", [e["id"] for e in events] == list(range(1, len(events) + 1)), name, len(events))
        types = [e["type"] for e in events]
        check("it has one end", types[0] == "ExecutionStarted" and types[-1] in ends and sum(t in ends for t in types) == 1, name, types)
        entered = [e["stateEnteredEventDetails"]["name"] for e in events if e["type"].endswith("StateEntered")]
        check("each state is entered once", len(set(entered)) == len(entered), name, entered)


def items(count, seconds):
    return [{"seconds": seconds, "value": i} for i in range(count)]


def check_output(answer, count):
    check("all results are there, in their order", json.loads(answer.get("output", "null")) == list(range(count)), answer)


done = ("ExecutionSucceeded",)
a, b = Node(), Node()
time.sleep(1.5)  # each has seen the other

# ---- Both have children, and each end counts once.
arn = a.start("both", items(12, 2))
check("the other one has children", b.has_more())
check_output(await_status(b, arn, "SUCCEEDED"), 12)
check_counts(b, arn, "SUCCEEDED", succeeded=12)
check_children(b, arn, 12, done)
arn = a.start("waves", items(40, 0), 3)
check_output(await_status(b, arn, "SUCCEEDED"), 40)
check_counts(a, arn, "SUCCEEDED", succeeded=40)

b.seen = b.claims()

# ---- Too many fail: the others are stopped wherever they are, and the Map Run ends after them.
arn = a.start("fails", [{"seconds": 2, "fails": True}] + items(5, 300))
check("the other one has children to stop", b.has_more())
answer = await_status(a, arn, "FAILED")
check("it tells why", answer.get("error") == "States.ExceedToleratedFailureThreshold", answer)
check_counts(b, arn, "FAILED", failed=1, aborted=5)
check_children(a, arn, 6, ("ExecutionFailed", "ExecutionAborted"))

# ---- It is stopped, and goes on where it was.
b.seen = b.claims()
arn = a.start("stopped", items(6, 5))
check("the other one has children of what is stopped", b.has_more())
check("it is stopped by the other", "stopDate" in b.ask("StopExecution", executionArn=arn))
await_status(a, arn, "ABORTED")
check_counts(a, arn, "ABORTED", aborted=6)
check("it is redriven by the other", "redriveDate" in b.ask("RedriveExecution", executionArn=arn))
check_output(await_status(a, arn, "SUCCEEDED"), 6)
check_counts(a, arn, "SUCCEEDED", succeeded=6)

# ---- One that has children is killed; one that has the Map Run is.
b.seen = b.claims()
arn = a.start("child-lost", items(8, 3))
check("the other one has children to lose", b.has_more())
b.kill()
check_output(await_status(a, arn, "SUCCEEDED"), 8)
check_counts(a, arn, "SUCCEEDED", succeeded=8)
check_children(a, arn, 8, done)
c = Node()
time.sleep(1.5)
arn = a.start("parent-lost", items(16, 3), 8)
check("the third one has children", c.has_more())
a.kill()
check_output(await_status(c, arn, "SUCCEEDED"), 16)
check_counts(c, arn, "SUCCEEDED", succeeded=16)
check_children(c, arn, 16, done)

# ---- One that is alone has all of them.
time.sleep(1.5)
arn = c.start("alone", items(5, 5))
check("it has its own children", until(lambda: c.executions() == 6))
check_output(await_status(c, arn, "SUCCEEDED"), 5)
c.quit()
print(f"{checked} checked, {wrong} wrong")
sys.exit(wrong > 0)
