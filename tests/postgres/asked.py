"""Commands that ask whichever server of a store they can reach: python3 asked.py PROGRAM CONNINFO CLUSTER FOLDER OPTION...

PROGRAM serves tests/postgres/nodes.asl.json; PSQL is how a statement is run. A server that does not answer, or that is not of this
store though it answers at the address, is passed over, and never told to do anything. Prints what is wrong, a line each, and how
much was checked.
"""
from node import *

psql = os.environ["PSQL"].split()


def sql(statement, where=conninfo):
    done = subprocess.run([*psql, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", where, "-c", statement], capture_output=True, text=True,
                          timeout=60)
    check("a statement runs", done.returncode == 0, statement, done.stderr)
    return done.stdout.strip()


class Foreign(Node):
    """A server of another store, with an execution of that name."""

    def __init__(self, store, name):
        self.process = subprocess.Popen([program, "serve", "--store", store, "--listen", "127.0.0.1:0", *usual],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = self.process.stdout.readline().split()[-1]
        self.arn = self.start(name, "wait", seconds=300)

    def check_untouched(self, what):
        check(f"{what} is not told to stop anything", self.describe(self.arn).get("status") == "RUNNING", self.describe(self.arn))


# ---- One that is killed has its lease for long, and a number before the other's.
a, b = Node("--lease", "90s"), Node("--lease", "90s")
first, second, third = [b.start(name, "wait", seconds=300) for name in ("first", "second", "third")]
token = b.start("token", "token", folder=folder)
sessions = sql("select application_name from pg_stat_activity where datname = current_database()").split("\n")
check("sessions tell whose they are", all(any(f":{n.process.pid} {os.path.basename(program)}" in s for s in sessions) for n in (a, b)), sessions)
a.kill()
code, out, err = command("stop", "first")
check("the next one is asked", code == 0 and "stopDate" in out, code, out, err)
check("it has done that", b.describe(first).get("status") == "ABORTED", b.describe(first))
code, out, err = command("send-task-success", b.token(token), '"done"')
check("so it is for tokens", code == 0, code, out, err)
b.await_status(token, "SUCCEEDED")

# ---- At its address there is a server of a store of its own, or of another database, where it has the same number.
file = Foreign(f"sqlite:{folder}/foreign.db", "second")
sql(f"update asl_node set url = '{file.url}' where url = '{a.url}'")
code, out, err = command("stop", "second")
check("the server of a file is passed over", code == 0 and b.describe(second).get("status") == "ABORTED", code, out, err)
file.check_untouched("the server of a file")
sql("create database other")
other_info = conninfo.replace("dbname=asked", "dbname=other")
code = subprocess.run([program, "store", "init", "--store", "postgres:" + other_info], timeout=60).returncode
check("another database has tables", code == 0, code)
other = Foreign("postgres:" + other_info, "third")
number = sql("select id from asl_node", other_info)
check("the number is the same", sql(f"select count(*) from asl_node where id = {number} and url = '{file.url}'") == "1", number)
sql(f"update asl_node set url = '{other.url}' where url = '{file.url}'")
code, out, err = command("stop", "third")
check("the server of another database is passed over", code == 0 and b.describe(third).get("status") == "ABORTED", code, out, err)
other.check_untouched("the server of another database")

# ---- One that asks for a token tells who it is to whoever has it.
with open(f"{folder}/secret", "w") as file_of_token:
    file_of_token.write("open-sesame\n")
sql("create function late() returns trigger language plpgsql as $$ begin perform pg_sleep(1); return new; end $$")
sql("create trigger late before insert on asl_node for each row execute function late()")
b.send(signal.SIGSTOP)
guarded = Node("--lease", "90s", "--token", f"{folder}/secret")
listed = [n["url"] for n in json.loads(command("nodes", "--json")[1])["nodes"]]
check("it is there when it says that it listens", guarded.url in listed, listed)
sql("drop trigger late on asl_node")
code, out, err = command("send-task-heartbeat", "x")
check("without the token it does not", code == 5 and f"{guarded.url}: the server does not tell who it is: --token is wrong" in err, code, out, err)
check("one that sleeps is passed over", f"{b.url}: no server answers: " in err, err)
code, out, err = command("send-task-heartbeat", "x", "--token", f"{folder}/secret")
check("with the token it is asked", code == 1 and "InvalidToken" in err, code, out, err)
b.send(signal.SIGCONT)
guarded.quit()

# ---- Nobody is left: which were tried is told.
last = [b.start(f"last{i}", "wait", seconds=300) for i in range(3)][-1]
b.kill()
code, out, err = command("stop", "last2")
check("nobody is left", code == 5 and "no server of this store can be reached" in err, code, out, err)
check("who was tried", f"{other.url}: what answers there does not say that it is that server of this store" in err and f"{b.url}: no server answers: " in err, err)
other.check_untouched("the server of another database")
sql("update asl_node set lease_until = now() - interval '1 second'")
code, out, err = command("redrive", "last2")
check("none runs", code == 5 and "no server of this store runs" in err, code, out, err)

# ---- What nobody has: the newest first, and which definition can go on with it.


def unclaimed(*options):
    code, out, err = command("ps", "--unclaimed", "--json", *options)
    return [x["name"] for x in json.loads(out)["executions"]] if code == 0 else [code], err


check("the newest first", unclaimed() == (["last2", "last1", "last0"], ""), unclaimed())
names, err = unclaimed("--most", "2")
check("not all are shown", names == ["last2", "last1"] and "there are more than these 2" in err, names, err)
check("of that status", unclaimed("--status", "RUNNING")[0] == ["last2", "last1", "last0"] and unclaimed("--status", "FAILED") == ([], ""))
check("of that machine", len(unclaimed("--machine", "nodes")[0]) == 3 and len(unclaimed("--machine", machine)[0]) == 3)
check("of no other machine", unclaimed("--machine", "nix") == ([], ""), unclaimed("--machine", "nix"))
check("no such status", unclaimed("--status", "FAIL")[0] == [2], unclaimed("--status", "FAIL"))
check("no list of a Map Run", unclaimed("--map-run", "x")[0] == [2], unclaimed("--map-run", "x"))
digest = json.loads(subprocess.run([program, "info"], capture_output=True, text=True, timeout=60).stdout)["definitionSha256"]
code, out, err = command("ps", "--unclaimed", "--json")
check("the definition that is wanted", [x["definitionSha256"] for x in json.loads(out)["executions"]] == [digest] * 3, out)
code, out, err = command("ps", "--unclaimed")
check("so says the table", out.startswith("STATUS") and out.count(f" {digest[:12]} ") == 3, out)
file.kill()
other.kill()
finish()
