"""Children of a distributed Map on several servers: python3 children.py PROGRAM CONNINFO CLUSTER FOLDER OPTION...

PROGRAM serves tests/postgres/children.asl.json. A Map Run's children are done by all servers, and come to the same as on one:
also where one is killed, the execution is stopped, fails or is redriven. Prints what is wrong, a line each, and how much was
checked.
"""
from node import *

Node.tries = 50


class Server(Node):
    seen = 0

    def start(self, name, items, at_once=100):
        answer = self.ask("StartExecution", stateMachineArn=machine, name=name,
                          input=json.dumps({"items": items, "atOnce": at_once}))
        check(f"{name} starts", "executionArn" in answer, answer)
        return answer.get("executionArn")

    def claims(self):
        """How many it has taken over so far."""
        return self.metric("asl_node_claims_total")

    def has_more(self):
        """Whether it takes over more than it had when this was asked last, or will soon."""
        more = until(lambda: self.claims() > self.seen)
        self.seen = self.claims()
        return more

    def executions(self):
        """How many it has."""
        return sum(n["executions"] for n in listed() if n["url"] == self.url)


def listed():
    return json.loads(command("nodes", "--json")[1])["nodes"]


def nodes():
    """How many there are."""
    return len(listed())


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
a, b = Server(), Server()
meet(a, b)

# ---- Both have children, and each end counts once.
arn = a.start("both", items(12, 2))
check("the other one has children", b.has_more())
check_output(b.await_status(arn, "SUCCEEDED", 30), 12)
check_counts(b, arn, "SUCCEEDED", succeeded=12)
check_children(b, arn, 12, done)
arn = a.start("waves", items(40, 0), 3)
check_output(b.await_status(arn, "SUCCEEDED", 30), 40)
check_counts(a, arn, "SUCCEEDED", succeeded=40)

b.seen = b.claims()

# ---- Too many fail: the others are stopped wherever they are, and the Map Run ends after them.
arn = a.start("fails", [{"seconds": 2, "fails": True}] + items(5, 300))
check("the other one has children to stop", b.has_more())
answer = a.await_status(arn, "FAILED", 30)
check("it tells why", answer.get("error") == "States.ExceedToleratedFailureThreshold", answer)
check_counts(b, arn, "FAILED", failed=1, aborted=5)
check_children(a, arn, 6, ("ExecutionFailed", "ExecutionAborted"))

# ---- It is stopped, and goes on where it was.
b.seen = b.claims()
arn = a.start("stopped", items(6, 8))
check("the other one has children of what is stopped", b.has_more())
check("it is stopped by the other", "stopDate" in b.ask("StopExecution", executionArn=arn))
a.await_status(arn, "ABORTED", 30)
check_counts(a, arn, "ABORTED", aborted=6)
check("it is redriven by the other", "redriveDate" in b.ask("RedriveExecution", executionArn=arn))
check_output(a.await_status(arn, "SUCCEEDED", 30), 6)
check_counts(a, arn, "SUCCEEDED", succeeded=6)

# ---- One that has children is killed; one that has the Map Run is.
b.seen = b.claims()
arn = a.start("child-lost", items(8, 3))
check("the other one has children to lose", b.has_more())
b.kill()
check_output(a.await_status(arn, "SUCCEEDED", 30), 8)
check_counts(a, arn, "SUCCEEDED", succeeded=8)
check_children(a, arn, 8, done)
c = Server()
until(lambda: nodes() == 2)
meet(a, c)
arn = a.start("parent-lost", items(16, 3), 8)
check("the third one has children", c.has_more())
a.kill()
check_output(c.await_status(arn, "SUCCEEDED", 30), 16)
check_counts(c, arn, "SUCCEEDED", succeeded=16)
check_children(c, arn, 16, done)

# ---- One that is alone has all of them.
until(lambda: nodes() == 1)
meet(c)
arn = c.start("alone", items(5, 5))
check("it has its own children", until(lambda: c.executions() == 6))
check_output(c.await_status(arn, "SUCCEEDED", 30), 5)
c.quit()
finish()
