"""order.py: samples/order behind a route that takes and gives what StartExecution does."""
import json
import sys

from client import NAME, Client, check, done

front = Client(sys.argv[1])
with open("samples/order/input.json") as file:
    order = file.read()
body = {"input": order, "name": "TestExecution1", "stateMachineArn": NAME + "stateMachine:order"}
answer = front.ask("POST", "/orderprocess", body)
arn = NAME + "execution:order:TestExecution1"
check("started", (answer.status, answer.json["executionArn"], list(answer.json)), (200, arn, ["executionArn", "startDate"]))
with open("samples/order/output.json") as file:
    check("its output", json.loads(front.ended(arn)["output"]), json.load(file))
answer = front.ask("POST", "/orderprocess", dict(body, stateMachineArn=NAME + "stateMachine:other"))
check("another machine", answer.json["__type"], "AccessDeniedException")
done()
