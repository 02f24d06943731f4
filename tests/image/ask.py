"""ask.py URL DEFINITION: makes a state machine at a server, starts its test case Refused, and prints the output."""
import json
import sys
import time
import urllib.request

URL, PATH = sys.argv[1:]


def ask(operation, **body):
    head = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AWSStepFunctions." + operation}
    with urllib.request.urlopen(urllib.request.Request(URL, json.dumps(body).encode(), head)) as answer:
        return json.load(answer)


with open(PATH, encoding="utf-8") as file:
    arn = ask("CreateStateMachine", name="order", definition=file.read(),
              roleArn="arn:aws:iam::123456789012:role/r")["stateMachineArn"]
execution = ask("StartExecution", stateMachineArn=arn + "#Refused", input="{}")["executionArn"]
end = {"status": "RUNNING"}
while end["status"] == "RUNNING":
    time.sleep(0.05)
    end = ask("DescribeExecution", executionArn=execution)
print(end.get("output"))
