"""survive.py FAULT PROGRAM FOLDER EFFECT EXECUTIONS FAULTS PAUSE SEED

Runs the executions of PROGRAM's workflow on a server twice: undisturbed, and again while the server meets so many FAULTs, PAUSE
seconds apart on average, at moments that follow from SEED: kill (-9), stop (SIGSTOP, and SIGCONT later), full (a disk that is
full for two seconds) or sync (nothing can be brought to the disk for as long). Each execution must come to the same end, by
the same events; each effect must be there, and twice only where a fault had interrupted it. EFFECT is the program that has
them. One execution is started with the input for spread.asl.json if that is the workflow. Prints a line for each thing that is
wrong, and then one with figures.
"""
import collections
import hashlib
import json
import os
import random
import re
import signal
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from api import MACHINE, Refused, Server  # noqa: E402

DISK_SECONDS = 2
wrong = 0


def complain(text):
    global wrong
    wrong += 1
    if wrong <= 20:
        print(text)


def now_ms():
    return time.time() * 1000


class Watched:
    """A server that is started again whenever it ends, as a supervisor does it."""

    def __init__(self, command, environment):
        self.command, self.environment = command, environment
        self.codes = collections.Counter()
        self.server = None
        self.is_wanted = True
        self.start()
        threading.Thread(target=self.watch, daemon=True).start()

    def start(self):
        while self.is_wanted:
            try:
                self.server = Server(self.command, said=open(self.environment["SAID"], "ab"), environment=self.environment)
                return
            except SystemExit:  # it cannot open its store
                self.codes["refused to start"] += 1
                time.sleep(0.1)

    def watch(self):
        while self.is_wanted:
            code = self.server.process.wait()
            if self.is_wanted:
                self.codes[code] += 1
                self.start()

    def ask(self, operation, **body):
        """Asks until there is an answer."""
        limit = time.time() + 300
        while True:
            try:
                return self.server.ask(operation, **body)
            except Refused:
                raise
            except Exception:  # it is down
                if time.time() > limit:
                    raise
                time.sleep(0.02)

    def end(self):
        self.is_wanted = False
        return self.server.stop()


class Effects:
    """The log of what was really done."""

    def __init__(self, path):
        self.path = path

    def lines(self):
        return self.lines_from(0)[1]

    def lines_from(self, offset):
        """The offset to go on from, and (time in ms, what was done) of each line from there, with the process of the server as
        "by". A task whose server is killed while it is given its input logs what it has got: that is left out."""
        done = []
        if not os.path.exists(self.path):
            return offset, done
        with open(self.path, "rb") as log:
            log.seek(offset)
            text = log.read()
        text = text[:text.rfind(b"\n") + 1]
        for line in text.decode(errors="replace").split("\n"):
            words = line.split(" ", 2)
            try:
                given = json.loads(words[2])
                done.append((int(words[0]), dict(given.get("Payload", given), by=int(words[1]))))
            except (ValueError, IndexError):
                pass
        return offset + len(text), done


def answer_tokens(watched, effects, stopped):
    """The clerk who answers tasks that wait for one, again until that is not wanted any more."""
    closed = set()
    while not stopped.is_set():
        for _, done in effects.lines():
            token = done.get("token")
            if token is None or token in closed:
                continue
            try:
                watched.ask("SendTaskSuccess", taskToken=token, output='"answered"')
            except Refused:  # it was answered before
                closed.add(token)
        stopped.wait(0.3)


class Workload:
    def __init__(self, program, count):
        self.machine = os.path.basename(program)
        self.is_spread = self.machine == "spread"
        self.names = ["e%d" % i for i in range(count)] if not self.is_spread else ["spread"]
        self.children = count if self.is_spread else 0

    def input_of(self, i):
        if self.is_spread:
            return json.dumps({"items": ["i%d" % n for n in range(self.children)]})
        return json.dumps({"fails": i % 7 == 3})

    def arn(self, name):
        return MACHINE.replace("stateMachine", "execution") + self.machine + ":" + name

    def start_all(self, watched):
        for i, name in enumerate(self.names):
            watched.ask("StartExecution", stateMachineArn=MACHINE + self.machine, name=name, input=self.input_of(i))

    def open_count(self, watched):
        page = watched.ask("ListExecutions", stateMachineArn=MACHINE + self.machine, statusFilter="RUNNING", maxResults=1000)
        return len(page["executions"])

    def wait_for_all(self, watched):
        limit = time.time() + 600
        while time.time() < limit:
            left = self.open_count(watched)
            if left == 0:
                return
            time.sleep(0.2)
        complain("%d executions still run" % left)

    def steps(self):
        """All effects that there must be."""
        if self.is_spread:
            return [("spread", "i%d" % n) for n in range(self.children)]
        return [(name, step) for name in self.names for step in ["effect", "again0", "again1", "left", "asked", "a", "b", "c"]]


def history_of(watched, arn):
    events, token = [], {}
    while True:
        page = watched.ask("GetExecutionHistory", executionArn=arn, maxResults=1000, **token)
        events += page["events"]
        if "nextToken" not in page:
            return events
        token = {"nextToken": page["nextToken"]}


def check_history(name, events):
    if [e["id"] for e in events] != list(range(1, len(events) + 1)):
        complain("%s: the ids of its events are %s" % (name, [e["id"] for e in events]))
    types = [e["type"] for e in events]
    ends = [t for t in types if t in ("ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut")]
    if types[0] != "ExecutionStarted" or len(ends) != 1 or types[-1] != ends[0]:
        complain("%s: its history is %s" % (name, types))


# These come after whichever branch was last, or first to make room.
MEETINGS = {"ParallelStateSucceeded", "ParallelStateExited", "MapStateSucceeded", "MapStateExited", "MapIterationStarted"}


def shape_of(events):
    """What has happened, and after what, whenever that was and whatever happened beside it: branches have no order among each
    other. A request that is made again after a fault has another id, and what it starts has another time."""
    names, shape = {0: b""}, collections.Counter()
    for e in events:
        said = json.dumps({k: v for k, v in e.items() if k not in ("timestamp", "id", "previousEventId")}, sort_keys=True)
        before = b"" if e["type"] in MEETINGS else names.get(e["previousEventId"], b"?")
        name = hashlib.sha256(before + re.sub(r'(RequestId|StartDate|StopDate)[\\": []+[0-9a-fE.-]+', "", said).encode()).digest()
        names[e["id"]] = name
        shape[(e["type"], name)] += 1
    return shape


def items_of(watched, arn):
    """How the items of its Map Runs have ended."""
    runs = watched.ask("ListMapRuns", executionArn=arn)["mapRuns"]
    return [watched.ask("DescribeMapRun", mapRunArn=run["mapRunArn"])["itemCounts"] for run in runs]


def collect(watched, work):
    """Each execution's status, output, error, items and history."""
    all_of_it = {}
    for name in work.names:
        told = watched.ask("DescribeExecution", executionArn=work.arn(name))
        events = history_of(watched, work.arn(name))
        check_history(name, events)
        all_of_it[name] = (told["status"], told.get("output"), told.get("error"), items_of(watched, work.arn(name)) if work.is_spread else [], events)
    return all_of_it


def compare(wanted, got):
    for name in wanted:
        if wanted[name][:-1] != got[name][:-1]:
            complain("%s: %s instead of %s" % (name, got[name][:-1], wanted[name][:-1]))
        before, after = shape_of(wanted[name][-1]), shape_of(got[name][-1])
        if before != after:
            complain("%s: its history has %s instead of %s" % (
                name, [k[0] for k in (after - before).elements()], [k[0] for k in (before - after).elements()]))


def check_effects(effects, work, faults):
    """Faults: (begin, end) of each in ms. An effect that is there twice had begun before a fault, and again after it."""
    seen = collections.defaultdict(list)
    for at, done in effects.lines():
        seen[(done["execution"], done["step"])].append(at)
    twice = 0
    for key in work.steps():
        times = sorted(seen.pop(key, []))
        if not times:
            complain("%s: its effect %s was not done" % key)
        for first, second in zip(times, times[1:]):
            twice += 1
            if not any(first <= end and begin <= second for begin, end in faults):
                complain("%s: its effect %s was done again with no fault in between" % key)
    if seen:
        complain("effects of nobody: %s" % list(seen)[:5])
    return twice


def do_fault(fault, watched, flag, chance):
    begin = now_ms()
    process = watched.server.process
    if fault == "kill":
        process.kill()
        while watched.server.process is process:
            time.sleep(0.002)
    elif fault == "stop":
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.1 + 0.4 * chance.random())
        process.send_signal(signal.SIGCONT)
    else:
        open(flag, "w").close()
        time.sleep(DISK_SECONDS)
        os.remove(flag)
    return begin, now_ms()


def run(command, environment, work, effects, disturb):
    watched = Watched(command, environment)
    stopped = threading.Event()
    threads = [threading.Thread(target=work.start_all, args=(watched,)),
               threading.Thread(target=answer_tokens, args=(watched, effects, stopped))]
    for t in threads:
        t.start()
    told = disturb(watched)
    threads[0].join()
    work.wait_for_all(watched)
    stopped.set()
    threads[1].join()
    got = collect(watched, work)
    code = watched.end()
    if code != 0:
        complain("the server ended with exit code %d" % code)
    return got, told, watched.codes


def main():
    fault, program, folder, effect = sys.argv[1:5]
    count, most = map(int, sys.argv[5:7])
    pause, seed = float(sys.argv[7]), int(sys.argv[8])
    chance = random.Random(seed)
    flag = os.path.join(folder, fault)
    environment = dict(os.environ, SAID=os.path.join(folder, "said"), DISK_FULL=os.path.join(folder, "full"),
                       SYNC_FAILS=os.path.join(folder, "sync"))
    work = Workload(program, count)

    def command(store, log):
        return [program, "serve", "--listen", "127.0.0.1:0", "--seed", "5", "--store", store, "--task", "*=exec:%s %s" % (effect, log)]

    plain = Effects(os.path.join(folder, "effects.plain"))
    wanted, _, _ = run(command("memory", plain.path), environment, work, plain, lambda watched: None)
    check_effects(plain, work, [])

    def disturb(watched):
        faults, met = [], 0
        for _ in range(most):
            time.sleep(pause * 2 * chance.random())
            met += work.open_count(watched) > 0
            faults.append(do_fault(fault, watched, flag, chance))
        return faults, met

    is_of_disk = fault in ("full", "sync")
    if is_of_disk:
        environment["LD_PRELOAD"] = os.path.join(folder, "full.so")
    begin = time.time()
    effects = Effects(os.path.join(folder, "effects"))
    got, (faults, met), codes = run(command("sqlite:%s/%s.db" % (folder, fault), effects.path), environment, work, effects, disturb)
    compare(wanted, got)
    twice = check_effects(effects, work, faults if fault != "stop" else [])
    if is_of_disk and codes[5] == 0:
        complain("no fault of the disk has ended the server with exit code 5: %s" % dict(codes))
    print("%s: %d executions, %d of %d faults while some ran, %d effects done again, %.1f s, ends: %s" % (
        fault, work.children + 1 if work.is_spread else count, met, most, twice, time.time() - begin,
        ", ".join("%s: %d" % pair for pair in sorted(codes.items(), key=str)) or "none"))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
