"""several.py: routes of a server that has several state machines."""
import sys

from client import NAME, Client, check, done

front = Client(sys.argv[1])
for name in ("one", "two"):
    answer = front.ask("POST", "/" + name, {})
    check(name, answer.json["executionArn"].startswith(NAME + "execution:" + name + ":"), True)
    answer = front.ask("POST", "/any", {"stateMachineArn": NAME + "stateMachine:" + name})
    check("any: " + name, answer.json["executionArn"].startswith(NAME + "execution:" + name + ":"), True)
answer = front.gives("none", 503, {"message": "State Machine Does Not Exist: '%sstateMachine:none'" % NAME}, "POST", "/none")
check("any without a name", front.ask("POST", "/any", {}).json["__type"], "ValidationException")
check("an alias", front.call("PublishStateMachineVersion", stateMachineArn=NAME + "stateMachine:one")
      ["stateMachineVersionArn"], NAME + "stateMachine:one:1")
done()
