"""cases.py ASLC FOLDER: test cases of a mock file, asked for over the API. Prints each answer that is not as it should be."""
import json
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "serve"))
from api import MACHINE, Refused, Server  # noqa: E402

ASLC, FOLDER = sys.argv[1:]
ROLE = "arn:aws:iam::123456789012:role/r"
DEFINITION = os.path.join(HERE, "order.asl.json")
MOCKS = os.path.join(HERE, "MockConfigFile.json")
INPUT = json.dumps({"customers": ["a", "b", "c"]})
GOOD = {"customers": ["a", "b", "c"], "charge": {"card": "visa"}, "approval": "yes", "shipped": {"LastStatus": "STOPPED"},
        "packed": 3, "notified": ["sent", "sent", "sent late"]}
checks = 0


def check(what, got, wanted):
    global checks
    checks += 1
    if got != wanted:
        print("%s: %r, not %r" % (what, got, wanted))


def command(*options, store="memory"):
    return [ASLC, "serve", DEFINITION, "--listen", "127.0.0.1:0", "--store", store, *options]


def refused(what, server, code, text, operation, **body):
    try:
        check(what, server.ask(operation, **body), code)
    except Refused as error:
        check(what, error.body, {"__type": code, "message": text})


def end_of(server, arn, seconds=20):
    limit = time.time() + seconds
    answer = {}
    while time.time() < limit:
        answer = server.ask("DescribeExecution", executionArn=arn)
        if answer["status"] != "RUNNING":
            break
        time.sleep(0.02)
    return answer


def run(server, case, **more):
    arn = server.ask("StartExecution", stateMachineArn=MACHINE + "order" + case, input=INPUT, **more)["executionArn"]
    return end_of(server, arn)


def types(server, arn):
    return [e["type"] for e in server.ask("GetExecutionHistory", executionArn=arn, maxResults=1000)["events"]]


def answers(server):
    paid = run(server, "#Paid", name="p")
    check("paid", (paid["status"], json.loads(paid.get("output", "0"))), ("SUCCEEDED", GOOD))
    check("its ARN has no case", paid["stateMachineArn"], MACHINE + "order")
    check("the case is nobody's to see", "testCase" in paid, False)
    found = types(server, paid["executionArn"])
    check("callback and .sync are submitted", found.count("TaskSubmitted"), 2)
    check("the activity is scheduled", "ActivityScheduled" in found, True)
    busy = run(server, "#BusyBank")
    check("busy", json.loads(busy.get("output", "0")), {**GOOD, "charge": {"card": "late"}})
    check("retries", types(server, busy["executionArn"]).count("TaskFailed"), 3)
    for _ in range(2):
        check("each counts from 0", json.loads(run(server, "#BusyBank").get("output", "0"))["charge"], {"card": "late"})
    check("thrown", json.loads(run(server, "#Refused").get("output", "0")), {"sorry": "Bank.Refused"})


def what_is_missing(server):
    for case, attempt in (("#TooFew", 1), ("#None", 0)):
        few = run(server, case)
        check(case, (few["status"], few.get("error")), ("FAILED", "States.Runtime"))
        check(case + " says which", "attempt %d" % attempt in few.get("cause", ""), True)
    for case in ("", "#"):
        plain = run(server, case)
        check("without a case %r" % case, (plain["status"], plain["error"]), ("FAILED", "States.Runtime"))
        check("nobody does it", "${ChargeFunctionArn}" in plain["cause"], True)
    place = MOCKS + ":3:5: state machine 'order' has no test case "
    refused("no such case", server, "InternalFailure", place + "'Payed'; did you mean 'Paid'? There are 'Paid', 'BusyBank', "
            "'Refused', 'TooFew', 'None'", "StartExecution", stateMachineArn=MACHINE + "order#Payed")
    refused("no such machine", server, "StateMachineDoesNotExist", "State Machine Does Not Exist: '%sorders'" % MACHINE,
            "StartExecution", stateMachineArn=MACHINE + "orders#Paid")
    one = json.dumps({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}})
    server.ask("CreateStateMachine", name="other", definition=one, roleArn=ROLE)
    refused("not in the file", server, "InternalFailure", MOCKS + ": it has no state machine 'other'; did you "
            "mean 'order'? There are 'order', 'quick', 'slow'", "StartExecution", stateMachineArn=MACHINE + "other#Paid")
    check("without a case it runs", end_of(server, server.ask("StartExecution", stateMachineArn=MACHINE + "other")[
        "executionArn"])["status"], "SUCCEEDED")


def names_and_versions(server):
    paid = server.ask("StartExecution", stateMachineArn=MACHINE + "order#Paid", input=INPUT, name="twice")["executionArn"]
    check("it ends", end_of(server, paid)["status"], "SUCCEEDED")
    refused("closed", server, "ExecutionAlreadyExists", "Execution Already Exists: '%s'" % paid, "StartExecution",
            stateMachineArn=MACHINE + "order#Paid", input=INPUT, name="twice")
    version = server.ask("PublishStateMachineVersion", stateMachineArn=MACHINE + "order")["stateMachineVersionArn"]
    arn = server.ask("StartExecution", stateMachineArn=version + "#Paid", input=INPUT)["executionArn"]
    check("of a version", json.loads(end_of(server, arn).get("output", "0")), GOOD)
    server.ask("CreateStateMachineAlias", name="live", routingConfiguration=[
        {"stateMachineVersionArn": version, "weight": 100}])
    arn = server.ask("StartExecution", stateMachineArn=MACHINE + "order:live#Refused", input=INPUT)["executionArn"]
    end = end_of(server, arn)
    check("of an alias", (json.loads(end.get("output", "0")), end.get("stateMachineAliasArn")),
          ({"sorry": "Bank.Refused"}, MACHINE + "order:live"))


def express(server):
    only = {"StartAt": "Only", "States": {"Only": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:"
                                                   "function:f", "End": True}}}
    server.ask("CreateStateMachine", name="quick", definition=json.dumps(only), roleArn=ROLE, type="EXPRESS")
    answer = server.ask("StartSyncExecution", stateMachineArn=MACHINE + "quick#One")
    check("synchronous", (answer["status"], answer.get("output")), ("SUCCEEDED", "1"))
    check("its ARN", answer["stateMachineArn"], MACHINE + "quick")
    refused("no case of it", server, "InternalFailure", MOCKS + ":30:5: state machine 'quick' has no test case 'Two'; there is "
            "'One'", "StartSyncExecution", stateMachineArn=MACHINE + "quick#Two")


def waits(server):
    """No wait takes any time here, whichever way it is written; a timeout takes what it says."""
    later = {"Type": "Wait", "Timestamp": "2090-01-01T00:00:00Z", "Next": "T"}
    slow = {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:slow", "TimeoutSeconds": 1, "End": True}
    server.ask("CreateStateMachine", name="slow", roleArn=ROLE, definition=json.dumps(
        {"StartAt": "W", "States": {"W": later, "T": slow}}))
    end = end_of(server, server.ask("StartExecution", stateMachineArn=MACHINE + "slow#Never")["executionArn"])
    check("timed out", (end["status"], end.get("error")), ("FAILED", "States.Timeout"))
    check("after its second", end["stopDate"] - end["startDate"] > 0.9, True)


def survives():
    """Killed while it waits for a retry; the file is away, and comes back."""
    store = "sqlite:" + os.path.join(FOLDER, "x.db")
    server = Server(command("--mock", MOCKS, "--wait-scale", "0.004", store=store))
    arn = server.ask("StartExecution", stateMachineArn=MACHINE + "order#BusyBank", input=INPUT, name="k")["executionArn"]
    again = server.ask("StartExecution", stateMachineArn=MACHINE + "order#BusyBank", input=INPUT, name="k")
    check("asked for again", again["executionArn"], arn)
    refused("another case", server, "ExecutionAlreadyExists", "Execution Already Exists: '%s'" % arn, "StartExecution",
            stateMachineArn=MACHINE + "order#Paid", input=INPUT, name="k")
    limit = time.time() + 20
    while types(server, arn).count("TaskFailed") < 2 and time.time() < limit:
        time.sleep(0.01)
    server.kill()
    bare = Server(command(store=store))
    check("it stays", end_of(bare, arn, 0.5)["status"], "RUNNING")
    check("without mocks a case is part of the name", ask_bare(bare), "StateMachineDoesNotExist")
    check("in order", bare.stop(), 0)
    server = Server(command("--mock", MOCKS, "--wait-scale", "0.004", store=store))
    check("it goes on", json.loads(end_of(server, arn).get("output", "0")), {**GOOD, "charge": {"card": "late"}})
    check("attempts are counted on", types(server, arn).count("TaskFailed"), 3)
    check("in order", server.stop(), 0)


def ask_bare(server):
    try:
        return server.ask("StartExecution", stateMachineArn=MACHINE + "order#Paid", input=INPUT)
    except Refused as error:
        return str(error)


def main():
    server = Server(command("--mock", MOCKS, "--wait-scale", "0"))
    answers(server)
    what_is_missing(server)
    names_and_versions(server)
    express(server)
    waits(server)
    check("in order", server.stop(), 0)
    survives()
    print("%d checks" % checks)


main()
