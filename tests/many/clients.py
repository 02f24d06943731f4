"""Who asks the servers for something meanwhile, and judges each answer."""
import collections
import queue
import threading
import time

from servers import Late, Left, code_of
from survive import MACHINE, Effects, Refused, complain, history_of

ACTIVITY = MACHINE.replace("stateMachine", "activity") + "work"
ENDS = ("SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT")


class Work:
    """Executions of all.asl.json: the names of those that are started, and what becomes of each.

    Some wait for ever, until they are stopped; some fail, and are redriven; some are stopped wherever they are just then."""

    def __init__(self, machine, count):
        self.machine = MACHINE + machine
        self.names = ["e%d" % i for i in range(count)]
        self.held = {self.names[i] for i in range(count) if i % 20 == 5}
        self.broken = {self.names[i] for i in range(count) if i % 20 == 11}
        self.cut = {self.names[i] for i in range(count) if i % 20 == 17}
        self.started = set()

    def input_of(self, name):
        if name in self.held:
            return '{"how": "held"}'
        if name in self.broken:
            return '{"how": "broken"}'
        return '{"how": "whole", "numbers": [1, 2, 3], "fails": %s}' % ("true" if int(name[1:]) % 7 == 3 else "false")

    def arn(self, name):
        return self.machine.replace("stateMachine", "execution") + ":" + name

    def whole(self):
        """Those that go through all of it, of which each starts another one."""
        return [name for name in self.names if name not in self.held and name not in self.broken]

    def all_names(self):
        return self.names + [name + ".child" for name in self.whole()]

    def steps(self, name):
        """The effects that there must be."""
        if name.endswith(".child"):
            return ["child"]
        if name in self.held:
            return ["held"]
        if name in self.broken:
            return ["broken0", "broken1"]
        return ["again0", "again1", "thrown", "asked", "a", "b", "x", "y"]

    def effect_count(self):
        return sum(len(self.steps(name)) for name in self.all_names())


class Clients:
    """All of them. `taken` is what workers of the activity were given: {token: input}."""

    def __init__(self, servers, work, log, seed_chance):
        self.servers, self.work, self.chance = servers, work, seed_chance
        self.effects = Effects(log)
        self.done = 0  # effects
        self.is_wanted = True
        self.taken, self.lock = {}, threading.Lock()
        self.ended = {}    # {name: status} of ends that some server has told of
        self.stops = {}    # {name: whether it was stopped before it ended}
        self.redriven = set()
        self.histories = {}
        self.counts = collections.Counter()
        self.errands = queue.Queue()
        self.threads = []

    def begin(self):
        self.servers.ask("CreateActivity", name="work")
        names = queue.Queue()
        for name in self.work.names:
            names.put(name)
        self.starters = [self.spawn(self.start, names) for _ in range(4)]
        workers = 6 + len(self.work.names) // 100
        self.threads = [self.spawn(self.read_effects)] + [self.spawn(self.serve_activity) for _ in range(workers)]
        self.threads += [self.spawn(self.run_errands) for _ in range(8)] + [self.spawn(self.look_around) for _ in range(2)]

    def spawn(self, function, *arguments):
        thread = threading.Thread(target=self.guard, args=(function,) + arguments, daemon=True)
        thread.start()
        return thread

    def guard(self, function, *arguments):
        try:
            function(*arguments)
        except Late as late:
            if self.is_wanted:
                complain("nobody answers %s in time" % late)

    # ---- Starting

    def start(self, names):
        while True:
            try:
                name = names.get_nowait()
            except queue.Empty:
                return
            try:
                self.servers.ask("StartExecution", stateMachineArn=self.work.machine, name=name, input=self.work.input_of(name))
            except Refused as refusal:
                # Who asks again may find that it has ended meanwhile.
                if code_of(refusal) != "ExecutionAlreadyExists" or not refusal.was_unsure:
                    complain("%s cannot be started: %s" % (name, refusal.body))
            self.work.started.add(name)
            if name in self.work.cut:
                self.errands.put((self.stop_anywhere, name))

    # ---- Those who answer tasks

    def read_effects(self):
        """What has happened so far leads to errands: a task that waits is answered, what is held is stopped, what has failed is
        redriven."""
        seen, at = set(), 0
        while self.is_wanted:
            at, lines = self.effects.lines_from(at)
            self.done += len(lines)
            for _, done in lines:
                key = (done["execution"], done["step"], done.get("token"))
                if key not in seen:
                    seen.add(key)
                    self.note(done)
            time.sleep(0.05)

    def note(self, done):
        if done["step"] == "asked":
            self.errands.put((self.answer, done["token"], done["execution"]))
        elif done["step"] == "held":
            self.errands.put((self.stop_held, done["execution"]))
        elif done["step"] == "broken0":
            self.errands.put((self.redrive, done["execution"]))

    def run_errands(self):
        while self.is_wanted:
            try:
                errand = self.errands.get(timeout=0.1)
            except queue.Empty:
                continue
            errand[0](*errand[1:])

    def answer(self, token, name, output='"answered"'):
        try:
            self.servers.ask("SendTaskSuccess", taskToken=token, output=output)
        except Refused as refusal:
            self.counts["answers refused"] += 1
            # It was answered, and that answer got lost; or its execution was stopped.
            if code_of(refusal) != "TaskTimedOut" or not (refusal.was_unsure or name in self.work.cut):
                complain("%s: its task's answer is refused: %s" % (name, refusal.body))

    def serve_activity(self):
        """A worker of the activity. A task is given to one worker once; who has it and does not say so has to lose it."""
        while self.is_wanted:
            try:
                task = self.servers.ask("GetActivityTask", patience=70, activityArn=ACTIVITY, workerName="worker")
            except Refused as refusal:
                complain("a worker is refused: %s" % refusal.body)
                return
            token = task.get("taskToken")
            if token is None:
                continue
            with self.lock:
                if token in self.taken:
                    complain("a task of the activity is given to two workers: %s" % task)
                self.taken[token] = task["input"]
            self.answer_activity(token)

    def answer_activity(self, token):
        for operation, body in (("SendTaskHeartbeat", {}), ("SendTaskSuccess", {"output": '"worked"'})):
            try:
                self.servers.ask(operation, taskToken=token, **body)
            except Refused as refusal:
                # Whether it was too late its execution's history tells.
                self.counts["workers too late"] += 1
                if code_of(refusal) != "TaskTimedOut":
                    complain("a worker's answer is refused: %s" % refusal.body)

    # ---- Those who stop and redrive

    def tell_all(self, name):
        """What each server says of it."""
        told = []
        for watched in self.servers.all:
            try:
                told.append(self.servers.ask("DescribeExecution", at=watched, executionArn=self.work.arn(name))["status"])
            except Left:
                pass
        return told

    def stop(self, name):
        """A stop that was answered is one, whoever is asked then."""
        try:
            self.servers.ask("StopExecution", executionArn=self.work.arn(name), error="Enough", cause="of it")
        except Refused as refusal:
            complain("%s cannot be stopped: %s" % (name, refusal.body))
            return
        told = set(self.tell_all(name))
        if told != {"ABORTED"} and name not in self.work.cut or len(told) != 1 or not told & set(ENDS):
            complain("%s was stopped, and is %s" % (name, told))
        self.stops[name] = "ABORTED" in told

    def stop_held(self, name):
        """Its task has passed its token on; now it waits for ever."""
        while not any(e["type"] == "TaskSubmitted" for e in history_of(self.servers, self.work.arn(name))):
            time.sleep(0.1)
        self.stop(name)

    def stop_anywhere(self, name):
        time.sleep(8 * self.chance.part())
        self.stop(name)

    def redrive(self, name):
        """Two ask for it at once, and one of them does it."""
        while self.servers.ask("DescribeExecution", executionArn=self.work.arn(name))["status"] == "RUNNING":
            time.sleep(0.1)
        answers = []
        both = [self.spawn(self.redrive_once, name, answers) for _ in range(2)]
        for thread in both:
            thread.join()
        if answers.count("good") != 1 and "unsure" not in answers:
            complain("%s is redriven by two at once: %s" % (name, answers))
        self.redriven.add(name)

    def redrive_once(self, name, answers):
        try:
            self.servers.ask("RedriveExecution", executionArn=self.work.arn(name))
            answers.append("good")
        except Refused as refusal:
            answers.append("unsure" if refusal.was_unsure else "refused: %s" % refusal.body)
            if code_of(refusal) != "ExecutionNotRedrivable":
                complain("%s is not redriven: %s" % (name, refusal.body))

    # ---- Those who look

    def look_around(self):
        looks = (self.look_at_one, self.look_at_history, self.look_at_all)
        while self.is_wanted:
            if self.work.started:
                self.chance.choice(looks)()
            time.sleep(0.05 + 0.1 * self.chance.part())

    def some_name(self):
        return self.chance.choice(sorted(self.work.started))

    def look_at_one(self):
        """What has ended stays as it is, whoever is asked."""
        name = self.some_name()
        before = self.ended.get(name)
        told = self.servers.ask("DescribeExecution", executionArn=self.work.arn(name))["status"]
        if told not in ENDS + ("RUNNING",) or before is not None and told != before:
            complain("%s was %s, and is %s" % (name, before, told))
        if told in ENDS and name not in self.work.broken:
            self.ended[name] = told

    def look_at_history(self):
        """What was an event once is one for ever. These are the same few all the time."""
        name = self.chance.choice(sorted(self.work.started)[:40])
        with self.lock:
            before = self.histories.get(name, [])
        events = history_of(self.servers, self.work.arn(name))
        if [e["id"] for e in events] != list(range(1, len(events) + 1)):
            complain("%s: the ids of its events are %s" % (name, [e["id"] for e in events]))
        if events[:len(before)] != before:
            complain("%s: its history was %s, and is %s" % (name, before, events))
        with self.lock:
            if len(events) > len(self.histories.get(name, [])):
                self.histories[name] = events

    def look_at_all(self):
        """Each that was started is in the list once, page by page, while others begin."""
        wanted, names, token = set(self.work.started), [], {}
        while True:
            page = self.servers.ask("ListExecutions", stateMachineArn=self.work.machine, maxResults=1000, **token)
            names += [e["name"] for e in page["executions"]]
            if "nextToken" not in page:
                break
            token = {"nextToken": page["nextToken"]}
        if len(set(names)) != len(names) or not wanted <= set(names):
            complain("the list has %d names, %d of them twice, and lacks %s" % (
                len(names), len(names) - len(set(names)), sorted(wanted - set(names))[:5]))

    # ---- The end

    def running(self):
        page = self.servers.ask("ListExecutions", stateMachineArn=self.work.machine, statusFilter="RUNNING", maxResults=1000)
        return [e["name"] for e in page["executions"]]

    def wait_for_all(self):
        for thread in self.starters:
            thread.join()
        wanted = self.work.held | self.work.cut
        while time.time() < self.servers.limit:
            is_done = self.redriven >= self.work.broken and set(self.stops) >= wanted
            if is_done and not self.running():
                return
            time.sleep(0.2)
        left = self.running()
        complain("%d executions still run: %s" % (len(left), left[:5]))

    def end(self):
        self.is_wanted = False
