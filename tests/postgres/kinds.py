"""Kinds of distributed Maps on several servers: python3 kinds.py PROGRAM CONNINFO CLUSTER FOLDER OPTION...

PROGRAM serves tests/postgres/kinds.asl.json. Each kind has its children on both servers, and comes to the same as on one; what
is asked of the other server, which has not the Map Run, counts. Prints what is wrong, a line each, and how much was checked.
"""
from node import *

Node.tries = 50


def nodes():
    return json.loads(command("nodes", "--json")[1])["nodes"]


def executions():
    return sum(n["executions"] for n in nodes())


for name in ("a", "b"):
    os.makedirs(f"{folder}/{name}/s3/out")
a, b = (Node("--local", f"{folder}/{name}") for name in ("a", "b"))
meet(a, b)  # each leaves children to the other from now on


def start(name, kind, **more):
    answer = a.ask("StartExecution", stateMachineArn=machine, name=name, input=json.dumps({"kind": kind, **more}))
    check(f"{name} starts", "executionArn" in answer, answer)
    return answer.get("executionArn")


def map_runs(arn):
    return [run["mapRunArn"] for run in b.ask("ListMapRuns", executionArn=arn).get("mapRuns", [])]


def map_run(arn):
    check("there is a Map Run", until(lambda: len(map_runs(arn)) == 1), map_runs(arn))
    return map_runs(arn)[0]


def counts(run, of="executionCounts"):
    return {k: n for k, n in b.ask("DescribeMapRun", mapRunArn=run).get(of, {}).items() if n > 0 and k in (
        "running", "pending", "succeeded", "failed", "aborted")}


def items(count, seconds):
    return [{"seconds": seconds, "value": i} for i in range(count)]


# ---- Batches, and results that are written.
claims = b.metric("asl_node_claims_total")
arn = start("written", "written", items=list(range(9)), seconds=1)
answer = b.await_status(arn, "SUCCEEDED", 30)
check("the other has had batches", b.metric("asl_node_claims_total") > claims)
run = map_run(arn)
check("all batches are counted", (counts(run), counts(run, "itemCounts")) == ({"succeeded": 5}, {"succeeded": 9}), counts(run), counts(run, "itemCounts"))
written = json.loads(answer.get("output", "{}")).get("ResultWriterDetails", {})
path = f"{folder}/a/s3/out/{written.get('Key')}"
check("there is a manifest", os.path.exists(path), answer, [os.path.join(d, f) for d, ds, fs in os.walk(folder) for f in fs])
if os.path.exists(path):
    listed = json.load(open(path))["ResultFiles"]["SUCCEEDED"]
    results = [x for file in listed for x in json.load(open(f"{folder}/a/s3/out/{file['Key']}"))]
    check("all results are written", sorted(i for r in results for i in json.loads(r["Output"])) == list(range(9)), results)

# ---- Maps in Maps: who has a child has a Map Run of its own.
arn = start("nested", "nested", items=[[1, 0, 1], [0, 1], [1, 1, 2], [0]])
answer = b.await_status(arn, "SUCCEEDED", 30)
check("what is nested comes to the same", json.loads(answer.get("output", "null")) == [[1, 0, 1], [0, 1], [1, 1, 2], [0]], answer)

# ---- Express children.
arn = start("express", "express", items=[5, 6, 7, 8])
answer = b.await_status(arn, "SUCCEEDED", 30)
check("Express children come to the same", json.loads(answer.get("output", "null")) == [5, 6, 7, 8], answer)
check("they are counted", counts(map_run(arn)) == {"succeeded": 4}, counts(map_run(arn)))

# ---- What may run at once is changed by the other server.
arn = start("updated", "standard", items=items(12, 1), atOnce=1)
run = map_run(arn)
check("the other changes it", b.ask("UpdateMapRun", mapRunArn=run, maxConcurrency=12) == {})
check("it tells of that", b.ask("DescribeMapRun", mapRunArn=run).get("maxConcurrency") == 12)
check("more run at once", until(lambda: counts(run).get("running", 0) > 5, 10), counts(run))
b.await_status(arn, "SUCCEEDED", 30)

# ---- So is how many may fail.
arn = start("tolerated", "standard", items=[{"seconds": 4, "fails": True}] + items(3, 5), atOnce=0)
run = map_run(arn)
check("the other lets one fail", b.ask("UpdateMapRun", mapRunArn=run, toleratedFailureCount=1) == {})
b.await_status(arn, "SUCCEEDED", 30)
check("one has failed", counts(run) == {"succeeded": 3, "failed": 1}, counts(run))

# ---- The Map Run's server stops the execution while children run on the other.
claims = b.metric("asl_node_claims_total")
arn = start("stopped", "standard", items=items(6, 300), atOnce=0)
run = map_run(arn)
check("the other has children", until(lambda: b.metric("asl_node_claims_total") > claims))
check("it is stopped", "stopDate" in a.ask("StopExecution", executionArn=arn))
check("all children are", until(lambda: counts(run) == {"aborted": 6}, 10), counts(run))
check("no job is left", until(lambda: executions() == 0))

# ---- Nested ones are stopped as well, wherever they are.
arn = start("deep", "nested", items=[[300] * 3] * 6)
check("it has all its children", until(lambda: executions() == 1 + 6 + 18), executions())
check("it is stopped by the other", "stopDate" in b.ask("StopExecution", executionArn=arn))
check("nothing of it runs on", until(lambda: executions() == 0))
a.quit()
b.quit()
finish()
