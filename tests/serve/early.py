"""early.py TOKENS COMMAND...: answers to tokens whose tasks' targets are still at work, when the server dies. COMMAND starts
it with a target that writes its input as a line to the file TOKENS and does not end. Prints a line for each thing that is
wrong, and how many checks there were.
"""
import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from api import MACHINE, Refused, Server, same, tell_checks  # noqa: E402


def lines_of(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return file.read().split("\n")[:-1]


def new_line(path, count):
    """The next line after that many."""
    limit = time.time() + 20
    while len(lines_of(path)) <= count and time.time() < limit:
        time.sleep(0.02)
    return json.loads(lines_of(path)[count])


def end_of(server, name):
    arn = MACHINE.replace("stateMachine", "execution") + "early:" + name
    limit = time.time() + 20
    description = server.ask("DescribeExecution", executionArn=arn)
    while description["status"] == "RUNNING" and time.time() < limit:
        time.sleep(0.05)
        description = server.ask("DescribeExecution", executionArn=arn)
    return description


def refusal_of(ask, *args, **more):
    try:
        ask(*args, **more)
    except Refused as error:
        return error.body["__type"]
    return None


def talk(server, tokens):
    for n, name in enumerate(["good", "bad"]):
        server.ask("StartExecution", stateMachineArn=MACHINE + "early", name=name)
        token = new_line(tokens, n)["token"]
        if name == "good":
            server.ask("SendTaskSuccess", taskToken=token, output='{"said":1}')
        else:
            server.ask("SendTaskFailure", taskToken=token, error="Bad", cause="luck")
        again = refusal_of(server.ask, "SendTaskSuccess", taskToken=token, output="2")
        same("a token is answered once", "TaskTimedOut", again)
        server.kill()
        server.start()
        end = end_of(server, name)
        got = (end["status"], end.get("output"), end.get("error"), end.get("cause"))
        good = name == "good"
        same(name, ("SUCCEEDED", '{"said":1}', None, None) if good else ("FAILED", None, "Bad", "luck"), got)
        same("nothing was begun again", n + 1, len(lines_of(tokens)))
        same("the token is of no use any more", "TaskTimedOut",
             refusal_of(server.ask, "SendTaskSuccess", taskToken=token, output="2"))


def main():
    server = Server(sys.argv[2:])
    try:
        talk(server, sys.argv[1])
    finally:
        code = server.stop()
    same("the server ends", 0, code)
    tell_checks()


main()
