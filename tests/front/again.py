"""again.py: requests with an Idempotency-Key that are made again, at once, later, and after the server was killed.
PROGRAM STORE TYPE."""
import signal
import subprocess
import sys
import threading

from client import NAME, Client, check, done

PROGRAM, STORE, TYPE = sys.argv[1:]
ROUTES = ["POST /sync sync", "POST /async async", "ANY /path/{id} sync input=proxy", "POST /start start-execution"]


def serve():
    command = [PROGRAM, "serve", "--listen", "127.0.0.1:0", "--store", STORE, "--type", TYPE]
    for route in ROUTES:
        command += ["--route", route]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return process, Client(process.stdout.readline().split()[-1])


def count():
    if TYPE == "express":
        return None
    machine = NAME + "stateMachine:front"
    return len(front.call("ListExecutions", stateMachineArn=machine)["executions"])


def one_more(what, before):
    if before is not None:
        check(what + ": one execution", count(), before + 1)


def sync():
    before = count()
    for _ in range(3):
        front.gives("sync", 200, {"a": 1}, "POST", "/sync", {"a": 1}, Idempotency_Key="k1")
    one_more("sync", before)
    front.gives("another body", 422, {"message": "The Idempotency-Key was used for another request"}, "POST", "/sync",
                {"a": 2}, Idempotency_Key="k1")
    front.gives("another key", 200, {"a": 2}, "POST", "/sync", {"a": 2}, Idempotency_Key="k2")
    for _ in range(2):
        front.gives("a failure", 500, {"error": "E", "cause": "It was asked to."}, "POST", "/sync", {"fail": "E"},
                    Idempotency_Key="k3")


def together():
    before, got = count(), []
    threads = [threading.Thread(target=lambda: got.append(front.ask("POST", "/sync", {"wait": 1}, Idempotency_Key="k4").json))
               for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check("together", got, [{"wait": 1}] * 5)
    one_more("together", before)


def paths():
    first = front.ask("GET", "/path/1?a=b", Idempotency_Key="k1").json
    again = front.ask("GET", "/path/1?a=b", Idempotency_Key="k1", X_Other="1").json
    check("the same answer, though the headers differ", again, first)
    for method, path in (("GET", "/path/2?a=b"), ("GET", "/path/1?a=c"), ("PUT", "/path/1?a=b")):
        check("another: " + path, front.ask(method, path, Idempotency_Key="k1").status, 422)


def started(path, key, body):
    answer = front.ask("POST", path, body, Idempotency_Key=key)
    check(path, answer.status, 200)
    return answer.json


def asynchronous():
    for path in ("/async", "/start"):
        body = {"input": "{}"}
        first = started(path, "k1", body)
        check(path + " again", started(path, "k1", body), first)
        check(path + " with another key", started(path, "k2", body) != first, True)
        check(path + " with another body", front.ask("POST", path, {"input": "{ }"}, Idempotency_Key="k1").status, 422)
        known[path] = first


def wrong():
    refusal = {"message": "An Idempotency-Key has 1 to 255 visible characters"}
    for key in ("", "a b", "k" * 256, "\u00e4"):
        front.gives("a bad key", 400, refusal, "POST", "/sync", {}, Idempotency_Key=key)
    check("the longest", front.ask("POST", "/sync", {}, Idempotency_Key="k" * 255).status, 200)


def killed():
    """What was acknowledged is known; what was under way goes on, and is waited for by whoever asks again."""
    before = count()
    threading.Thread(target=lambda: lost("/sync", {"wait": 2}, "k9"), daemon=True).start()
    while TYPE == "standard" and count() == before:
        pass


def lost(path, body, key):
    try:
        front.ask("POST", path, body, Idempotency_Key=key)
    except OSError:
        pass


known = {}
server, front = serve()
sync()
together()
paths()
asynchronous()
wrong()
killed()
server.send_signal(signal.SIGKILL)
server.wait()
server, front = serve()
before = count()
for path, first in known.items():
    check(path + " after a kill", started(path, "k1", {"input": "{}"}), first)
front.gives("sync after a kill", 200, {"a": 1}, "POST", "/sync", {"a": 1}, Idempotency_Key="k1")
front.gives("a failure after a kill", 500, {"error": "E", "cause": "It was asked to."}, "POST", "/sync", {"fail": "E"},
            Idempotency_Key="k3")
front.gives("under way at the kill", 200, {"wait": 2}, "POST", "/sync", {"wait": 2}, Idempotency_Key="k9")
check("nothing was done again", count(), before)
server.terminate()
check("it ends in order", server.wait(), 0)
done()
