"""many.py OPTIONS: the executions of a workflow on many servers that share a store, while these are killed, held up beyond
their lease, cut off from the store, and the store itself crashes.

    --program FILE  --effect FILE  --folder FOLDER      the program, the one that its tasks run, and where files go
    --store STORE          as the program takes it; "PORT" in it is the port of the proxy, where there is one
    --through PORT         there is: it cuts and delays what goes to that port (../postgres/proxy.py), --kib and --delay say how
                           much of that, until all have ended
    --restart COMMAND      by which the store is restarted as after a crash
    --option WORD          of the servers; any number of times
    --lease SECONDS        that the servers have by these options
    --workers N  --executions N  --kills N  --stops N  --restarts N  --pause SECONDS  --seed N

The same executions first run undisturbed on one server with a store in memory. Each must then come to the same end by the same
events, whichever servers it was on; each effect must be there, and again only where something had gone wrong in between.
Prints a line for each thing that is wrong, and then one with figures. At last it judges histories that were spoilt on purpose,
and complains if it finds nothing wrong with them.
"""
import argparse
import collections
import copy
import os
import random
import shlex
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(1, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "postgres"))
import survive  # noqa: E402
from api import MACHINE, Refused  # noqa: E402
from proxy import Proxy  # noqa: E402
from survive import Effects, Watched, Workload, check_effects, collect, compare, complain, now_ms  # noqa: E402

UNAVAILABLE = ("ServiceUnavailable", "InternalError", "InternalFailure", "ThrottlingException")


class All(Workload):
    """Executions of all.asl.json."""

    def __init__(self, program, count):
        super().__init__(program, count)
        self.is_spread = True  # there are Map Runs to look at
        self.children = count * 2
        self.started = 0

    def input_of(self, i):
        return '{"fails": %s}' % ("true" if i % 7 == 3 else "false")

    def start_some(self, servers, first, step):
        """An answer may get lost: who asks again may find that it has ended meanwhile."""
        for i in range(first, len(self.names), step):
            try:
                servers.ask("StartExecution", stateMachineArn=MACHINE + self.machine, name=self.names[i], input=self.input_of(i))
            except Refused as refusal:
                if "ExecutionAlreadyExists" not in str(refusal):
                    complain("%s cannot be started: %s" % (self.names[i], refusal.body))
            self.started += 1

    def start_all(self, servers):
        threads = [threading.Thread(target=self.start_some, args=(servers, i, 4)) for i in range(4)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()

    def steps(self):
        return [(name, step) for name in self.names for step in ["again0", "again1", "asked", "a", "b", "x", "y"]]


class Servers:
    """Any number of servers of one store: any of them is asked."""

    def __init__(self, commands, environment, seed):
        self.chance = random.Random(seed)
        self.all = [Watched(command, environment) for command in commands]

    def ask(self, operation, **body):
        limit = time.time() + 300
        while True:
            watched = self.chance.choice(self.all)
            try:
                return watched.server.ask(operation, **body)
            except Refused as refusal:
                if not any(word in str(refusal) for word in UNAVAILABLE) or time.time() > limit:
                    raise
                time.sleep(0.1)
            except Exception:  # it is down
                if time.time() > limit:
                    raise
                time.sleep(0.02)

    def codes(self):
        return sum((watched.codes for watched in self.all), collections.Counter())

    def end(self):
        for i, watched in enumerate(self.all):
            code = watched.end()
            if code != 0:
                complain("server %d ends with exit code %d" % (i, code))
        for code, times in self.codes().items():
            if code != -signal.SIGKILL:
                complain("servers have ended by themselves with exit code %s, %d times" % (code, times))


class Clerk:
    """Answers each task that waits for it, once, on any server; what is refused then is refused for ever."""

    def __init__(self, servers, path):
        self.servers, self.path = servers, path
        self.is_wanted, self.refused = True, 0
        self.thread = threading.Thread(target=self.work)
        self.thread.start()

    def work(self):
        effects, seen, at = Effects(self.path), set(), 0
        while self.is_wanted:
            at, lines = effects.lines_from(at)
            for _, done in lines:
                token = done.get("token")
                if token is not None and token not in seen:
                    seen.add(token)
                    self.answer(token)
            time.sleep(0.1)

    def answer(self, token):
        try:
            self.servers.ask("SendTaskSuccess", taskToken=token, output='"answered"')
        except Refused:  # it was answered, and the answer got lost; or its task is no more
            self.refused += 1

    def end(self):
        self.is_wanted = False
        self.thread.join()


class Trouble:
    """What goes wrong, where a seed says. `times` are the (begin, end) of each in ms."""

    def __init__(self, servers, work, options):
        self.servers, self.work, self.options = servers, work, options
        self.chance = random.Random(options.seed)
        self.times, self.threads, self.met = [], [], 0

    def go_on(self):
        kinds = [self.kill] * self.options.kills + [self.stop] * self.options.stops + [self.restart] * self.options.restarts
        self.chance.shuffle(kinds)
        for kind in kinds:
            time.sleep(self.options.pause * 2 * self.chance.random())
            self.met += self.work.started < len(self.work.names) or self.work.open_count(self.servers) > 0
            kind()
        for t in self.threads:
            t.join()

    def some_process(self):
        """One that runs; of those that have just ended, the next ones are about to."""
        while True:
            process = self.chance.choice(self.servers.all).server.process
            if process.poll() is None:
                return process
            time.sleep(0.01)

    def kill(self):
        begin = now_ms()
        self.some_process().kill()
        # Its lease goes on for a while.
        self.times.append((begin, begin + 1000 * (self.options.lease + 1)))

    def stop(self):
        process, seconds = self.some_process(), self.options.lease * (1.2 + self.chance.random())
        thread = threading.Thread(target=self.hold_up, args=(process, seconds))
        self.threads.append(thread)
        thread.start()

    def hold_up(self, process, seconds):
        begin = now_ms()
        process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        process.send_signal(signal.SIGCONT)
        self.times.append((begin, now_ms()))

    def restart(self):
        begin = now_ms()
        done = subprocess.run(shlex.split(self.options.restart), capture_output=True, text=True)
        if done.returncode != 0:
            complain("the store does not come back: %s%s" % (done.stdout, done.stderr))
        self.times.append((begin, now_ms() + 1000))


def run(commands, environment, work, log, seed, disturb, calm=lambda: None):
    servers = Servers(commands, environment, seed)
    clerk = Clerk(servers, log)
    starting = threading.Thread(target=work.start_all, args=(servers,))
    starting.start()
    told = disturb(servers)
    starting.join()
    work.wait_for_all(servers)
    clerk.end()
    calm()
    got = collect(servers, work)
    servers.end()
    return got, told, servers.codes()


def spoil(wanted, how):
    """Histories of which one is spoilt."""
    got = copy.deepcopy(wanted)
    how(got[next(iter(got))][-1])
    return got


def judge_spoilt(wanted):
    """What is wrong must be found: an event that is missing, one that is there twice, one that says something else."""
    def is_missing(events):
        del events[len(events) // 2]

    def is_double(events):
        events.insert(5, events[4])

    def is_other(events):
        events[4]["type"] = "TaskFailed"

    for how in (is_missing, is_double, is_other):
        before, survive.wrong = survive.wrong, 1000
        compare(wanted, spoil(wanted, how))
        is_found = survive.wrong > 1000
        survive.wrong = before
        if not is_found:
            complain("nothing is found wrong with a history in which an event %s" % how.__name__)
    before, survive.wrong = survive.wrong, 1000
    events = copy.deepcopy(next(iter(wanted.values()))[-1])
    is_double(events)
    survive.check_history("spoilt", events)
    is_found, survive.wrong = survive.wrong > 1000, before
    if not is_found:
        complain("nothing is found wrong with events that are not 1 to n")


def read_options():
    p = argparse.ArgumentParser()
    for word in ("program", "effect", "folder", "store"):
        p.add_argument("--" + word, required=True)
    p.add_argument("--through", type=int)
    p.add_argument("--kib", type=float, default=64)
    p.add_argument("--delay", type=float, default=0.1)
    p.add_argument("--restart", default="false")
    p.add_argument("--option", action="append", default=[])
    p.add_argument("--lease", type=float, default=1)
    p.add_argument("--pause", type=float, default=0.3)
    for word, number in (("workers", 1), ("executions", 20), ("kills", 0), ("stops", 0), ("restarts", 0), ("seed", 1)):
        p.add_argument("--" + word, type=int, default=number)
    return p.parse_args()


def main():
    o = read_options()
    environment = dict(os.environ, SAID=os.path.join(o.folder, "said"))
    plain, log = os.path.join(o.folder, "effects.plain"), os.path.join(o.folder, "effects")

    def command(store, into, options):
        return [o.program, "serve", "--listen", "127.0.0.1:0", "--seed", "5", "--store", store, "--task",
                "*=exec:%s %s" % (o.effect, into)] + options

    work = All(o.program, o.executions)
    wanted, _, _ = run([command("memory", plain, [])], environment, work, plain, o.seed, lambda servers: None)
    check_effects(Effects(plain), work, [])

    proxy = Proxy(o.through, o.seed, o.kib, o.delay) if o.through else None
    store = o.store.replace("PORT", str(proxy.port)) if proxy else o.store
    work = All(o.program, o.executions)

    def disturb(servers):
        trouble = Trouble(servers, work, o)
        trouble.go_on()
        return trouble

    def calm():
        if proxy:
            proxy.is_wild = False

    begin = time.time()
    got, trouble, codes = run([command(store, log, o.option)] * o.workers, environment, work, log, o.seed, disturb, calm)
    seconds = time.time() - begin
    cuts = [(at, at + 1000) for at in proxy.cuts] if proxy else []
    compare(wanted, got)
    twice = check_effects(Effects(log), work, trouble.times + cuts)
    judge_spoilt(wanted)
    print("%d servers, %d executions, %d kills, %d stops, %d restarts, %d cuts; %d of the first three while some ran; "
          "%d effects done again, %.1f s" % (o.workers, o.executions, codes[-signal.SIGKILL], o.stops, o.restarts, len(cuts),
                                           trouble.met, twice, seconds))
    sys.exit(1 if survive.wrong else 0)


main()
