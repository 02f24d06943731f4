"""Executions whose program is nowhere any more: python3 gone.py PROGRAM CONNINFO CLUSTER FOLDER OPTION...

PROGRAM serves tests/postgres/nodes.asl.json; CHILDREN is the program of tests/postgres/children.asl.json, ASLC the compiler, and
PSQL how a statement is run. A server that has not the program of an execution stops it, and whoever comes back with the program
finds that it is over. Prints what is wrong, a line each, and how much was checked.
"""
from concurrent.futures import ThreadPoolExecutor

import node
from node import *

pool = ThreadPoolExecutor(8)
psql = os.environ["PSQL"].split()
prefix = machine.rsplit(":", 1)[0]
ended = ("ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut")


def sql(statement, where=conninfo):
    done = subprocess.run([*psql, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", where, "-c", statement], capture_output=True, text=True,
                          timeout=60)
    check("a statement runs", done.returncode == 0, statement, done.stderr)
    return done.stdout.strip()


def nobody_has(number, where=conninfo):
    """Whether no server that lives has the job with that number."""
    return sql(f"select count(*) from asl_job where number = {number} and owner in (select id from asl_node where is_alive)", where) == "0"


def number(arn, where=conninfo):
    return int(sql(f"select encode(value, 'hex') from asl_row where place = 4 and key = convert_to('{arn}', 'UTF8')", where), 16)


def server(*words, store=conninfo, lease="1s"):
    Node.command, node.conninfo = words, store
    return Node("--lease", lease)


# ---- Two servers have a Map Run's children, and one of them sleeps; a third has not the program.
sleeper, killed = (server(os.environ["CHILDREN"], "serve") for i in range(2))
other = server(program, "serve")
meet(sleeper, killed, other)


def begin(name):
    items = json.dumps({"items": [{"seconds": 25, "value": i} for i in range(6)], "atOnce": 100})
    arn = sleeper.ask("StartExecution", stateMachineArn=f"{prefix}:children", name=name, input=items).get("executionArn")
    check(f"{name} starts", arn is not None)
    check(f"{name} has its children", until(lambda: len(children(arn)) == 6))
    return arn


def map_run(arn):
    runs = other.ask("ListMapRuns", executionArn=arn).get("mapRuns", [])
    return other.ask("DescribeMapRun", mapRunArn=runs[0]["mapRunArn"]) if runs else {}


def children(arn):
    run = map_run(arn).get("mapRunArn")
    return other.ask("ListExecutions", mapRunArn=run).get("executions", []) if run else []


def check_aborted(arn, details):
    events = other.events(arn)
    check("the history has no gap", [e["id"] for e in events] == list(range(1, len(events) + 1)), events)
    check("it has one end", [e["type"] for e in events if e["type"] in ended] == ["ExecutionAborted"], events)
    check("which is the last event", events[-1].get("executionAbortedEventDetails") == details and events[-1]["previousEventId"] == 0, events[-1])
    told = other.describe(arn)
    check("it is told as aborted", told.get("status") == "ABORTED" and "stopDate" in told, told)
    check("with its error and its cause", {k: told[k] for k in ("error", "cause") if k in told} == details, told)


whole, part = begin("whole"), begin("part")
child = children(part)[0]["executionArn"]
killed.kill()
sleeper.send(signal.SIGSTOP)

# ---- In another database an execution waits for the end of one whose program is gone.
sql("create database followers")
followers = conninfo.replace("dbname=gone", "dbname=followers")
check("it has tables", subprocess.run([program, "store", "init", "--store", "postgres:" + followers], timeout=60).returncode == 0)
waits = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 300, "End": True}}}


def calls(name, **parameters):
    return {"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": True,
                                                   "Parameters": {"StateMachineArn": f"{prefix}:{name}", **parameters}}}}


definitions = {"waits": waits, "follows": calls("waits", **{"Name.$": "$.name"}), "top": calls("follows", Name="middle", Input={"name": "last"})}
for name, definition in definitions.items():
    with open(f"{folder}/{name}.asl.json", "w") as file:
        json.dump(definition, file)
compiles = [os.environ["ASLC"], "serve", *(f"{folder}/{name}.asl.json" for name in definitions)]
first, second, third = (server(*compiles, store=followers) for i in range(3))
sleepy = server(*compiles, store=followers, lease="60s")
parent = first.ask("StartExecution", stateMachineArn=f"{prefix}:follows", name="parent", input='{"name": "followed"}').get("executionArn")
top = first.ask("StartExecution", stateMachineArn=f"{prefix}:top", name="top").get("executionArn")
middle, followed, last = (f"{prefix.replace(':stateMachine', ':execution')}:{name}" for name in ("follows:middle", "waits:followed", "waits:last"))
check("the other ones begin", until(lambda: all(second.describe(arn).get("status") == "RUNNING" for arn in (followed, last))))
express = second.ask("CreateStateMachine", name="express", type="EXPRESS", definition=json.dumps(waits),
                     roleArn="arn:aws:iam::123456789012:role/express").get("stateMachineArn")
check("the first has a machine of Express ones", until(lambda: "status" in first.ask("DescribeStateMachine", stateMachineArn=express)))
express = first.ask("StartExecution", stateMachineArn=express, name="express").get("executionArn")
job, last_job, express_job = (number(arn, followers) for arn in (followed, last, express))
sql(f"update asl_job set program = '\\x00' where number in ({job}, {last_job}, {express_job})", followers)
first.kill()
# What ends an execution takes a while.
sql("create function late() returns trigger language plpgsql as $$ begin perform pg_sleep(0.2); return old; end $$", followers)
sql("create trigger late before delete on asl_job for each row execute function late()", followers)

# ---- All of them are stopped at the same time.
check("nobody has them", until(lambda: all(nobody_has(number(arn)) for arn in (whole, part, child)) and nobody_has(job, followers)))
stops = [pool.submit(other.ask, "StopExecution", executionArn=whole, error="Enough", cause="of it"),
         pool.submit(other.ask, "StopExecution", executionArn=whole, error="Enough", cause="of it"),
         pool.submit(other.ask, "StopExecution", executionArn=child),
         pool.submit(second.ask, "StopExecution", executionArn=followed, error="Enough"),
         pool.submit(third.ask, "StopExecution", executionArn=followed, error="Enough")]
# Two of one group are to be stopped in one turn.
for arn in (top, middle):
    stops.append(pool.submit(sleepy.ask, "StopExecution", executionArn=arn))
    time.sleep(0.5)
sleepy.send(signal.SIGSTOP)
begun = time.time()
refused = second.ask("StopExecution", executionArn=express)
check("no Express one is stopped", refused.get("code") == "InvalidArn", refused)
until(lambda: time.time() - begun > 11)
sleepy.send(signal.SIGCONT)
stops = [stop.result() for stop in stops]
check("they are stopped by who has not their program", all("stopDate" in stop for stop in stops), stops)
check("at one time", stops[0] == stops[1] and stops[3] == stops[4], stops)
check("what nobody has stopped is nobody's", nobody_has(last_job, followers) and sleepy.describe(last).get("status") == "RUNNING")
check("so is the Express one", sql(f"select count(*) from asl_job where number = {express_job}", followers) == "1" and nobody_has(express_job, followers))
for arn in (top, middle):
    check(f"{arn} is stopped", second.describe(arn).get("status") == "ABORTED")
sql(f"delete from asl_job where number in ({last_job}, {express_job})", followers)
check_aborted(whole, {"error": "Enough", "cause": "of it"})
check_aborted(child, {})
run = map_run(whole)
check("its Map Run is aborted", run.get("status") == "ABORTED", run)
check("with all its children", run.get("executionCounts", {}).get("aborted") == 6 and run.get("executionCounts", {}).get("running") == 0, run)
for each in children(whole):
    check_aborted(each["executionArn"], {"cause": "The parent Map Run was stopped."})
check("what is left are the others of the other Map Run", sql("select count(*) from asl_job") == "6", sql("select * from asl_job"))
check("nobody has those", sql("select count(*) from asl_job j where owner <> 0 and exists (select from asl_node where id = owner and is_alive)") == "0")

# ---- Who waits for its end goes on, and hears of it.
answer = second.await_status(parent, "FAILED")
check("by what it came to", answer.get("error") == "States.TaskFailed" and '"ABORTED"' in answer.get("cause", ""), answer)
check("no job is left", sql("select count(*) from asl_job", followers) == "0")
for one in (second, third, sleepy):
    one.quit()

# ---- The program comes back: it does not go on with what is over, and goes on with what is not.
sleeper.send(signal.SIGCONT)
answer = sleeper.await_status(part, "FAILED", 60)
check("its Map Run has counted the child", answer.get("error") == "States.ExceedToleratedFailureThreshold", answer)
check_aborted(whole, {"error": "Enough", "cause": "of it"})
check_aborted(child, {})
listed = sleeper.ask("ListExecutions", stateMachineArn=f"{prefix}:children", statusFilter="ABORTED").get("executions", [])
check("it is listed as that", [e["executionArn"] for e in listed] == [whole], listed)
check("it has lost what it had once", sleeper.metric("asl_node_lost_total") == 1)
check("it redrives what was stopped", "redriveDate" in other.ask("RedriveExecution", executionArn=whole) or
      "redriveDate" in sleeper.ask("RedriveExecution", executionArn=whole))
answer = sleeper.await_status(whole, "SUCCEEDED", 60)
check("which comes to what it would have", json.loads(answer.get("output", "null")) == list(range(6)), answer)
sleeper.quit()
other.quit()
finish()
