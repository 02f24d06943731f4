"""A Lambda Runtime API by a script: starts a program as a custom runtime, gives it the events of the script, and prints
what it answers.

    python3 api.py SCRIPT PROGRAM ARGUMENT...

SCRIPT is a JSON array; each request for the next invocation takes one step of it, an object:

    event       the event: JSON; or
    text        the event as it is
    count       so many invocations of this step, whose IDs end in -1, -2 ...
    id          the invocation's ID; null leaves the header out
    deadline    ms from now on; 60000
    trace       Lambda-Runtime-Trace-Id
    together    wait until so many requests for a next invocation are there
    status      answer with that status, without an event
    raw         send these bytes and close the connection; one that is closed without a byte when it was in use before is
                no fault: the client asks once more by another
    answer      the status of the answer to what the program says of this event; 202
    drop        close the connection instead of that answer
    signal      that signal is sent to the program so long (ms: after) after the event was given

When the script is over the program gets SIGTERM. Printed are, in the order in which they come, "ID response BODY", "ID error
TYPE BODY", "init error TYPE BODY", where TYPE is the header's; and in the end "exit CODE". An answer after its deadline is
"late".
"""
import http.server
import json
import os
import signal
import subprocess
import sys
import threading
import time

ROOT = "/2018-06-01/runtime/"


def steps(script):
    for step in script:
        count = step.get("count")
        for n in range(count or 1):
            one = dict(step)
            one.setdefault("id", "id")
            if count and one["id"]:
                one["id"] += "-%d" % (n + 1)
            yield one


class State:
    lock = threading.Condition()
    script = []
    given = {}
    waiting = 0
    open = 0  # events without an answer
    most = 0
    program = None


def say(*words):
    with State.lock:
        print(*words, flush=True)


def end():
    try:
        State.program.send_signal(signal.SIGTERM)
    except ProcessLookupError:
        pass


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *ignored):
        pass

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def drop(self):
        self.close_connection = True

    def do_GET(self):
        if self.path != ROOT + "invocation/next":
            self.answer(404)
            return
        with State.lock:
            step = State.script.pop(0) if State.script else None
            State.waiting += 1
            State.lock.notify_all()
            while step and State.most < step.get("together", 0):
                State.most = max(State.most, State.waiting)
                if State.most < step["together"]:
                    State.lock.wait(10)
            State.waiting -= 1
        if step is None:
            with State.lock:
                State.lock.wait_for(lambda: State.open <= 0, 10)
            end()
            time.sleep(10)
            self.drop()
        else:
            self.give(step)

    def give(self, step):
        if "raw" in step:
            self.wfile.write(step["raw"].encode())
            self.drop()
        elif "status" in step:
            self.answer(step["status"])
        else:
            deadline = time.time() * 1000 + step.get("deadline", 60000)
            headers = [("Lambda-Runtime-Deadline-Ms", "%d" % deadline),
                       ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:f")]
            if step["id"]:
                headers.append(("Lambda-Runtime-Aws-Request-Id", step["id"]))
            if "trace" in step:
                headers.append(("Lambda-Runtime-Trace-Id", step["trace"]))
            with State.lock:
                State.given[step["id"]] = (step, deadline)
                State.open += 1
            body = step["text"] if "text" in step else json.dumps(step["event"])
            self.answer(200, body.encode(), headers)
            if "signal" in step:
                time.sleep(step.get("after", 300) / 1000)
                State.program.send_signal(getattr(signal, step["signal"]))

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        what = self.path[len(ROOT):].split("/")
        kind = what[-1]
        name = what[-2]
        step, deadline = State.given.get(name, ({}, None))
        if deadline is not None and time.time() * 1000 > deadline:
            say(name, "late")
        if len(body) > 1000:
            body = "%d bytes" % len(body)
        if kind == "error":
            say(name, kind, self.headers.get("Lambda-Runtime-Function-Error-Type"), body)
        else:
            say(name, kind, body)
        with State.lock:
            State.open -= 1
            State.lock.notify_all()
        if step.get("drop"):
            self.drop()
        else:
            self.answer(step.get("answer", 202), b'{"status":"OK"}\n')


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024

    def handle_error(self, *ignored):
        pass


def main():
    with open(sys.argv[1]) as file:
        State.script = list(steps(json.load(file)))
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environment = dict(os.environ, AWS_LAMBDA_RUNTIME_API="127.0.0.1:%d" % server.server_port)
    State.program = subprocess.Popen(sys.argv[2:], env=environment, stdin=subprocess.DEVNULL)
    try:
        code = State.program.wait(50)
    except subprocess.TimeoutExpired:
        State.program.kill()
        code = "never"
    say("exit", code)
    os._exit(0)


main()
