"""State machines of several servers that can compile, with one store: python3 machines.py PROGRAM CONNINFO CLUSTER FOLDER OPTION...

ASLC is the compiler. What is made or changed at one server is known to the other at once, and two changes at once end as one
after the other would. Then each operation of the API is asked for at a server that does not have what it is for. Prints what
is wrong, a line each, and how much was checked.
"""
from concurrent.futures import ThreadPoolExecutor

from node import *

Node.command = [os.environ["ASLC"], "serve"]
pool = ThreadPoolExecutor(8)
prefix = "arn:aws:states:us-east-1:123456789012:"
role = "arn:aws:iam::123456789012:role/any"


def definition(result, **state):
    return json.dumps({"StartAt": "Only", "States": {"Only": {"Type": "Pass", "Result": result, "End": True, **state}}})


def waits(seconds):
    return json.dumps({"StartAt": "Only", "States": {"Only": {"Type": "Wait", "Seconds": seconds, "End": True}}})


def both(first, second):
    return [f.result() for f in [pool.submit(first), pool.submit(second)]]


def again(node, operation, **request):
    """The answer, once no other server changes anything at that moment."""
    for attempt in range(50):
        answer = node.ask(operation, **request)
        if answer.get("status") != 503:
            return answer
        time.sleep(0.05)
    return answer


def run(node, arn, wanted, **more):
    started = again(node, "StartExecution", stateMachineArn=arn, **more)
    check("it starts", "executionArn" in started, arn, started)
    end = node.await_status(started.get("executionArn", ""), "SUCCEEDED")
    check("it runs as it is now", end.get("output") == json.dumps(wanted), end)
    return started.get("executionArn")


a, b = Node("--lease", "2s"), Node("--lease", "2s")

# ---- What one makes the other has.
made = a.ask("CreateStateMachine", name="made", definition=definition(1), roleArn=role)
arn = made.get("stateMachineArn")
check("it is made", arn == prefix + "stateMachine:made", made)
check("the other describes it", b.ask("DescribeStateMachine", stateMachineArn=arn).get("definition") == definition(1))
check("the other lists it", [m["name"] for m in b.ask("ListStateMachines")["stateMachines"]] == ["made"])
second = a.ask("CreateStateMachine", name="second", definition=definition(5), roleArn=role).get("stateMachineArn")
run(b, second, 5, name="there")
first = run(b, arn, 1, name="one")
check("its execution is listed", [x["name"] for x in a.ask("ListExecutions", stateMachineArn=arn)["executions"]] == ["one"])
updated = b.ask("UpdateStateMachine", stateMachineArn=arn, definition=definition(2))
check("the other changes it", "updateDate" in updated, updated)
told = a.ask("DescribeStateMachine", stateMachineArn=arn)
check("that is seen by the first", told.get("definition") == definition(2) and told.get("revisionId") == updated.get("revisionId"), told)
run(a, arn, 2)
check("of an execution what it was is told", a.ask("DescribeStateMachineForExecution", executionArn=first).get("definition") == definition(1))

# ---- Versions and aliases.
version = a.ask("PublishStateMachineVersion", stateMachineArn=arn).get("stateMachineVersionArn")
check("a version is listed by the other", [v["stateMachineVersionArn"] for v in b.ask("ListStateMachineVersions", stateMachineArn=arn)
      ["stateMachineVersions"]] == [version])
run(b, version, 2)
b.ask("UpdateStateMachine", stateMachineArn=arn, definition=definition(3))
second_version = b.ask("PublishStateMachineVersion", stateMachineArn=arn).get("stateMachineVersionArn")
check("numbers go on", second_version == arn + ":2", second_version)
route = [{"stateMachineVersionArn": second_version, "weight": 100}]
alias = a.ask("CreateStateMachineAlias", name="live", routingConfiguration=route).get("stateMachineAliasArn")
run(b, alias, 3)
run(a, version, 2)
check("an alias is changed by the other", "updateDate" in b.ask("UpdateStateMachineAlias", stateMachineAliasArn=alias, routingConfiguration=[
    {"stateMachineVersionArn": version, "weight": 100}]))
run(a, alias, 2)
check("a version goes", b.ask("DeleteStateMachineVersion", stateMachineVersionArn=second_version) == {})
gone = a.ask("StartExecution", stateMachineArn=second_version)
check("it is gone for the first", gone.get("code") == "StateMachineDoesNotExist", gone)

# ---- Tags and activities.
a.ask("TagResource", resourceArn=arn, tags=[{"key": "k", "value": "v"}])
check("tags", b.ask("ListTagsForResource", resourceArn=arn).get("tags") == [{"key": "k", "value": "v"}])
b.ask("UntagResource", resourceArn=arn, tagKeys=["k"])
check("no tags", a.ask("ListTagsForResource", resourceArn=arn).get("tags") == [])
answers = both(lambda: again(a, "CreateActivity", name="one"), lambda: again(b, "CreateActivity", name="two"))
check("two activities at once", sorted(x.get("activityArn", "") for x in answers) == [prefix + "activity:one", prefix + "activity:two"], answers)
pages = b.ask("ListActivities", maxResults=1)
rest = a.ask("ListActivities", maxResults=1, nextToken=pages["nextToken"])
check("they are listed, a page each", {x["name"] for x in pages["activities"] + rest["activities"]} == {"one", "two"}, pages, rest)

# ---- Two at once.
for i in range(4):
    answers = both(lambda: again(a, "CreateStateMachine", name=f"same{i}", definition=definition(i), roleArn=role),
                   lambda: again(b, "CreateStateMachine", name=f"same{i}", definition=definition(i), roleArn=role))
    check("the same twice is one", answers[0] == answers[1] and "stateMachineArn" in answers[0], answers)
    answers = both(lambda: again(a, "CreateStateMachine", name=f"other{i}", definition=definition("a"), roleArn=role),
                   lambda: again(b, "CreateStateMachine", name=f"other{i}", definition=definition("b"), roleArn=role))
    codes = sorted(x.get("code", "") for x in answers)
    check("of two that differ one is refused", codes == ["", "StateMachineAlreadyExists"], answers)
    other = prefix + f"stateMachine:other{i}"
    wanted = "a" if "stateMachineArn" in answers[0] else "b"
    check("the one that was made is there", {n.ask("DescribeStateMachine", stateMachineArn=other).get("definition") for n in (a, b)} == {
        definition(wanted)})
    run(b, other, wanted)
    answers = both(lambda: again(a, "UpdateStateMachine", stateMachineArn=other, definition=definition("c"), publish=True),
                   lambda: again(b, "UpdateStateMachine", stateMachineArn=other, definition=definition("d"), publish=True))
    versions = sorted(x.get("stateMachineVersionArn", "") for x in answers)
    check("two changes make two versions", versions == [other + ":1", other + ":2"], answers)
    told = [n.ask("DescribeStateMachine", stateMachineArn=other) for n in (a, b)]
    check("both servers say which was last", told[0] == told[1], told)

# ---- A change that waits while an execution of what was before goes on elsewhere; and the server with it is killed.
slow = a.ask("CreateStateMachine", name="slow", definition=waits(2), roleArn=role).get("stateMachineArn")
old = a.ask("StartExecution", stateMachineArn=slow, name="old").get("executionArn")
b.ask("UpdateStateMachine", stateMachineArn=slow, definition=definition(9))
kept = a.ask("CreateStateMachine", name="kept", definition=waits(3), roleArn=role).get("stateMachineArn")
running = a.ask("StartExecution", stateMachineArn=kept, name="running").get("executionArn")
check("it is deleted while it runs elsewhere", again(b, "DeleteStateMachine", stateMachineArn=kept) == {})
check("it is there until that is over", {n.ask("DescribeStateMachine", stateMachineArn=kept).get("status") for n in (a, b)} == {"DELETING"})
a.kill()
b.await_status(running, "SUCCEEDED", seconds=60)
for tenth in range(100):
    answer = b.ask("DescribeStateMachine", stateMachineArn=kept)
    if "code" in answer:
        break
    time.sleep(0.05)
check("it is gone then", answer.get("code") == "StateMachineDoesNotExist", answer)
check("what it was goes on where it is another by now", b.await_status(old, "SUCCEEDED", seconds=60).get("status") == "SUCCEEDED")

# ---- One that begins later has all; what one deletes is gone for all.
c = Node("--lease", "2s")
run(c, alias, 2)
check("it is deleted", c.ask("DeleteStateMachine", stateMachineArn=arn) == {})
gone = b.ask("DescribeStateMachine", stateMachineArn=arn)
check("it is gone for the other", gone.get("code") == "StateMachineDoesNotExist", gone)
check("another of that name is made", "stateMachineArn" in b.ask("CreateStateMachine", name="made", definition=definition(7), roleArn=role))
run(c, arn, 7)

# ---- Each operation at a server that does not have what it is for.
with open("runtime/endpoint/operations.def") as table:
    operations = {line[10:].split(")")[0] for line in table if line.startswith("OPERATION(")} - {"name"}
task_definition = json.dumps({"StartAt": "Only", "States": {
    "Only": {"Type": "Task", "Resource": prefix + "activity:one", "Next": "Map"},
    "Map": {"Type": "Map", "MaxConcurrency": 1, "ItemsPath": "$.items", "End": True, "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Wait", "States": {
            "Wait": {"Type": "Wait", "Seconds": 300, "End": True}}}}}})
asked = {}


def at(node, operation, wanted, **request):
    answer = again(node, operation, **request)
    asked[operation] = True
    check(f"{operation} at another server", "code" not in answer and (wanted is None or wanted in answer), answer)
    return answer


worker = prefix + "activity:one"
walk = at(b, "CreateStateMachine", "stateMachineArn", name="walk", definition=task_definition, roleArn=role)["stateMachineArn"]
express = at(b, "CreateStateMachine", "stateMachineArn", name="express", definition=definition(4), roleArn=role, type="EXPRESS")["stateMachineArn"]
check("one runs at once", at(c, "StartSyncExecution", "output", stateMachineArn=express)["output"] == "4")
execution = at(b, "StartExecution", "executionArn", stateMachineArn=walk, name="x", input='{"items": [1]}')["executionArn"]
at(c, "DescribeExecution", "status", executionArn=execution)
at(c, "DescribeStateMachineForExecution", "definition", executionArn=execution)
at(c, "GetExecutionHistory", "events", executionArn=execution)
task = at(c, "GetActivityTask", "taskToken", activityArn=worker)
at(c, "SendTaskHeartbeat", None, taskToken=task["taskToken"])
at(c, "SendTaskSuccess", None, taskToken=task["taskToken"], output='{"items": [1, 2]}')
for tenth in range(100):
    runs = at(c, "ListMapRuns", "mapRuns", executionArn=execution)["mapRuns"]
    if runs:
        break
    time.sleep(0.05)
map_run = runs[0]["mapRunArn"] if runs else ""
at(c, "DescribeMapRun", "status", mapRunArn=map_run)
at(c, "UpdateMapRun", None, mapRunArn=map_run, maxConcurrency=2)
check("it is changed", b.ask("DescribeMapRun", mapRunArn=map_run).get("maxConcurrency") == 2)
at(c, "StopExecution", "stopDate", executionArn=execution)
at(c, "RedriveExecution", "redriveDate", executionArn=execution)
check("it is stopped by the first", "stopDate" in b.ask("StopExecution", executionArn=execution))
over = b.ask("UpdateMapRun", mapRunArn=map_run, maxConcurrency=3)
check("what is over is not changed", over.get("code") == "ValidationException", over)
execution = b.ask("StartExecution", stateMachineArn=walk, name="y", input='{"items": [1]}')["executionArn"]
task = at(c, "GetActivityTask", "taskToken", activityArn=worker)
at(c, "SendTaskFailure", None, taskToken=task["taskToken"], error="E")
b.await_status(execution, "FAILED")
at(c, "DescribeStateMachine", "definition", stateMachineArn=walk)
at(c, "UpdateStateMachine", "updateDate", stateMachineArn=walk, definition=definition(6))
at(b, "ListStateMachines", "stateMachines")
at(b, "ListExecutions", "executions", stateMachineArn=walk)
version = at(c, "PublishStateMachineVersion", "stateMachineVersionArn", stateMachineArn=walk)["stateMachineVersionArn"]
at(b, "ListStateMachineVersions", "stateMachineVersions", stateMachineArn=walk)
route = [{"stateMachineVersionArn": version, "weight": 100}]
alias = at(b, "CreateStateMachineAlias", "stateMachineAliasArn", name="live", routingConfiguration=route)["stateMachineAliasArn"]
at(c, "DescribeStateMachineAlias", "name", stateMachineAliasArn=alias)
at(c, "UpdateStateMachineAlias", "updateDate", stateMachineAliasArn=alias, description="d")
at(b, "ListStateMachineAliases", "stateMachineAliases", stateMachineArn=walk)
at(c, "DeleteStateMachineAlias", None, stateMachineAliasArn=alias)
at(b, "DeleteStateMachineVersion", None, stateMachineVersionArn=version)
at(c, "TagResource", None, resourceArn=walk, tags=[{"key": "k", "value": "v"}])
at(b, "ListTagsForResource", "tags", resourceArn=walk)
at(b, "UntagResource", None, resourceArn=walk, tagKeys=["k"])
at(b, "CreateActivity", "activityArn", name="three")
at(c, "DescribeActivity", "name", activityArn=prefix + "activity:three")
at(c, "ListActivities", "activities")
at(c, "DeleteActivity", None, activityArn=prefix + "activity:three")
check("it is deleted there too", b.ask("DescribeActivity", activityArn=prefix + "activity:three").get("code") == "ActivityDoesNotExist")
at(c, "DeleteStateMachine", None, stateMachineArn=walk)
at(b, "ValidateStateMachineDefinition", "result", definition=definition(1))
at(b, "TestState", "status", definition=json.dumps({"Type": "Pass", "End": True}), roleArn=role)
check("no operation was left out", set(asked) == operations, operations ^ set(asked))
b.quit()
c.quit()
finish()
