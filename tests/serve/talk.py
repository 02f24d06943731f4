"""talk.py: a conversation with a server through boto3, as a program of a user has it: state machines, versions, aliases,
tags, executions, activities, and what is refused. Prints each answer that is not as it should be.
"""
import json
import sys
import time
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

URL = sys.argv[1]
ROLE = "arn:aws:iam::123456789012:role/r"
sfn = boto3.client("stepfunctions", endpoint_url=URL, region_name="us-east-1", aws_access_key_id="a",
                   aws_secret_access_key="b", config=Config(inject_host_prefix=False, retries={"max_attempts": 0}))
checks = 0


def check(what, got, wanted):
    global checks
    checks += 1
    if got != wanted:
        print("%s: %r, not %r" % (what, got, wanted))


def refused(what, code, call, **arguments):
    try:
        call(**arguments)
        check(what, "an answer", code)
    except ClientError as error:
        check(what, error.response["Error"]["Code"], code)


def definition(**state):
    return json.dumps({"StartAt": "S", "States": {"S": {"End": True, **state}}})


def validate(**members):
    """The SDK of Debian 12 does not know the operation."""
    headers = {"X-Amz-Target": "AWSStepFunctions.ValidateStateMachineDefinition", "Content-Type": "application/x-amz-json-1.0"}
    request = urllib.request.Request(URL, json.dumps(members).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def ended(arn):
    limit = time.time() + 30
    while time.time() < limit:
        answer = sfn.describe_execution(executionArn=arn)
        if answer["status"] != "RUNNING":
            return answer
        time.sleep(0.05)
    return {"status": "still RUNNING"}


def machines():
    plain = definition(Type="Pass", Result=1)
    one = sfn.create_state_machine(name="one", definition=plain, roleArn=ROLE)["stateMachineArn"]
    check("created again", sfn.create_state_machine(name="one", definition=plain, roleArn=ROLE)["stateMachineArn"], one)
    refused("another of that name", "StateMachineAlreadyExists", sfn.create_state_machine, name="one",
            definition=definition(Type="Pass", Result=3), roleArn=ROLE)
    refused("a bad definition", "InvalidDefinition", sfn.create_state_machine, name="bad", definition="{}", roleArn=ROLE)
    for what, wrong in (("a Resource that is left open", definition(Type="Task", Resource="${F}")),
                        ("such a number", definition(Type="Wait", Seconds="${N}")),
                        ("one without quotes", definition(Type="Wait", Seconds="${N}").replace('"${N}"', "${N}"))):
        refused(what, "InvalidDefinition", sfn.create_state_machine, name="open", definition=wrong, roleArn=ROLE)
    told = validate(severity="WARNING", definition=definition(Type="Task", Resource="${F}"))
    check("it is no ARN", [(d["location"], d["message"]) for d in told["diagnostics"]], [(
        "/States/S/Resource", "The resource provided ${F} is not recognized. The value is not a valid resource ARN, "
        "or the resource is not available in this region.")])
    told = validate(severity="WARNING", definition=definition(Type="Pass", Result="${F}"))
    check("a text may have one", (told["result"], told["diagnostics"]), ("OK", []))
    refused("a bad name", "InvalidName", sfn.create_state_machine, name="a b", definition=plain, roleArn=ROLE)
    check("described", sfn.describe_state_machine(stateMachineArn=one)["definition"], plain)
    check("listed", [m["name"] for m in sfn.list_state_machines()["stateMachines"]], ["one"])
    sfn.update_state_machine(stateMachineArn=one, definition=definition(Type="Pass", Result=2))
    sfn.tag_resource(resourceArn=one, tags=[{"key": "k", "value": "v"}])
    check("tags", sfn.list_tags_for_resource(resourceArn=one)["tags"], [{"key": "k", "value": "v"}])
    sfn.untag_resource(resourceArn=one, tagKeys=["k"])
    check("no tags", sfn.list_tags_for_resource(resourceArn=one)["tags"], [])
    return one


def executions(one):
    first = sfn.start_execution(stateMachineArn=one, name="first", input='{"a": 1}')["executionArn"]
    check("ended", (ended(first)["status"], ended(first)["output"]), ("SUCCEEDED", "2"))
    refused("its name again", "ExecutionAlreadyExists", sfn.start_execution, stateMachineArn=one, name="first")
    refused("not JSON", "InvalidExecutionInput", sfn.start_execution, stateMachineArn=one, input="not json")
    refused("no such one", "ExecutionDoesNotExist", sfn.describe_execution, executionArn=first + "x")
    refused("no ARN", "InvalidArn", sfn.describe_execution, executionArn="x")
    types = [e["type"] for e in sfn.get_execution_history(executionArn=first)["events"]]
    check("history", types, ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"])
    page = sfn.get_execution_history(executionArn=first, maxResults=1, reverseOrder=True)
    check("page", [e["id"] for e in page["events"]], [4])
    page = sfn.get_execution_history(executionArn=first, maxResults=1, reverseOrder=True, nextToken=page["nextToken"])
    check("next page", [e["id"] for e in page["events"]], [3])
    refused("a bad token", "InvalidToken", sfn.get_execution_history, executionArn=first, nextToken="x")
    waits = sfn.create_state_machine(name="waits", definition=definition(Type="Wait", Seconds=3600), roleArn=ROLE)
    slow = sfn.start_execution(stateMachineArn=waits["stateMachineArn"])["executionArn"]
    running = sfn.list_executions(stateMachineArn=waits["stateMachineArn"], statusFilter="RUNNING")["executions"]
    check("running", [x["executionArn"] for x in running], [slow])
    sfn.stop_execution(executionArn=slow, error="E", cause="C")
    stopped = ended(slow)
    check("stopped", (stopped["status"], stopped["error"], stopped["cause"]), ("ABORTED", "E", "C"))
    sfn.delete_state_machine(stateMachineArn=waits["stateMachineArn"])
    refused("deleted", "StateMachineDoesNotExist", sfn.describe_state_machine, stateMachineArn=waits["stateMachineArn"])


def express():
    quick = sfn.create_state_machine(name="quick", definition=definition(Type="Pass"), roleArn=ROLE, type="EXPRESS")
    arn = quick["stateMachineArn"]
    answer = sfn.start_sync_execution(stateMachineArn=arn, input='{"b": [1.5]}')
    check("sync", (answer["status"], answer["output"]), ("SUCCEEDED", '{"b":[1.5]}'))
    refused("no list", "StateMachineTypeNotSupported", sfn.list_executions, stateMachineArn=arn)
    fails = sfn.create_state_machine(name="fails", roleArn=ROLE, type="EXPRESS", definition=json.dumps(
        {"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "E", "Cause": "C"}}}))
    answer = sfn.start_sync_execution(stateMachineArn=fails["stateMachineArn"])
    check("sync fails", (answer["status"], answer["error"], answer["cause"]), ("FAILED", "E", "C"))


def activities():
    work = sfn.create_activity(name="work")["activityArn"]
    check("an activity", [a["name"] for a in sfn.list_activities()["activities"]], ["work"])
    asks = sfn.create_state_machine(name="asks", definition=definition(Type="Task", Resource=work), roleArn=ROLE)
    run = sfn.start_execution(stateMachineArn=asks["stateMachineArn"], input='{"n": 1}')["executionArn"]
    task = sfn.get_activity_task(activityArn=work, workerName="w")
    check("its task", json.loads(task["input"]), {"n": 1})
    sfn.send_task_heartbeat(taskToken=task["taskToken"])
    refused("no output", "InvalidOutput", sfn.send_task_success, taskToken=task["taskToken"], output="{")
    sfn.send_task_success(taskToken=task["taskToken"], output="[2]")
    check("its end", (ended(run)["status"], ended(run)["output"]), ("SUCCEEDED", "[2]"))
    refused("answered again", "TaskTimedOut", sfn.send_task_success, taskToken=task["taskToken"], output="1")
    sfn.delete_activity(activityArn=work)
    refused("no activity", "ActivityDoesNotExist", sfn.describe_activity, activityArn=work)


executions(machines())
express()
activities()
print("%d checks" % checks)
