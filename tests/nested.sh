#!/bin/sh
# Executions that start others in one server (I-28), and tasks that call the server's own API.
suite=nested
. tests/tally.sh
. tests/talks.sh

if ! command -v python3 >/dev/null; then
    skip python3
    finish
    exit
fi

talks "nested" python3 tests/serve/nested.py "$aslc" serve --listen 127.0.0.1:0 --store "sqlite:$T/nested.db"

# ---- A workflow's own server: it starts itself

cat >"$T/down.asl.json" <<'E'
{"StartAt": "Left", "States": {
  "Left": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": 0, "Next": "Done"}], "Default": "Less"},
  "Less": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, -1)"}, "Next": "Again"},
  "Again": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
            "Parameters": {"StateMachineArn.$": "$$.StateMachine.Id", "Input.$": "$"}, "OutputPath": "$.Output", "End": true},
  "Done": {"Type": "Pass", "Result": "lift off", "End": true}}}
E
cat >"$T/down.py" <<'E'
import sys
import time

sys.path.insert(0, "tests/serve")
from api import MACHINE, Server

server = Server(sys.argv[1:])
arn = server.ask("StartExecution", stateMachineArn=MACHINE + "down", input='{"n":50}')["executionArn"]
limit = time.time() + 20
description = server.ask("DescribeExecution", executionArn=arn)
while description["status"] == "RUNNING" and time.time() < limit:
    time.sleep(0.05)
    description = server.ask("DescribeExecution", executionArn=arn)
print(description.get("output"))
server.stop()
E
code "build" 0 "$aslc" "$T/down.asl.json" -o "$T/down"
code "fifty levels" 0 python3 "$T/down.py" "$T/down" serve --listen 127.0.0.1:0 --store memory
check "the last one's output is the first one's" test "$(cat "$T/out")" = '"lift off"'
finish
