"""What became of all executions, beside what becomes of them on one server that nothing happens to."""
import collections
import copy
import re

import survive
from servers import code_of
from survive import Refused, complain, history_of, items_of, shape_of

ENDED = ("ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut")


def check_history(name, events):
    """It is numbered from 1 on, begins, and ends once; what is redriven ends once more."""
    if [e["id"] for e in events] != list(range(1, len(events) + 1)):
        complain("%s: the ids of its events are %s" % (name, [e["id"] for e in events]))
    types = [e["type"] for e in events]
    ends = [i for i, t in enumerate(types) if t in ENDED]
    goes_on = [types[i + 1:i + 2] for i in ends[:-1]]
    if types[0] != "ExecutionStarted" or ends[-1:] != [len(types) - 1] or any(t != ["ExecutionRedriven"] for t in goes_on):
        complain("%s: its history is %s" % (name, types))


def without_lost_tasks(events):
    """The events without those of tasks that a worker of the activity was given and never heard of, and how many these were."""
    after, gone = {}, set()
    by_id = {e["id"]: e for e in events}
    for e in events:
        if e["type"] == "ActivityTimedOut":
            begun = e
            while begun["type"] != "ActivityScheduled":
                gone.add(begun["id"])
                begun = by_id[begun["previousEventId"]]
            gone.add(begun["id"])
            after[e["id"]] = begun["previousEventId"]
    kept = []
    for e in events:
        if e["id"] not in gone:
            before = e["previousEventId"]
            while before in after:
                before = after[before]
            kept.append(dict(e, previousEventId=before))
    return kept, len(after)


def collect(servers, work):
    """Each execution's status, output, error, items and history. One of those that were stopped somewhere may not have started
    another one."""
    all_of_it = {}
    for name in work.all_names():
        try:
            told = servers.ask("DescribeExecution", executionArn=work.arn(name))
        except Refused as refusal:
            if name.split(".")[0] not in work.cut or code_of(refusal) != "ExecutionDoesNotExist":
                complain("%s is not there: %s" % (name, refusal.body))
            continue
        events = history_of(servers, work.arn(name))
        check_history(name, events)
        items = items_of(servers, work.arn(name)) if not name.endswith(".child") else []
        all_of_it[name] = (told["status"], told.get("output"), told.get("error"), items, events)
    return all_of_it


def compare(work, wanted, got):
    """Returns how many tasks of the activity were handed out again."""
    lost = 0
    for name in wanted:
        if name.split(".")[0] in work.cut:
            lost += compare_cut(name, wanted[name], got.get(name))
        elif name in got:
            lost += compare_one(name, wanted[name], got[name])
    return lost


def compare_one(name, wanted, got):
    events, lost = without_lost_tasks(got[-1])
    if wanted[:-1] != got[:-1]:
        complain("%s: %s instead of %s" % (name, got[:-1], wanted[:-1]))
    before, after = shape_of(wanted[-1]), shape_of(events)
    if before != after:
        complain("%s: its history has %s instead of %s; beside the first of them, %s instead of %s" % (
            name, [k[0] for k in (after - before).elements()], [k[0] for k in (before - after).elements()],
            said_of(events, after - before), said_of(wanted[-1], before - after)))
    return lost


def said_of(events, shape):
    """What the events of the first kind in it say."""
    kind = next(shape.elements(), (None,))[0]
    return [{k: v for k, v in e.items() if "Details" in k} for e in events if e["type"] == kind]


def compare_cut(name, wanted, got):
    """What was stopped somewhere did up to there what the undisturbed one does, which is stopped somewhere, too, if it is not the
    same to the end."""
    if got is None or got[0] != "ABORTED" or wanted is None or wanted[0] == "ABORTED":
        return 0
    events, lost = without_lost_tasks(got[-1])
    other = shape_of(events) - shape_of(wanted[-1])
    if any(kind not in ("ExecutionAborted",) for kind, _ in other):
        complain("%s: its history has %s besides" % (name, [k[0] for k in other.elements()]))
    return lost


# ---- Effects

def check_effects(effects, work, cut_short, got):
    """Of those that have done an effect all but one had to leave what they were at: `cut_short` are these. One that is held up while
    it begins a task may do that when another has done it long ago. Returns how many there are again."""
    seen = collections.defaultdict(list)
    for at, done in effects.lines():
        seen[(done["execution"], done["step"])].append((at, done["by"]))
    again = 0
    for name in work.all_names():
        for step in work.steps(name):
            times = sorted(seen.pop((name, step), []))
            if not times and got.get(name, ["ABORTED"])[0] != "ABORTED":
                complain("%s: its effect %s was not done" % (name, step))
            again += len(times[1:])
            # Init has those whose process was gone before they could ask who it was.
            good = [by for _, by in times if by != 1 and by not in cut_short]
            if len(good) > 1:
                complain("%s: its effect %s was done %d times, though nothing had happened to processes %s" % (
                    name, step, len(times), good))
    if seen:
        complain("effects of nobody: %s" % list(seen)[:5])
    return again


def check_worked(work, clients, got):
    """Who has done the activity's tasks was given each for one that has ended so: its input is there, and a task again only where
    the history says that the one before was lost."""
    given = collections.Counter(re.search(r'"execution":"([^"]*)"', text).group(1) for text in clients.taken.values())
    for name in work.whole():
        timed_out = sum(e["type"] == "ActivityTimedOut" for e in got[name][-1]) if name in got else 0
        if given[name] > 1 + timed_out or given[name] == 0 and got[name][0] != "ABORTED":
            complain("%s: workers were given its task %d times, and %d times it was lost" % (name, given[name], timed_out))


# ---- The judge

def finds(what, function, *arguments):
    """Whether it complains: that does not count."""
    before, survive.wrong = survive.wrong, 1000
    function(*arguments)
    is_found, survive.wrong = survive.wrong > 1000, before
    if not is_found:
        complain("nothing is found wrong with %s" % what)


def judge_spoilt(work, wanted):
    """What is wrong must be found: an event that is missing, one that is there twice, one that says something else."""
    def is_missing(events):
        del events[len(events) // 2]

    def is_double(events):
        events.insert(5, events[4])

    def is_other(events):
        events[4]["type"] = "TaskFailed"

    for how in (is_missing, is_double, is_other):
        got = copy.deepcopy(wanted)
        how(got[work.names[0]][-1])
        finds("a history in which an event " + how.__name__, compare, work, wanted, got)
    got = copy.deepcopy(wanted)
    is_double(got[work.names[0]][-1])
    finds("events that are not 1 to n", check_history, "spoilt", got[work.names[0]][-1])
    finds("an effect that was done again", check_effects, Again(work), work, set(), wanted)


class Again:
    """A log in which each effect is there, and the first one again."""

    def __init__(self, work):
        self.work = work

    def lines(self):
        done = [(0, {"execution": name, "step": step, "by": 7}) for name in self.work.all_names() for step in self.work.steps(name)]
        return done + done[:1]
