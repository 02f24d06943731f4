"""A server that is far from its PostgreSQL: python3 far.py PROGRAM CONNINFO CLUSTER FOLDER OPTION...

PROGRAM serves tests/postgres/nodes.asl.json. What it tells of many executions is asked for at once, not one after the other.
Prints what is wrong, a line each, and how much was checked.
"""
import re

import node
from node import *
from proxy import Proxy

proxy = Proxy(int(re.search(r"port=(\d+)", conninfo)[1]), 1)
proxy.is_wild = False
node.conninfo = re.sub(r"port=\d+", f"port={proxy.port}", conninfo)
a = Node("--lease", "60s")


def asked(operation, **request):
    """The answer, and how often PostgreSQL was asked for it."""
    before = proxy.asked
    answer = a.ask(operation, **request)
    return answer, proxy.asked - before


started = [a.start(f"many{i}", "pass") for i in range(150)]
mapped = a.start("mapped", "map", items=[0] * 60)
a.await_status(mapped, "SUCCEEDED")
first, questions = asked("ListExecutions", stateMachineArn=machine, maxResults=100)
check("a list is asked for at once", questions < 20, questions)
last, questions = asked("ListExecutions", stateMachineArn=machine, maxResults=100, nextToken=first.get("nextToken"))
check("so is the next page", questions < 20, questions)
listed = [e["executionArn"] for page in (first, last) for e in page.get("executions", [])]
check("all are listed, the newest first", listed == [mapped, *reversed(started)], listed)
check("that is all", "nextToken" not in last, last)
some, questions = asked("ListExecutions", stateMachineArn=machine, statusFilter="FAILED")
check("so is what is looked for in vain", some == {"executions": []} and questions < 20, some, questions)
run = a.ask("ListMapRuns", executionArn=mapped)["mapRuns"][0]["mapRunArn"]
children, questions = asked("ListExecutions", mapRunArn=run)
check("so are children", len(children.get("executions", [])) == 60 and questions < 20, questions)

# ---- So is what nobody can go on with.
for i in range(40):
    a.start(f"waits{i}", "wait", seconds=300)
a.quit()
before = proxy.asked
code, out, err = command("ps", "--unclaimed", "--json")
check("they are listed", code == 0 and len(json.loads(out)["executions"]) == 40, code, out, err)
check("at once", proxy.asked - before < 20, proxy.asked - before)
finish()
