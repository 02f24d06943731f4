"""Servers of one store that differ, and are told so: python3 differ.py PROGRAM CONNINFO CLUSTER FOLDER OPTION...

ASLC is the compiler, and PSQL how a statement is run. The longest --retention of those that run counts; a clock that is not
PostgreSQL's, and tasks that embedded services do, are warned of. Prints what is wrong, a line each, and how much was checked.
"""
from node import *

prefix = "arn:aws:states:us-east-1:123456789012:"


def sql(statement):
    done = subprocess.run([*os.environ["PSQL"].split(), "-qAtd", conninfo, "-c", statement], capture_output=True, text=True, timeout=60)
    check("a statement runs", done.returncode == 0, statement, done.stderr)


def warnings(node, word):
    return [line for line in open(node.err.name) if "warning: " + word in line]


def await_warning(node, word):
    end = time.time() + 10
    while not warnings(node, word) and time.time() < end:
        time.sleep(0.05)
    return warnings(node, word)


def is_kept(node, arn):
    return node.describe(arn).get("status") == "SUCCEEDED"


def await_gone(node, arn, seconds):
    end = time.time() + seconds
    while is_kept(node, arn) and time.time() < end:
        time.sleep(0.2)
    return not is_kept(node, arn)


# ---- How long executions are kept.
short = Node("--lease", "1s", "--retention", "1s")
gone = short.start("gone", "pass")
check("one server keeps what it was told to keep", await_gone(short, gone, 20))
check("it has nobody to differ from", warnings(short, "--retention") == [])
same = Node("--lease", "1s", "--retention", "1s")
time.sleep(1)
check("nor has one that is told the same", warnings(same, "--retention") == [])
same.quit()
long = Node("--lease", "1s", "--retention", "none")
told = await_warning(long, "--retention")
check("one that is told something else says so", len(told) == 1 and "--retention is none here and 1s at" in told[0], told)
time.sleep(8)  # until the first has asked again what others keep
kept = short.start("kept", "pass")
time.sleep(3)
check("the longest counts", is_kept(long, kept))
check("a server's own clock is PostgreSQL's", warnings(short, "the clock") == [])
long.quit()
check("it counts for as long as its server runs", await_gone(short, kept, 20))
short.quit()

# ---- Clocks.
sql("create schema late")
sql("create function late.clock_timestamp() returns timestamptz language sql as "
    "$$ select pg_catalog.clock_timestamp() - interval '1 hour' $$")
for order, word in (("late, pg_catalog, public", "ahead of"), ("public", None)):
    sql(f"alter role postgres in database differ set search_path = {order}")
    node = Node("--lease", "7200s")
    told = await_warning(node, "the clock of this machine is") if word else warnings(node, "the clock")
    check(f"a clock is {word}", (len(told) == 1 and word in told[0]) if word else told == [], told)
    if word:
        sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name <> 'psql' and datname = 'differ'")
        end = time.time() + 20
        while len(warnings(node, "the clock of this machine is")) < 2 and time.time() < end:
            time.sleep(0.1)
        check("it is told again with a new connection", len(warnings(node, "the clock of this machine is")) == 2)
    node.quit()
    check("the clock is told of where it differs alone", (warnings(node, "the clock") != []) == (word is not None))
sql("alter role postgres in database differ reset search_path")

# ---- Embedded services.
Node.command = [os.environ["ASLC"], "serve"]
put = json.dumps({"StartAt": "Put", "States": {"Put": {
    "Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem", "End": True,
    "Parameters": {"TableName": "orders", "Item": {"id": {"S": "1"}}}}}})
node = Node("--lease", "2s", "--local", folder + "/one")
check("nobody uses them yet", warnings(node, "embedded services") == [])
made = node.ask("CreateStateMachine", name="puts", definition=put, roleArn="arn:aws:iam::123456789012:role/any")
check("a state machine is made", "stateMachineArn" in made, made)
node.quit()
node = Node("--lease", "2s", "--local", folder + "/two")
told = warnings(node, "embedded services")
check("what they keep is nowhere else", len(told) == 1 and "puts ('Put')" in told[0], told)
node.quit()
finish()
