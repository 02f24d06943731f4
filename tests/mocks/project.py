"""project.py ASLC CASE FOLDER: a project of Step Functions Local, as its tests are written: the server gets the mock file, boto3
makes the state machine, starts the test case, and looks at how it ends and what has happened. CASE is what AWS recorded of it:
`mock_config`, `definition`, `input`, `test_case`, `expect`, `events`. Prints what is not as it should be.
"""
import json
import os
import sys
import time

import boto3
from botocore.config import Config

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "serve"))
from api import Server  # noqa: E402

ASLC, PATH, FOLDER = sys.argv[1:]
with open(PATH, encoding="utf-8") as file:
    # The recorder has put this in place of a name.
    CASE = json.loads(file.read().replace("<ArnPart_0idx>", "project"))
# What AWS's answers have beyond those of the mock files.
LEFT_OUT = ("SdkHttpMetadata", "SdkResponseMetadata", "ExecutedVersion", "RedriveCount", "RedriveStatus", "RedriveStatusReason")


def check(what, got, wanted):
    if got != wanted:
        print("%s: %s: %r, not %r" % (CASE["id"], what, got, wanted))


def ended(sfn, arn):
    limit = time.time() + 30
    while time.time() < limit:
        answer = sfn.describe_execution(executionArn=arn)
        if answer["status"] != "RUNNING":
            return answer
        time.sleep(0.02)
    return {"status": "RUNNING"}


def run(sfn):
    role = "arn:aws:iam::123456789012:role/DummyRole"
    machine = sfn.create_state_machine(name=CASE["state_machine_name"], definition=json.dumps(CASE["definition"]), roleArn=role,
                                       type=CASE["type"])["stateMachineArn"]
    start = {"stateMachineArn": machine + "#" + CASE["test_case"], "input": json.dumps(CASE["input"])}
    if CASE["type"] == "EXPRESS":
        return sfn.start_sync_execution(**start), None
    arn = sfn.start_execution(**start)["executionArn"]
    return ended(sfn, arn), sfn.get_execution_history(executionArn=arn, maxResults=1000)["events"]


def shape(value):
    """Texts and what surrounds a real answer are the recorder's: AWS had other values than the mock file has."""
    if isinstance(value, dict):
        return {k: shape(v) for k, v in value.items() if k not in LEFT_OUT}
    return [shape(v) for v in value] if isinstance(value, list) else "text" if isinstance(value, str) else value


def steps(events):
    names = ("stateEnteredEventDetails", "stateExitedEventDetails")
    return [(e["type"], e.get("name") or next((e[n]["name"] for n in names if n in e), None)) for e in events]


def main():
    mocks = os.path.join(FOLDER, "MockConfigFile.json")
    with open(mocks, "w", encoding="utf-8") as out:
        json.dump(CASE["mock_config"], out)
    server = Server([ASLC, "serve", "--listen", "127.0.0.1:0", "--store", "memory", "--mock", mocks])
    end, events = run(boto3.client("stepfunctions", endpoint_url=server.url, region_name="us-east-1", aws_access_key_id="a",
                                   aws_secret_access_key="b", config=Config(inject_host_prefix=False)))
    check("status", end["status"], CASE["expect"]["status"])
    # Of a distributed Map's children neither events nor answers were recorded.
    is_whole = "unrecorded-children" not in CASE["tags"]
    if is_whole and "output" in CASE["expect"]:
        check("output", shape(json.loads(end.get("output", "null"))), shape(CASE["expect"]["output"]))
    if is_whole and events is not None and "events" in CASE:
        check("events", steps(events), steps(CASE["events"]))
    check("exit code", server.stop(), 0)


main()
