"""nested.py COMMAND...: executions that start others in one server. COMMAND starts that server on a store that outlives it.
Prints a line for each thing that is wrong, and how many checks there were.
"""
import json
import os
import sys
import time
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from api import MACHINE, Refused, Server, check, same, tell_checks  # noqa: E402

ROLE = "arn:aws:iam::123456789012:role/r"
EXECUTION = MACHINE.replace("stateMachine", "execution")
STARTED_BY = "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID"
PREFIX = "arn:aws:states:::"


# ---- Machines

CHILD = {
    "StartAt": "What",
    "States": {
        "What": {
            "Type": "Choice",
            "Choices": [
                {"Variable": "$.fails", "IsPresent": True, "Next": "Fail"},
                {"Variable": "$.waits_s", "IsPresent": True, "Next": "Wait"},
            ],
            "Default": "Done",
        },
        "Fail": {"Type": "Fail", "Error": "Oops", "Cause": "because"},
        "Wait": {"Type": "Wait", "SecondsPath": "$.waits_s", "Next": "Done"},
        "Done": {"Type": "Pass", "Parameters": {"got.$": "$"}, "End": True},
    },
}


def parent_of(resource, parameters, **more):
    """A machine whose one task catches everything."""
    catcher = {"ErrorEquals": ["States.ALL"], "Next": "Caught"}
    task = {"Type": "Task", "Resource": PREFIX + resource, "Parameters": parameters, "Catch": [catcher], "End": True}
    task.update(more)
    return {"StartAt": "Call", "States": {"Call": task, "Caught": {"Type": "Pass", "End": True}}}


STARTS = {
    "StateMachineArn.$": "$.of",
    "Name.$": "$.name",
    "Input": {"v.$": "$.v", STARTED_BY + ".$": "$$.Execution.Id"},
}
UNNAMED = {"StateMachineArn": MACHINE + "child", "Input.$": "$.input"}
SENDS = {"TaskToken.$": "$.token", "Output": "{\"sent\":true}"}

MACHINES = {
    "child": CHILD,
    "request": parent_of("states:startExecution", STARTS),
    "sync": parent_of("states:startExecution.sync", STARTS),
    "sync2": parent_of("states:startExecution.sync:2", STARTS),
    "unnamed": parent_of("states:startExecution.sync:2", UNNAMED),
    "again": parent_of("states:startExecution.sync:2", UNNAMED,
                       Retry=[{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 2}]),
    "late": parent_of("states:startExecution.sync", UNNAMED, TimeoutSeconds=1),
    "express": parent_of("states:startExecution.sync:2", {"StateMachineArn": MACHINE + "quick", "Input.$": "$.input"}),
    "lateexpress": parent_of("states:startExecution.sync:2", {"StateMachineArn": MACHINE + "quick", "Input.$": "$.input"},
                             TimeoutSeconds=1),
    "token": parent_of("states:startExecution.waitForTaskToken",
                       {"StateMachineArn": MACHINE + "sender", "Input": {"token.$": "$$.Task.Token"}}),
    "sender": parent_of("aws-sdk:sfn:sendTaskSuccess", SENDS),
    "sdkstart": parent_of("aws-sdk:sfn:startExecution", STARTS),
    "sdksync": parent_of("aws-sdk:sfn:startSyncExecution", {"StateMachineArn": MACHINE + "quick", "Input": {"v": 1}}),
    "sdkdescribe": parent_of("aws-sdk:sfn:describeExecution", {"ExecutionArn.$": "$.arn"}),
    "sdklist": parent_of("aws-sdk:sfn:listExecutions", {"StateMachineArn.$": "$.of", "MaxResults": 2}),
    "sdkstop": parent_of("aws-sdk:sfn:stopExecution", {"ExecutionArn.$": "$.arn", "Error": "E", "Cause": "C"}),
    "sdkcheck": parent_of("aws-sdk:sfn:validateStateMachineDefinition", {"Definition": "{}"}),
    "sdkpoll": parent_of("aws-sdk:sfn:getActivityTask", {"ActivityArn.$": "$.arn"}, TimeoutSeconds=1),
}


def create(server):
    for name, definition in MACHINES.items():
        server.ask("CreateStateMachine", name=name, definition=json.dumps(definition), roleArn=ROLE)
    server.ask("CreateStateMachine", name="quick", definition=json.dumps(CHILD), roleArn=ROLE, type="EXPRESS")


# ---- Running

def start(server, machine, **data):
    return server.ask("StartExecution", stateMachineArn=MACHINE + machine, input=json.dumps(data))["executionArn"]


def end_of(server, arn):
    limit = time.time() + 30
    while time.time() < limit:
        description = server.ask("DescribeExecution", executionArn=arn)
        if description["status"] != "RUNNING":
            return description
        time.sleep(0.02)
    raise SystemExit("%s does not end" % arn)


def run(server, machine, **data):
    return json.loads(end_of(server, start(server, machine, **data))["output"])


def events_of(server, arn):
    return server.ask("GetExecutionHistory", executionArn=arn, maxResults=1000)["events"]


def executions_of(server, machine):
    return server.ask("ListExecutions", stateMachineArn=MACHINE + machine)["executions"]


def open_ones(server):
    """How many executions are under way."""
    with urllib.request.urlopen(server.url + "/metrics", timeout=30) as answer:
        lines = answer.read().decode().splitlines()
    return sum(int(float(line.rsplit(" ", 1)[1])) for line in lines if line.startswith("asl_executions_open{"))


def child_of(server, arn):
    """The execution that the latest TaskSubmitted of another names; None before there is one."""
    found = None
    for event in events_of(server, arn):
        if event["type"] == "TaskSubmitted":
            found = json.loads(event["taskSubmittedEventDetails"]["output"])["ExecutionArn"]
    return found


def wait_for(what, test):
    limit = time.time() + 20
    value = None
    while not value and time.time() < limit:
        value = test()
        time.sleep(0.02)
    check(what, value)
    return value


# ---- states:startExecution

def check_request(server):
    arn = start(server, "request", of=MACHINE + "child", name="r1", v=1)
    output = json.loads(end_of(server, arn)["output"])
    same("request: ExecutionArn", EXECUTION + "child:r1", output["ExecutionArn"])
    check("request: StartDate", isinstance(output["StartDate"], (int, float)), output["StartDate"])
    same("request: SdkHttpMetadata", 200, output["SdkHttpMetadata"]["HttpStatusCode"])
    child = end_of(server, EXECUTION + "child:r1")
    same("request: the child's input", {"v": 1, STARTED_BY: arn}, json.loads(child["input"]))
    kinds = [e["type"] for e in events_of(server, arn)]
    same("request: history", ["ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSucceeded",
                              "TaskStateExited", "ExecutionSucceeded"], kinds)


def check_sync(server):
    arn = start(server, "sync", of=MACHINE + "child", name="s1", v=2)
    output = json.loads(end_of(server, arn)["output"])
    same("sync: Output is a text", {"got": {"v": 2, STARTED_BY: arn}}, json.loads(output["Output"]))
    same("sync: Status", "SUCCEEDED", output["Status"])
    same("sync: Name", "s1", output["Name"])
    same("sync: StateMachineArn", MACHINE + "child", output["StateMachineArn"])
    same("sync: TaskSubmitted", EXECUTION + "child:s1", child_of(server, arn))
    arn = start(server, "sync2", of=MACHINE + "child", name="s2", v=[3])
    output = json.loads(end_of(server, arn)["output"])
    same("sync:2: Output is JSON", {"got": {"v": [3], STARTED_BY: arn}}, output["Output"])
    same("sync:2: Input is JSON", {"v": [3], STARTED_BY: arn}, output["Input"])
    output = run(server, "unnamed", input={})
    check("unnamed: a UUID is its name", len(output["Name"]) == 36, output["Name"])


def check_express(server):
    """A child that is an Express execution is waited for as any other."""
    for machine, parse in [("sync", json.loads), ("sync2", lambda output: output)]:
        arn = start(server, machine, of=MACHINE + "quick", name="x1", v=4)
        output = json.loads(end_of(server, arn)["output"])
        same(machine + " of an Express child", {"got": {"v": 4, STARTED_BY: arn}}, parse(output["Output"]))
        same(machine + ": its status", ("SUCCEEDED", "x1"), (output["Status"], output["Name"]))
        check(machine + ": its ARN", output["ExecutionArn"].startswith(MACHINE.replace("stateMachine", "express") + "quick:x1:"),
              output["ExecutionArn"])
        check(machine + ": no redrive", not [key for key in output if "Redrive" in key], output)
        same(machine + ": TaskSubmitted", output["ExecutionArn"], child_of(server, arn))
    got = run(server, "express", input={"fails": True})
    same("an Express child that fails", "States.TaskFailed", got["Error"])
    cause = json.loads(got["Cause"])
    same("an Express child's own error", ("Oops", "because", "FAILED"), (cause["Error"], cause["Cause"], cause["Status"]))
    same("an Express child waits", {"waits_s": 1}, run(server, "express", input={"waits_s": 1})["Output"]["got"])
    for stop in "stopped", "timed out":
        arn = start(server, "express" if stop == "stopped" else "lateexpress", input={"waits_s": 200})
        wait_for("an Express child is started", lambda: child_of(server, arn))
        same("it is under way", 2, open_ones(server))
        if stop == "stopped":
            server.ask("StopExecution", executionArn=arn)
        end_of(server, arn)
        wait_for("an Express child is stopped with its parent, which was " + stop, lambda: open_ones(server) == 0)
    arn = start(server, "express", input={"waits_s": 3})
    child = wait_for("an Express child that goes on", lambda: child_of(server, arn))
    for _ in range(2):
        server.kill()
        server.start()
    output = json.loads(end_of(server, arn)["output"])
    same("it was not started twice", child, output["ExecutionArn"])
    same("nothing is left", 0, open_ones(server))


def check_failures(server):
    for machine, prefix in [("request", "StepFunctions."), ("sync", "StepFunctions."), ("sdkstart", "Sfn.")]:
        got = run(server, machine, of=MACHINE + "nobody", name="n1", v=1)
        same(machine + ": no such machine", prefix + "StateMachineDoesNotExistException", got["Error"])
        check(machine + ": its cause", got["Cause"].startswith("State Machine Does Not Exist: '%snobody' (Service: " % MACHINE),
              got["Cause"])
        got = run(server, machine, of="nonsense", name="n1", v=1)
        same(machine + ": no ARN", prefix + "InvalidArnException", got["Error"])
        got = run(server, machine, of=MACHINE + "child", name="r1", v=9)
        same(machine + ": the name is taken", prefix + "ExecutionAlreadyExistsException", got["Error"])
        got = run(server, machine, of=MACHINE + "child", name="a b", v=9)
        same(machine + ": a bad name", prefix + "InvalidNameException", got["Error"])
    got = run(server, "unnamed", input={"fails": True})
    same("a child that fails", "States.TaskFailed", got["Error"])
    cause = json.loads(got["Cause"])
    same("its own error", ("Oops", "because", "FAILED"), (cause["Error"], cause["Cause"], cause["Status"]))
    before = len(executions_of(server, "child"))
    run(server, "again", input={"fails": True})
    same("each attempt starts a child of its own", before + 3, len(executions_of(server, "child")))
    got = run(server, "unnamed", input="nonsense")
    same("its input is not JSON", "StepFunctions.InvalidExecutionInputException", got["Error"])


def check_stops(server):
    arn = start(server, "unnamed", input={"waits_s": 600})
    child = wait_for("a child is started", lambda: child_of(server, arn))
    server.ask("StopExecution", executionArn=arn)
    same("a child is stopped with its parent", "ABORTED", end_of(server, child)["status"])
    arn = start(server, "late", input={"waits_s": 600})
    same("a parent whose time is up", "States.Timeout", json.loads(end_of(server, arn)["output"])["Error"])
    same("its child is stopped", "ABORTED", end_of(server, child_of(server, arn))["status"])
    arn = start(server, "unnamed", input={"waits_s": 600})
    child = wait_for("one more child is started", lambda: child_of(server, arn))
    server.ask("StopExecution", executionArn=child, error="Mine", cause="I wanted it")
    cause = json.loads(json.loads(end_of(server, arn)["output"])["Cause"])
    same("a parent is told of its child's stop", ("ABORTED", "Mine"), (cause["Status"], cause["Error"]))


# ---- The API as a task

def check_sdk(server):
    same("waitForTaskToken", {"sent": True}, run(server, "token"))
    output = run(server, "sdkstart", of=MACHINE + "child", name="k1", v=1)
    same("aws-sdk: startExecution", EXECUTION + "child:k1", output["ExecutionArn"])
    check("aws-sdk: a date is a text", output["StartDate"].endswith("Z"), output["StartDate"])
    check("aws-sdk: no metadata", "SdkHttpMetadata" not in output, output)
    output = run(server, "sdksync")
    same("startSyncExecution", ("SUCCEEDED", {"got": {"v": 1}}), (output["Status"], json.loads(output["Output"])))
    output = run(server, "sdkdescribe", arn=EXECUTION + "child:r1")
    same("describeExecution", ("r1", "SUCCEEDED"), (output["Name"], output["Status"]))
    output = run(server, "sdkdescribe", arn=EXECUTION + "child:nobody")
    same("describeExecution of none", "Sfn.ExecutionDoesNotExistException", output["Error"])
    output = run(server, "sdklist", of=MACHINE + "child")
    same("listExecutions", 2, len(output["Executions"]))
    check("listExecutions: there are more", output.get("NextToken"))
    arn = start(server, "unnamed", input={"waits_s": 600})
    child = wait_for("a child to stop", lambda: child_of(server, arn))
    check("stopExecution", "StopDate" in run(server, "sdkstop", arn=child))
    same("it is stopped", "E", end_of(server, child)["error"])
    same("validateStateMachineDefinition", "FAIL", run(server, "sdkcheck")["Result"])
    activity = server.ask("CreateActivity", name="a")["activityArn"]
    same("getActivityTask waits", "States.Timeout", run(server, "sdkpoll", arn=activity)["Error"])


# ---- A server that dies

def check_survives(server):
    before = len(executions_of(server, "child"))
    parents = [start(server, "unnamed", input={"waits_s": 2, "n": n}) for n in range(10)]
    wait_for("the last child is started", lambda: child_of(server, parents[-1]))
    for _ in range(3):
        server.kill()
        server.start()
    for n, arn in enumerate(parents):
        output = json.loads(end_of(server, arn)["output"])
        same("a parent goes on", {"waits_s": 2, "n": n}, output["Output"]["got"])
    same("no child was started twice", before + len(parents), len(executions_of(server, "child")))
    parents = []
    for n in range(20):
        parents.append(start(server, "unnamed", input={"n": n}))
        if n % 4 == 3:
            server.kill()
            server.start()
    for n, arn in enumerate(parents):
        same("a parent that was just started", {"n": n}, json.loads(end_of(server, arn)["output"])["Output"]["got"])
    same("nor then", before + 30, len(executions_of(server, "child")))
    arn = start(server, "unnamed", input={"waits_s": 600})
    child = wait_for("a child that goes on", lambda: child_of(server, arn))
    same("the server ends in order", 0, server.stop())
    server.start()
    same("a parent waits on", "RUNNING", server.ask("DescribeExecution", executionArn=arn)["status"])
    same("and its child runs on", "RUNNING", server.ask("DescribeExecution", executionArn=child)["status"])
    server.ask("StopExecution", executionArn=arn)
    same("until it is stopped", "ABORTED", end_of(server, child)["status"])


def check_elsewhere(server):
    """An endpoint that somebody has set is not this server."""
    os.environ["AWS_ENDPOINT_URL_SFN"] = "http://127.0.0.1:9"
    server.stop()
    server.start()
    got = run(server, "request", of=MACHINE + "child", name="e1", v=1)
    same("an endpoint that is set", "StepFunctions.SdkClientException", got["Error"])


def main():
    server = Server(sys.argv[1:])
    tests = check_request, check_sync, check_express, check_failures, check_stops, check_sdk, check_survives, check_elsewhere
    try:
        create(server)
        for test in tests:
            test(server)
    except Refused as error:
        print("refused: %s" % error.body)
    finally:
        code = server.stop()
    same("the server ends", 0, code)
    tell_checks()


main()
