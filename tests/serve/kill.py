"""kill.py PROGRAM STORE EFFECTS EXECUTIONS KILLS SECONDS SEED: kills a server at random moments while executions run, SECONDS
apart at most, and looks whether each of them comes to its end all the same. Prints a line for each thing that is wrong.
"""
import collections
import json
import os
import random
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from api import MACHINE, Server  # noqa: E402

STEPS = ["effect", "left", "a", "b", "c"]


def start_all(server, count):
    for i in range(count):
        body = json.dumps({"fails": i % 7 == 3})
        server.ask("StartExecution", stateMachineArn=MACHINE + "every", name="e%d" % i, input=body)


def history_of(server, arn):
    events, token = [], {}
    while True:
        page = server.ask("GetExecutionHistory", executionArn=arn, maxResults=10, **token)
        events += page["events"]
        if "nextToken" not in page:
            return events
        token = {"nextToken": page["nextToken"]}


def wait_for_all(server, count):
    limit = time.time() + 120
    while time.time() < limit:
        running = server.ask("ListExecutions", stateMachineArn=MACHINE + "every", statusFilter="RUNNING")
        if not running["executions"]:
            return
        time.sleep(0.2)
    print("%d executions still run" % len(running["executions"]))


def check_execution(server, i):
    arn = MACHINE.replace("stateMachine", "execution") + "every:e%d" % i
    wanted = "FAILED" if i % 7 == 3 else "SUCCEEDED"
    status = server.ask("DescribeExecution", executionArn=arn)["status"]
    if status != wanted:
        print("e%d: %s, not %s" % (i, status, wanted))
    events = history_of(server, arn)
    if [e["id"] for e in events] != list(range(1, len(events) + 1)):
        print("e%d: the ids of its events are %s" % (i, [e["id"] for e in events]))
    types = [e["type"] for e in events]
    ends = [t for t in types if t in ("ExecutionSucceeded", "ExecutionFailed")]
    if types[0] != "ExecutionStarted" or len(ends) != 1 or types[-1] != ends[0]:
        print("e%d: its history is %s" % (i, types))


def effects_in(path):
    """A task whose server is killed while it is given its input writes what it has got: that is left out."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            try:
                yield json.loads(line)
            except ValueError:
                pass


def check_effects(path, count, kills):
    seen = collections.Counter((e["execution"], e["step"]) for e in effects_in(path))
    for i in range(count):
        for step in STEPS:
            times = seen.pop(("e%d" % i, step), 0)
            if not 1 <= times <= 1 + kills:
                print("e%d: its effect %s was done %d times" % (i, step, times))
    if seen:
        print("effects of nobody: %s" % list(seen))


def follow(server, effects, count, kills, moments):
    start_all(server, count)
    for moment in moments:
        time.sleep(moment)
        server.kill()
        server.start()
    wait_for_all(server, count)
    for i in range(count):
        check_execution(server, i)
    check_effects(effects, count, kills)
    code = server.stop()
    if code != 0:
        print("the server ended with exit code %d" % code)


def main():
    program, store, effects = sys.argv[1:4]
    count, kills = map(int, sys.argv[4:6])
    chance = random.Random(int(sys.argv[7]))
    moments = [chance.random() * float(sys.argv[6]) for _ in range(kills)]
    task = "arn:aws:lambda:us-east-1:123456789012:function:effect=exec:sh %s %s" % (
        os.path.join(os.path.dirname(os.path.abspath(__file__)), "effect.sh"), effects)
    server = Server([program, "serve", "--listen", "127.0.0.1:0", "--store", store, "--task", task])
    try:
        follow(server, effects, count, kills, moments)
    finally:
        server.kill()


main()
