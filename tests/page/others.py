"""What the console page shows beside its story (story.py): a server that wants a token, several state machines, an Express one,
a Map Run, a server that is gone: others.py URL PICTURES AXE TOKEN SERVER_PID."""

import json
import os
import signal
import sys
import urllib.request

from browser import Browser
from seen import Seen

url, pictures, axe, token, server = sys.argv[1:6]
ROLE = "arn:aws:iam::123456789012:role/r"


def ask(operation, body):
    headers = {"X-Amz-Target": "AWSStepFunctions." + operation, "Content-Type": "application/x-amz-json-1.0", "x-api-key": token}
    with urllib.request.urlopen(urllib.request.Request(url + "/", json.dumps(body).encode(), headers)) as answer:
        return json.load(answer)


def make_machines():
    quick = {"StartAt": "Answer", "States": {"Answer": {"Type": "Pass", "Result": {"answer": 12345678901234567890}, "End": True}}}
    each = {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": True, "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Odd?", "States": {
            "Odd?": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericEquals": 3, "Next": "Bad"}], "Default": "Good"},
            "Bad": {"Type": "Fail", "Error": "Three"}, "Good": {"Type": "Succeed"}}}}}}
    ask("CreateStateMachine", {"name": "quick", "roleArn": ROLE, "type": "EXPRESS", "definition": json.dumps(quick)})
    ask("CreateStateMachine", {"name": "each", "roleArn": ROLE, "definition": json.dumps(each)})
    asks = {"StartAt": "Asks", "States": {"Asks": {"Type": "Map", "End": True, "ItemProcessor": {"StartAt": "Ask", "States": {
        "Ask": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "End": True, "Parameters": {
            "FunctionName": "ask", "Payload": {"text.$": "States.Format('Answer to {}.', $$.Task.Token)"}}}}}}}}
    ask("CreateStateMachine", {"name": "asks", "roleArn": ROLE, "definition": json.dumps(asks)})
    # More executions than one page of them has.
    long = {"StartAt": "Answer", "States": {"Answer": {"Type": "Pass", "End": True}}}
    arn = ask("CreateStateMachine", {"name": "long", "roleArn": ROLE, "definition": json.dumps(long)})["stateMachineArn"]
    for i in range(180):
        ask("StartExecution", {"stateMachineArn": arn, "name": "run-%03d" % i})


def asked_for_the_token(seen, b):
    b.wait_text("This server asks for its token")
    seen.looks("token")
    b.press("Escape")
    b.press("Escape")
    b.type("dialog input", "wrong")
    b.click("dialog button", "Go on")
    b.wait_text("The last token was not the right one.")
    b.type("dialog input", token)
    b.click("dialog button", "Go on")
    b.wait_text("each")
    seen.looks("machines")
    b.go(url + "/?")
    b.wait_text("each")
    seen.check("the token stays in the tab", b.run("return document.querySelector('dialog') === null"))


def an_express_one(seen, b):
    b.click(".rows a", "quick")
    b.click("button", "Start execution")
    b.type("dialog textarea", "[1]")
    b.click("dialog button.primary")
    b.wait_text("It has succeeded")
    b.wait_text("12345678901234567890")
    seen.look("express")
    b.click("dialog button", "Close")


def a_long_list(seen, b):
    b.click("nav a")
    b.click(".rows a", "long")
    b.wait_text("100+ executions")
    seen.check("of a long list only what is seen is drawn", b.run("return document.querySelectorAll('.rows .row').length") < 60)
    b.run("document.querySelector('[role=grid]').focus()")
    b.press("End")
    b.wait_text("180 executions")
    b.press("End")
    b.find(".rows .is-selected a", "run-000")
    b.type("[type=search]", "RUN-17")
    b.wait_text("10 of 180 executions")
    b.go(url + "/#/machine?arn=" + b.run("return new URLSearchParams(location.hash.split('?')[1]).get('arn')"))
    b.wait_text("100+ executions")
    b.type("[type=search]", "run-00")
    b.wait_text("10 of 180 executions")


def a_map_run(seen, b):
    b.click("nav a")
    b.click(".rows a", "each")
    b.click("button", "Start execution")
    b.type("dialog textarea", "[1, 2, 3, 4]")
    b.click("dialog button.primary")
    b.wait_text("States.ExceedToleratedFailureThreshold")
    b.choose("Each")
    b.click(".links a", "Its Map Run")
    b.wait_text("Child executions")
    b.wait("document.querySelectorAll('.list .rows .row').length === 4", "its four children")
    seen.looks("map-run")
    b.select("FAILED")
    b.wait("document.querySelectorAll('.list .rows .row').length === 1", "the one that has failed")
    b.click(".list .rows a")
    b.wait_text("Three")
    b.wait("[...document.querySelectorAll('dt')].some(e => e.textContent === 'Map Run')", "its way back")


def several_that_wait(seen, b):
    b.click("nav a")
    b.click(".rows a", "asks")
    b.click("button", "Start execution")
    b.type("dialog textarea", "[1, 2]")
    b.click("dialog button.primary")
    for i in 0, 1:
        b.wait_text("Ask in Asks #%d waits for an answer to its token." % i)
    b.click(".waiting button", "Approve")
    told = b.get("dialog h2", "textContent"), len(b.get("dialog [name=token]", "value"))
    seen.check("which item is approved is said, and its token at hand", told == ("Approve “Ask” in Asks #0", 36), told)
    b.click("dialog button.primary")
    b.wait("document.querySelectorAll('.waiting').length === 1", "one of them has its answer")
    b.wait_text("Ask in Asks #1 waits for an answer to its token.")
    seen.looks("asks")


def gone(seen, b):
    said = [c for c in b.complaints() if "/graph?" not in c and " 401 " not in c and " 403 " not in c]
    seen.check("so far the browser has nothing to complain of", said == [], said)
    os.kill(int(server), signal.SIGTERM)
    b.wait_text("The server does not answer.")
    seen.looks("gone")
    b.complaints()


def main():
    make_machines()
    b = Browser()
    b.theme("light")
    b.screen(1280)
    b.go(url + "/")
    Seen(b, pictures, axe).tell([asked_for_the_token, an_express_one, a_long_list, a_map_run, several_that_wait, gone])


main()
