"""app.py ASLC FOLDER: starts a template, and looks whether all of it is there. Prints what is not as it should be."""
import json
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "serve"))
from api import MACHINE, Server  # noqa: E402

ASLC, FOLDER = sys.argv[1:]
TEMPLATE = os.path.join(HERE, "app.yaml")
LOCAL = os.path.join(FOLDER, "local")
ACCOUNT = "us-east-1:123456789012:"


def check(what, got, wanted):
    if got != wanted:
        print("%s: %r, not %r" % (what, got, wanted))


def end_of(server, machine, value):
    arn = server.ask("StartExecution", stateMachineArn=MACHINE + machine, input=json.dumps(value))["executionArn"]
    limit = time.time() + 30
    answer = {"status": "RUNNING"}
    while answer["status"] == "RUNNING" and time.time() < limit:
        answer = server.ask("DescribeExecution", executionArn=arn)
        time.sleep(0.02)
    return answer


def sync(server, machine):
    answer = server.ask("StartSyncExecution", stateMachineArn=MACHINE + machine)
    return json.loads(answer.get("output", json.dumps(answer.get("cause"))))


def executions(server):
    check("machines", sorted(m["name"] for m in server.ask("ListStateMachines")["stateMachines"]),
          ["Inline", "NativeFlow", "Orders", "local-values"])
    check("activities", [a["activityArn"] for a in server.ask("ListActivities")["activities"]],
          ["arn:aws:states:%sactivity:pack" % ACCOUNT])
    definition = json.loads(server.ask("DescribeStateMachine", stateMachineArn=MACHINE + "Orders")["definition"])
    check("filled", definition["States"]["Charge"]["Parameters"]["FunctionName"], "arn:aws:lambda:%sfunction:Charge" % ACCOUNT)
    charged = {"card": "visa", "stage": "test", "both": "own", "table": "orders-of-tests", "memory": "256", "name": "Charge"}
    end = end_of(server, "Orders", {"card": "visa"})
    check("orders", (end["status"], json.loads(end.get("output", "0")), end.get("cause")),
          ("SUCCEEDED", {"charged": charged, "kept": {"items": 1}}, None))
    check("inline", sync(server, "Inline"), {"got": {"list": ["x", "y"], "number": "3", "text": "dGV4dA=="}, "as": "inner-test"})
    check("native", sync(server, "NativeFlow"), {"native": "us-east-1"})
    check("values", sync(server, "local-values"), {
        "stage": "test", "own": "b-1-yes", "literal": "${Stage}", "charge": "arn:aws:lambda:%sfunction:Charge" % ACCOUNT,
        "chargeName": "Charge", "topic": "arn:aws:sns:%sTopic" % ACCOUNT, "queue": "arn:aws:sqs:%sQueue" % ACCOUNT,
        "bucket": "bucket", "bucketArn": "arn:aws:s3:::bucket", "me": MACHINE + "Orders",
        "activity": "arn:aws:states:%sactivity:pack" % ACCOUNT, "role": "arn:aws:iam::123456789012:role/Role",
        "bus": "orders-bus", "nothing": ""})


def services(program):
    """What is in the services, as a program's `local` subcommand shows it."""
    shown = subprocess.run([program, "local", "ls", "--local", LOCAL], stdout=subprocess.PIPE, text=True, check=True).stdout
    for name in ("orders-of-tests", "Plain", "Queue", "Topic", "bucket", "orders-bus", "/orders/stage"):
        check(name + " is made", name in shown, True)
    queue = subprocess.run([program, "local", "show", "sqs/Queue", "--local", LOCAL], stdout=subprocess.PIPE, text=True,
                           check=True).stdout
    check("the message", '"card' in queue or "card" in queue, True)


def main():
    said = os.path.join(FOLDER, "said")
    command = [ASLC, "serve", "--listen", "127.0.0.1:0", "--store", "sqlite:" + os.path.join(FOLDER, "s.db"), "--local", LOCAL,
               "--template", TEMPLATE]
    for again in (False, True):
        with open(said, "w", encoding="utf-8") as out:
            server = Server(command, out)
            executions(server)
            check("exit code", server.stop(), 0)
        with open(said, encoding="utf-8") as out:
            check("what is said%s" % (" again" if again else ""), out.read(),
                  "aslc: %s: state machine Orders, local-values, Inline, NativeFlow, activity pack, function Native, "
                  "Charge, Count, inner-test, table Table, Plain, queue Queue, topic Topic, bucket Bucket, event bus Bus, "
                  "parameter Setting\n" % TEMPLATE)
    services(os.path.join(FOLDER, "any"))


main()
