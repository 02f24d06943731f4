"""What one server asks of another that has the same store: python3 letters.py PROGRAM CONNINFO CLUSTER FOLDER OPTION...

PROGRAM serves tests/postgres/nodes.asl.json; ASLC is the compiler, and PSQL how a statement is run. Prints what is wrong, a line
each, and how much was checked.
"""
import socket
from concurrent.futures import ThreadPoolExecutor

from node import *

pool = ThreadPoolExecutor(8)
psql = os.environ["PSQL"].split()


def sql(statement):
    done = subprocess.run([*psql, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", conninfo, "-c", statement], capture_output=True, text=True,
                          timeout=60)
    check("a statement runs", done.returncode == 0, statement, done.stderr)
    return done.stdout.strip()


def at_once(*calls):
    """The answers of calls that are made at the same time: each is a function and its arguments by name."""
    return [f.result() for f in [pool.submit(ask, operation, **request) for ask, operation, request in calls]]


def losses(*nodes):
    return sum(n.metric("asl_node_lost_total") for n in nodes)


# What is written, and by which transaction.
sql("create table seen (kind text, id int8, operation text, tx int8)")
sql("""create function note_reply() returns trigger language plpgsql as $$ begin
    insert into seen values ('reply', new.id, new.operation, txid_current()); return new; end $$""")
sql("""create function note_row() returns trigger language plpgsql as $$ begin
    insert into seen values ('row', 0, '', txid_current()); return new; end $$""")
sql("create trigger reply after update of reply on asl_mail for each row execute function note_reply()")
sql("create trigger line after insert on asl_line for each row execute function note_row()")

# With a lease that nobody loses because he has too little of the processor.
a, b = Node("--lease", "30s"), Node("--lease", "30s")

# ---- One execution is redriven once, whoever is asked.
failed = [a.start(f"fails{i}", "fail", folder=folder) for i in range(12)]
for arn in failed:
    a.await_status(arn, "FAILED")
for arn in failed:
    answers = at_once((a.ask, "RedriveExecution", {"executionArn": arn}), (b.ask, "RedriveExecution", {"executionArn": arn}))
    good = [x for x in answers if "redriveDate" in x]
    # The first may be over, and have failed again, before the second comes.
    refused = [x for x in answers if x.get("code") == "ExecutionNotRedrivable" and "RUNNING" in x.get("message", "")]
    check("it is redriven, by one of two or one after the other", len(good) + len(refused) == 2 and good, answers)
    end = a.await_status(arn, "FAILED")
    events = [e["type"] for e in a.events(arn)]
    check("each redrive is in the history once", events.count("ExecutionRedriven") == len(good) == end.get("redriveCount"), events, end)
check("no server has lost what it had", losses(a, b) == 0)

# ---- An execution that is stopped and redriven in one turn runs, and is a job.
for i in range(6):
    arn = a.start(f"again{i}", "wait", seconds=300)
    a.send(signal.SIGSTOP)
    stop = pool.submit(a.ask, "StopExecution", executionArn=arn)
    time.sleep(0.05)
    redrive = pool.submit(a.ask, "RedriveExecution", executionArn=arn)
    time.sleep(0.05)
    a.send(signal.SIGCONT)
    stopped, redriven = stop.result(), redrive.result()
    check("it is stopped", "stopDate" in stopped, stopped)
    runs = "redriveDate" in redriven
    check("it runs if it was redriven", b.describe(arn).get("status") == ("RUNNING" if runs else "ABORTED"), redriven)
    check("it is a job if it runs", sql("select count(*) from asl_job") == str(int(runs)), redriven)
    b.ask("StopExecution", executionArn=arn)
    b.await_status(arn, "ABORTED")
check("no server has lost what it had by that", losses(a, b) == 0)

a.quit()
b.quit()
a, b = Node("--lease", "2s"), Node("--lease", "2s")

# ---- A reply is committed with what it tells of.
sql("delete from seen")
arn = a.start("token", "token", folder=folder)
token = a.token(arn)
check("it waits for its token", until(lambda: "TaskSubmitted" in [e["type"] for e in a.events(arn)]))
answer = b.ask("SendTaskSuccess", taskToken=token, output='"thanks"')
check("an answer reaches it", answer == {}, answer)
stopped = a.start("stopped", "wait", seconds=300)
check("a stop reaches it", "stopDate" in b.ask("StopExecution", executionArn=stopped))
activity = b.ask("CreateActivity", name="work").get("activityArn")
worked = a.start("worked", "activity")
task = b.ask("GetActivityTask", activityArn=activity, workerName="far away")
check("a worker at another server gets the task", json.loads(task.get("input", "null")) == {"for": "whoever asks"}, task)
check("his answer counts", b.ask("SendTaskSuccess", taskToken=task.get("taskToken"), output="1") == {})
b.await_status(worked, "SUCCEEDED")
for operation, count in (("SendTaskSuccess", 2), ("StopExecution", 1)):
    replies = sql(f"select count(*) from seen where kind = 'reply' and operation = '{operation}'")
    together = sql(f"select count(*) from seen r where kind = 'reply' and operation = '{operation}' and exists "
                   "(select from seen where kind = 'row' and tx = r.tx)")
    check(f"replies to {operation} are committed with what they tell of", replies == together == str(count), replies, together)
check("a task is taken and replied with in one commit", sql(
    "select count(*) > 0 from seen r where kind = 'reply' and operation = 'FetchTask' and exists "
    "(select from seen where kind = 'row' and tx = r.tx)") == "t")

# ---- A task that whoever fetched it never took comes back.
sql("insert into asl_node (id, name, url, lease, lease_until) values (999999, 'x', '', '1h', now() + interval '1h')")


def fetch_and_die(name):
    """The execution whose task another server, which is not there any more, has fetched of the one that has it."""
    sql("update asl_node set is_alive = true where id = 999999")
    arn = a.start(name, "activity")
    # A server that a busy machine kept from renewing its lease has lost the execution to the other one.
    queued = lambda: sql("select id from asl_node where queued = 1 and is_alive")
    check("a task waits", until(queued))
    node = queued()
    body = json.dumps({"activityArn": activity, "workerName": "who dies"})
    sql(f"""insert into asl_mail (job, node, reader, sender, operation, input)
        values (0, {node}, {node}, 999999, 'FetchTask', convert_to('{body}', 'UTF8'))""")
    check("the task is handed over", until(lambda: sql("select count(*) from asl_mail where sender = 999999 and reply is not null") == "1"))
    check("it waits no more", until(lambda: not queued()))
    sql("update asl_node set is_alive = false where id = 999999")
    return arn, queued


lost, queued = fetch_and_die("lost")
task = b.ask("GetActivityTask", activityArn=activity, workerName="who lives")
check("it comes back, and another gets it", task.get("taskToken") is not None, task)
check("he answers", b.ask("SendTaskSuccess", taskToken=task.get("taskToken"), output="2") == {})
b.await_status(lost, "SUCCEEDED")

# ---- Also where the server that has it dies before anybody else asks for it.
again, queued = fetch_and_die("again")
check("it is in the queue again", until(queued))
a.kill()
a = Node("--lease", "2s")
task = b.ask("GetActivityTask", activityArn=activity, workerName="who lives")
check("another server hands it out", task.get("taskToken") is not None, task)
check("he answers", b.ask("SendTaskSuccess", tries=20, taskToken=task.get("taskToken"), output="2") == {})
b.await_status(again, "SUCCEEDED")
started = [e["activityStartedEventDetails"] for e in b.events(again) if e["type"] == "ActivityStarted"]
check("it was started once", len(started) == 1, started)

# ---- A worker who hangs up does not take the task along.
host, port = b.url.split("//")[1].split(":")
request = json.dumps({"activityArn": activity})
with socket.create_connection((host, int(port))) as gone:
    gone.sendall(f"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: AWSStepFunctions.GetActivityTask\r\n"
                 f"Content-Length: {len(request)}\r\n\r\n{request}".encode())
    time.sleep(0.3)
    kept = a.start("kept", "activity")
task = b.ask("GetActivityTask", activityArn=activity)
if task.get("taskToken") is None:
    task = b.ask("GetActivityTask", activityArn=activity)
check("the next one gets it", task.get("taskToken") is not None, task)
b.ask("SendTaskSuccess", taskToken=task.get("taskToken"), output="3")
b.await_status(kept, "SUCCEEDED")

# ---- No task is given to two workers.
many = [(a if i % 2 else b).start(f"many{i}", "activity") for i in range(8)]
got = at_once(*(((a if i % 2 else b).ask, "GetActivityTask", {"activityArn": activity}) for i in range(8)))
tokens = [t.get("taskToken") for t in got if t.get("taskToken")]
check("each worker has another task", len(tokens) == len(set(tokens)) == 8, got)
for t in tokens:
    check("each is answered", a.ask("SendTaskSuccess", taskToken=t, output="1") == {})
for arn in many:
    b.await_status(arn, "SUCCEEDED")
check("no mail is left", sql("select count(*) from asl_mail where sender <> 0 and reply is not null") == "0")

# ---- The one that asks may have what it asks for by then.
held = a.start("held", "wait", seconds=300)
a.send(signal.SIGSTOP)
answer = b.ask("StopExecution", executionArn=held, error="Enough")
check("it is stopped by the one that has it now", "stopDate" in answer, answer)
a.send(signal.SIGCONT)
check("it is stopped", b.describe(held).get("error") == "Enough")
a.ask("ListActivities", tries=10)
a.quit()
b.quit()
finish()
