"""A server whose PostgreSQL is away, and comes back: python3 away.py PROGRAM CONNINFO CLUSTER FOLDER OPTION...

PROGRAM serves tests/postgres/nodes.asl.json. While it waits it says so to whoever watches it, and its watchdog hears of it; what
was asked is answered when PostgreSQL is back. Prints what is wrong, a line each, and how much was checked.
"""
import socket
import threading

from node import *


def get(path, url):
    """The status and the text of what a watcher asks, by a connection of its own."""
    try:
        with urllib.request.urlopen(url + path, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError as error:
        return 0, str(error)


def await_status(path, url, wanted):
    end = time.time() + 60
    while (answer := get(path, url))[0] != wanted and time.time() < end:
        time.sleep(0.05)
    return answer


def postgres(word):
    subprocess.run(["sh", "tests/postgres/cluster.sh", word, cluster], check=True, timeout=60)


watched = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
watched.bind(folder + "/watched")
beats = 0


def hear():
    global beats
    while True:
        beats += watched.recv(1000) == b"WATCHDOG=1"


threading.Thread(target=hear, daemon=True).start()
Node.environment = {**os.environ, "NOTIFY_SOCKET": folder + "/watched", "WATCHDOG_USEC": "400000"}
server = Node("--lease", "2s")
url = server.url
first = server.ask("StartExecution", stateMachineArn=machine, name="first", input='{"how": "wait", "seconds": 2}')
check("a server works", "executionArn" in first, first)
check("it says what may be lost", "warning: synchronous_commit is off" in server.said(), server.said())
check("it is well", get("/healthz", url) == (200, '{"status":"ok"}'), get("/healthz", url))

# ---- PostgreSQL answers, and its disk is full.
def sql(text):
    done = subprocess.run([*os.environ["PSQL"].split(), "-qAtd", conninfo, "-c", text], capture_output=True, text=True, timeout=60)
    check("a statement runs", done.returncode == 0, done.stderr)


sql("create table room (mb int8); create function full_disk() returns trigger language plpgsql as $$ begin "
    "if not exists (select from room) then raise exception using errcode = '53100', message = 'could not extend file'; end if; "
    "return null; end $$; create trigger full_disk before insert on asl_row execute function full_disk()")
answers = []
asking = threading.Thread(target=lambda: answers.append(
    server.ask("StartExecution", stateMachineArn=machine, name="full", input='{"how": "pass"}')))
asking.start()
status, text = await_status("/readyz", url, 503)
check("it is not ready while nothing is written", (status, text) == (503, '{"status":"waiting for the store"}'), status, text)
waits = [get("/readyz", url)[0] for i in range(20) if time.sleep(0.05) is None]
check("it stays so", waits == [503] * 20, waits)
check("its health says so in the end", await_status("/healthz", url, 503)[0] == 503)
status, text = get("/metrics", url)
waited = [line.split()[1] for line in text.splitlines() if line.startswith("asl_store_waiting_seconds ")]
check("metrics tell for how long", waited and int(waited[0]) >= 2, waited)
with open(server.err.name) as said:
    text = said.read()
    check("why is told", "the store is asked again: ERROR:  could not extend file" in text, text)
check("it is not answered before it is written", answers == [], answers)
sql("insert into room values (1)")
asking.join(timeout=60)
check("it is answered when there is room", answers and "executionArn" in answers[0], answers)
check("it is ready when there is room", await_status("/readyz", url, 200)[0] == 200)

# ---- PostgreSQL is gone: somebody asks for something, and others watch.
postgres("stop")
answers = []
asking = threading.Thread(target=lambda: answers.append(
    server.ask("StartExecution", stateMachineArn=machine, name="second", input='{"how": "pass"}')))
asking.start()
status, text = await_status("/readyz", url, 503)
check("it is not ready", (status, text) == (503, '{"status":"waiting for the store"}'), status, text)
status, text = await_status("/healthz", url, 503)
check("it says what is wrong when its lease has passed", status == 503 and "the store has not answered for" in text, status, text)
status, text = get("/metrics", url)
waited = [line.split()[1] for line in text.splitlines() if line.startswith("asl_store_waiting_seconds ")]
check("metrics tell how long it waits", status == 200 and waited and int(waited[0]) >= 2, status, waited)
before, end = beats, time.time() + 20
while beats < before + 3 and time.time() < end:
    time.sleep(0.05)
check("the watchdog hears of it", beats >= before + 3, before, beats)
others = [socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1]))) for i in range(20)]
check("nothing is answered that is not known", answers == [], answers)
lines = [line for line in server.said().splitlines() if "the store cannot be reached, which is waited for" in line]
check("it says so once", len(lines) == 1, lines)

# ---- It is back: the answer comes, and the server hears whoever has come meanwhile.
postgres("start")
asking.join(timeout=60)
check("what was asked is answered", answers and "executionArn" in answers[0], answers)
check("it is well again", await_status("/healthz", url, 200)[0] == 200)
check("it is ready again", await_status("/readyz", url, 200)[0] == 200)
for other in others:
    other.settimeout(30)
    other.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
check("each connection is heard", all(other.recv(1000).startswith(b"HTTP/1.1 200") for other in others))
server.await_status(first["executionArn"], "SUCCEEDED", 60)
check("it says that it is over", server.said().count("the store answers again after ") == 1, server.said())

# ---- It is gone when the server is told to stop.
postgres("stop")
await_status("/readyz", url, 503)
server.send(signal.SIGTERM)
try:
    code = server.process.wait(timeout=30)
except subprocess.TimeoutExpired:
    server.kill()
    code = "none"
check("a signal ends it all the same", code == 5, code)
postgres("start")
finish()
