"""Several servers with one store in PostgreSQL: python3 nodes.py PROGRAM CONNINFO CLUSTER FOLDER OPTION...

PROGRAM serves tests/postgres/nodes.asl.json. What one server has another goes on with when it is gone, whoever is asked
answers, and nothing is done twice. Prints what is wrong, a line each, and how much was checked.
"""
import socket

from node import *


def open_here():
    """How many executions all nodes have."""
    code, out, err = command("nodes", "--json")
    return sum(n["executions"] for n in json.loads(out)["nodes"]) if code == 0 else -1


# ---- Either answers, and one name is one execution.
a, b = Node("--lease", "1s"), Node("--lease", "1s", "--no-listen")
arn = a.start("first", "pass")
b.await_status(arn, "SUCCEEDED")
check_history(b, arn, "first")
waits = a.start("waits", "wait", seconds=2)
check("the same name is the same execution on another node", b.start("waits", "wait", seconds=2) == waits)
other = b.ask("StartExecution", stateMachineArn=machine, name="waits", input=json.dumps({"how": "pass"}))
check("another input is refused there", other.get("code") == "ExecutionAlreadyExists", other)
listed = [x["name"] for x in b.ask("ListExecutions", stateMachineArn=machine)["executions"]]
check("all are listed", listed == ["waits", "first"], listed)

# ---- What one has the other stops, and answers.
stopped = a.start("stopped", "wait", seconds=300)
answer = b.ask("StopExecution", executionArn=stopped, error="Enough", cause="of it")
check("a node stops what another has", "stopDate" in answer, answer)
check("it is stopped", b.describe(stopped).get("error") == "Enough", b.describe(stopped))
token = a.start("token", "token", folder=folder)
answer = b.ask("SendTaskHeartbeat", taskToken=a.token(token))
check("a heartbeat reaches it", answer == {}, answer)
answer = b.ask("SendTaskSuccess", taskToken=a.token(token), output='"thanks"')
check("an answer reaches it", answer == {}, answer)
check("it has the answer", b.await_status(token, "SUCCEEDED").get("output") == '"thanks"')
answer = b.ask("SendTaskSuccess", taskToken=a.token(token), output='1')
check("a token is answered once", answer.get("code") == "TaskTimedOut", answer)
answer = b.ask("SendTaskSuccess", taskToken="x" * 1025, output='1')
check("what is no token is not", answer.get("code") in ("InvalidToken", "ValidationException"), answer)

# ---- A worker at one has the task of the other.
activity = a.ask("CreateActivity", name="work").get("activityArn")
worked = a.start("worked", "activity")
task = b.ask("GetActivityTask", activityArn=activity, workerName="far away")
check("a worker at another node gets the task", json.loads(task.get("input", "null")) == {"for": "whoever asks"}, task)
answer = b.ask("SendTaskSuccess", taskToken=task.get("taskToken"), output='"done"')
check("his answer counts", answer == {}, answer)
check("the activity is done", b.await_status(worked, "SUCCEEDED").get("output") == '"done"')
started = [e["activityStartedEventDetails"] for e in b.events(worked) if e["type"] == "ActivityStarted"]
check("it was started once, by him", started == [{"workerName": "far away"}], started)

# ---- One is killed: the other goes on with what it had, and with nothing else.
arns = [(a if i % 2 else b).start(f"taken{i}", "wait", seconds=2) for i in range(20)]
late = a.start("late", "token", folder=folder)
late_token = a.token(late)
mapped = a.start("mapped", "map", items=[1, 1, 1, 1])
time.sleep(0.3)
a.kill()
for arn in arns:
    b.await_status(arn, "SUCCEEDED")
    check_history(b, arn, arn)
b.await_status(mapped, "SUCCEEDED")
answer = b.ask("SendTaskSuccess", tries=50, taskToken=late_token, output='"late"')
check("a token is good after its node is gone", answer == {}, answer)
b.await_status(late, "SUCCEEDED")

# ---- One sleeps beyond its lease: it is fenced, wakes as another node, and works.
c = Node("--lease", "1s")
arns = [c.start(f"asleep{i}", "wait", seconds=1) for i in range(10)]
c.send(signal.SIGSTOP)
for arn in arns:
    b.await_status(arn, "SUCCEEDED")
c.send(signal.SIGCONT)
for arn in arns:
    check_history(c, arn, arn)
after = c.start("awake", "wait", seconds=0)
b.await_status(after, "SUCCEEDED")
check("the sleeper goes on", c.process.poll() is None)

# ---- One ends in order: the other has its executions at once, whatever the lease.
d = Node("--lease", "60s")
arn = d.start("handed", "wait", seconds=1)
d.quit()
b.await_status(arn, "SUCCEEDED", seconds=10)
check_history(b, arn, "handed")

# ---- One that has to end claims nothing, though a client keeps it for a moment; nor does one without its program.
e = Node("--lease", "60s")
b.send(signal.SIGSTOP)
c.send(signal.SIGSTOP)
host, port = e.url.split("/")[2].split(":")
client = socket.create_connection((host, int(port)))
client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
time.sleep(0.3)
d = Node("--lease", "60s")
arn = d.start("ending", "wait", seconds=300)
e.send(signal.SIGTERM)
time.sleep(0.3)
d.quit()
time.sleep(1.5)
check("one that has to end is still there", e.process.poll() is None)
code, out, err = command("ps", "--unclaimed", "--json")
check("one that has to end claims nothing", code == 0 and arn in [x["executionArn"] for x in json.loads(out)["executions"]], code, out, err)
client.close()
check("it ends", e.process.wait(timeout=12) == 0, e.process.returncode)
b.send(signal.SIGCONT)
c.send(signal.SIGCONT)
answer = b.ask("StopExecution", tries=20, executionArn=arn)
check("others have what it left", "stopDate" in answer, answer)

# ---- The server is restarted: nothing is lost, nobody ends.
arns = [(b if i % 2 else c).start(f"restart{i}", "wait", seconds=1) for i in range(10)]
subprocess.run(["sh", "tests/postgres/cluster.sh", "restart", cluster], check=True, timeout=60)
for arn in arns:
    c.await_status(arn, "SUCCEEDED", seconds=30)
    check_history(b, arn, arn)
check("all nodes live", b.process.poll() is None and c.process.poll() is None)

# ---- What failed goes on where any node is asked for it.
failed = b.start("fails", "fail", folder=folder)
b.await_status(failed, "FAILED")
open(f"{folder}/mended", "w").close()
answer = c.ask("RedriveExecution", executionArn=failed)
check("any node redrives", "redriveDate" in answer, answer)
b.await_status(failed, "SUCCEEDED")

# ---- Who is there, and what nobody has.
code, out, err = command("nodes", "--json")
nodes = json.loads(out)["nodes"] if code == 0 else []
check("nodes lists those that live", sorted(n["url"] for n in nodes) == sorted([b.url, c.url]), code, out, err)
code, out, err = command("nodes")
check("nodes is a table", code == 0 and b.url in out and "EXECUTIONS" in out, out, err)
left = c.start("left", "wait", seconds=300)
code, out, err = command("ps", "--unclaimed", "--json")
check("nothing is unclaimed", code == 0 and json.loads(out) == {"executions": []}, code, out, err)
with urllib.request.urlopen(b.url + "/metrics") as metrics:
    text = metrics.read().decode()
check("metrics tell of the node", "asl_node_claims_total" in text and "asl_node_info{" in text)
mapped = [b.start(f"large{i}", "map", items=[300, 300]) for i in range(2)]
b.quit()
c.quit()
f = Node("--lease", "1s", "--max-open", "3")
until(lambda: open_here() == 3)
time.sleep(1)
# One of one execution, and a Map with the child that is not left to others; then it is full.
check("a node takes what it has room for", open_here() == 3, open_here())
for arn in mapped:
    f.ask("StopExecution", tries=3, executionArn=arn)
    f.await_status(arn, "ABORTED")
until(lambda: json.loads(command("ps", "--unclaimed", "--json")[1]) == {"executions": []} and open_here() == 1)
check("their children end as well", open_here() == 1, open_here())
f.quit()
code, out, err = command("ps", "--unclaimed", "--json")
check("what nobody has is told", code == 0 and [x["executionArn"] for x in json.loads(out)["executions"]] == [left], code, out, err)
code, out, err = command("ps", "--json", "--status", "RUNNING")
check("ps reads the store", code == 0 and len(json.loads(out)["executions"]) == 1, code, out, err)
finish()
