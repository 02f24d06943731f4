"""served.py PROGRAM ASLC FOLDER: GET /graph of a workflow's own server and of aslc serve; says what is not as it should
be."""
import json
import os
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

ROLE = "arn:aws:iam::123456789012:role/r"
ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:"
NESTED = {"StartAt": "P", "States": {
    "P": {"Type": "Parallel", "Next": "M", "Branches": [
        {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}},
        {"StartAt": "B", "States": {"B": {"Type": "Choice", "Default": "C", "Choices": [
            {"Variable": "$.x", "NumericGreaterThan": 3, "Next": "B"}]}, "C": {"Type": "Succeed"}}}]},
    "M": {"Type": "Map", "End": True, "ItemProcessor": {"StartAt": "I \"<&>", "States": {
        "I \"<&>": {"Type": "Pass", "End": True}}}}}}
bad = []


def check(what, is_so):
    if not is_so:
        bad.append(what)
        print(what)


def serve(*command):
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return process, process.stdout.readline().split()[-1]


def get(url, **headers):
    """The status and the JSON."""
    request = urllib.request.Request(url, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def graph(url, arn, **headers):
    return get(url + "/graph?stateMachineArn=" + urllib.parse.quote(arn, safe=""), **headers)


def call(url, operation, **body):
    request = urllib.request.Request(url + "/", json.dumps(body).encode(), {
        "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AWSStepFunctions." + operation})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


def own_server(program, folder):
    with open(os.path.join(folder, "token"), "w") as out:
        out.write("secret-token\n")
    process, url = serve(program, "serve", "--listen", "127.0.0.1:0", "--store", "memory", "--token", os.path.join(folder, "token"))
    status, g = graph(url, ARN + "order", x_api_key="secret-token")
    check("it answers", status == 200)
    names = [n["name"] for n in g["nodes"]]
    check("the states are there", names == ["", "Was it paid?", "Confirm", "Turn down", "Payment unclear", ""])
    check("types", [n["type"] for n in g["nodes"]] == ["Start", "Choice", "Task", "Task", "Fail", "End"])
    check("kinds", [e["kind"] for e in g["edges"]] == ["start", "choice", "choice", "default", "end", "end"])
    check("a label", g["edges"][1]["label"] == '$.payment.status = "received"')
    check("ends", (g["edges"][1]["from"], g["edges"][1]["to"]) == ("Was it paid?", "Confirm"))
    check("a path", g["edges"][0]["path"].startswith("M"))
    check("a machine that is not there", graph(url, ARN + "other", x_api_key="secret-token")[0] == 400)
    check("no ARN", get(url + "/graph", x_api_key="secret-token")[0] == 400)
    check("no such thing as an ARN", graph(url, "x" * 5000, x_api_key="secret-token")[0] == 400)
    check("without the token", graph(url, ARN + "order")[0] == 401)
    check("with another one", graph(url, ARN + "order", x_api_key="other")[0] == 403)
    check("for a foreign page", graph(url, ARN + "order", x_api_key="secret-token", Origin="http://evil.example")[0] == 403)
    process.terminate()
    check("it ends in order", process.wait(30) == 0)


def any_machine(aslc):
    process, url = serve(aslc, "serve", "--listen", "127.0.0.1:0", "--store", "memory")
    made = call(url, "CreateStateMachine", name="nested", roleArn=ROLE, definition=json.dumps(NESTED), publish=True)
    alias = call(url, "CreateStateMachineAlias", name="live", routingConfiguration=[
        {"stateMachineVersionArn": made["stateMachineVersionArn"], "weight": 100}])
    status, g = graph(url, made["stateMachineArn"])
    check("one that was made later", status == 200)
    nodes = {n["name"]: n for n in g["nodes"]}
    check("its nested states", {k: (n["parent"], n["branch"]) for k, n in nodes.items() if k} == {
        "P": (None, 0), "A": ("P", 0), "B": ("P", 1), "C": ("P", 1), "M": (None, 0), "I \"<&>": ("M", 0)})
    for n in nodes.values():
        box = nodes.get(n["parent"])
        check("%s lies within" % n["name"], box is None or (
            n["x"] >= box["x"] and n["y"] >= box["y"] and n["x"] + n["width"] <= box["x"] + box["width"] and
            n["y"] + n["height"] <= box["y"] + box["height"]))
    check("the start of a branch", ("P", "A", "start") in [(e["from"], e["to"], e["kind"]) for e in g["edges"]])
    check("a loop", ("B", "B", "choice") in [(e["from"], e["to"], e["kind"]) for e in g["edges"]])
    check("a version", graph(url, made["stateMachineVersionArn"]) == (200, g))
    check("an alias", graph(url, alias["stateMachineAliasArn"]) == (200, g))
    other = {"StartAt": "Z", "States": {"Z": {"Type": "Succeed"}}}
    call(url, "UpdateStateMachine", stateMachineArn=made["stateMachineArn"], definition=json.dumps(other))
    check("after an update", [n["name"] for n in graph(url, made["stateMachineArn"])[1]["nodes"]] == ["", "Z"])
    check("its version stays", graph(url, made["stateMachineVersionArn"]) == (200, g))
    process.terminate()
    check("it ends in order", process.wait(30) == 0)


own_server(sys.argv[1], sys.argv[3])
any_machine(sys.argv[2])
sys.exit(1 if bad else 0)
