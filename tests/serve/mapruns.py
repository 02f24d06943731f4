"""mapruns.py FOLDER COMMAND...: Map Runs of a server's executions, over its API: what a redrive does, what a new bound does, and
how they are listed. COMMAND starts that server on a store that outlives it, with FOLDER/local as its embedded services and
FOLDER/work.sh as the function "work". With PARTS in the environment exports are made of parts, of which those count that the
manifest names. Prints a line for each thing that is wrong, and how many checks there were.
"""
import glob
import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from api import MACHINE, Refused, Server, same, tell_checks  # noqa: E402

ROLE = "arn:aws:iam::123456789012:role/r"
WORK = "arn:aws:lambda:us-east-1:123456789012:function:work"


def until(what, test):
    """What `test` gives, once that is true."""
    limit = time.time() + 30
    value = test()
    while not value and time.time() < limit:
        time.sleep(0.02)
        value = test()
    same(what, True, bool(value))
    return value


# ---- The machines: each item is worked on by a function, which fails for some of them

def machine(mode, **fields):
    task = {"Type": "Task", "Resource": WORK, "End": True}
    processor = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": mode}, "StartAt": "Work", "States": {"Work": task}}
    state = {"Type": "Map", "ItemsPath": "$.items", "MaxConcurrencyPath": "$.most", "ItemProcessor": processor, "End": True}
    state.update(fields)
    if "ItemReader" in state:
        del state["ItemsPath"]
    return {"StartAt": "Fan", "States": {"Fan": state}}


READER = {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSONL"},
          "Parameters": {"Bucket": "in", "Key": "items.jsonl"}}


def writer(bucket, kind):
    return {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": bucket, "Prefix": "p"},
            "WriterConfig": {"OutputType": kind, "Transformation": "COMPACT"}}


MACHINES = {
    "express": machine("EXPRESS"),
    "batches": machine("EXPRESS", ItemBatcher={"MaxItemsPerBatch": 2}),
    "tolerant": machine("EXPRESS", ToleratedFailureCount=1),
    "standard-out": machine("STANDARD", ResultWriter=writer("standard-out", "JSON")),
    "express-out": machine("EXPRESS", ResultWriter=writer("express-out", "JSONL"), ItemReader=READER),
    "standard": machine("STANDARD"),
    "count": machine("STANDARD", ToleratedFailureCount=3),
    "percentage": machine("STANDARD", ToleratedFailurePercentage=50),
    "half": machine("EXPRESS", ToleratedFailurePercentage=50),
}
INNER = machine("STANDARD", ItemsPath="$", MaxConcurrencyPath=None)
del INNER["States"]["Fan"]["MaxConcurrencyPath"]
ONE = {"Type": "Pass", "Parameters": {"list.$": "States.Array($)"}, "OutputPath": "$.list", "Next": "Fan"}
MACHINES["deep"] = {"StartAt": "Each", "States": {"Each": {
    "Type": "Map", "ItemsPath": "$.items", "MaxConcurrencyPath": "$.most", "End": True,
    "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "One",
                      "States": {"One": ONE, **INNER["States"]}}}}}
MACHINES["many"] = {"StartAt": "Each", "States": {"Each": {
    "Type": "Map", "ItemsPath": "$.items", "End": True,
    "ItemProcessor": {"StartAt": "One", "States": {"One": ONE, **INNER["States"]}}}}}


class Work:
    """What the function does: it fails or waits for the numbers in these files, and writes down what it was asked."""

    def __init__(self, folder):
        self.folder = folder

    def put(self, name, *numbers):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write("".join("%d\n" % n for n in numbers))

    def clear(self):
        for name in ("bad", "slow", "done"):
            self.put(name)

    def done(self):
        with open(os.path.join(self.folder, "done"), encoding="utf-8") as file:
            return sorted(int(line) for line in file)

    def objects(self, bucket, run="*"):
        """The files of an export, by their names: what they hold."""
        found = {}
        if "PARTS" in os.environ:
            return self.parts(bucket, run)
        for path in glob.glob(os.path.join(self.folder, "local", "s3", bucket, "p", run, "*")):
            with open(path, encoding="utf-8") as file:
                found[os.path.basename(path)] = file.read()
        return found


    def parts(self, bucket, run):
        """The same of the parts that a manifest names, those of a kind as one file."""
        found, folder = {}, os.path.join(self.folder, "local", "s3", bucket)
        for path in glob.glob(os.path.join(folder, "p", run, "manifest.json")):
            with open(path, encoding="utf-8") as file:
                found["manifest.json"] = file.read()
            for kind, files in json.loads(found["manifest.json"])["ResultFiles"].items():
                texts = []
                for part in files:
                    with open(os.path.join(folder, part["Key"]), encoding="utf-8") as file:
                        texts.append(file.read())
                    same("the size of a part", part["Size"], len(texts[-1]))
                is_array = texts and texts[0].startswith("[")
                if texts:
                    found[kind + "_0.json"] = "[" + ",".join(t[1:-1] for t in texts) + "]" if is_array else "".join(texts)
        return found


def start(server, name, items, most=0):
    text = json.dumps({"items": items, "most": most})
    return server.ask("StartExecution", stateMachineArn=MACHINE + name, input=text)["executionArn"]


def end_of(server, arn):
    until("%s ends" % arn, lambda: server.ask("DescribeExecution", executionArn=arn)["status"] != "RUNNING")
    return server.ask("DescribeExecution", executionArn=arn)


def run_of(server, arn):
    runs = until("%s has a Map Run" % arn, lambda: server.ask("ListMapRuns", executionArn=arn)["mapRuns"])
    same("one Map Run", 1, len(runs))
    return runs[0]["mapRunArn"]


def counts(server, run, *words):
    all_counts = server.ask("DescribeMapRun", mapRunArn=run)["itemCounts"]
    return [all_counts[word] for word in words]


WORDS = ("succeeded", "failed", "aborted", "pending", "total")


# ---- Redriven

def redriven(server, work, name, wanted, **more):
    """Item 2 fails, and those behind it do not begin; then it is redriven."""
    work.clear()
    work.put("bad", 2)
    arn = start(server, name, more.get("items", [1, 2, 3, 4, 5]), most=1)
    end = end_of(server, arn)
    same(name + " fails", ("FAILED", "States.ExceedToleratedFailureThreshold"), (end["status"], end.get("error")))
    run = run_of(server, arn)
    same(name + ": what came of the items", more["before"], counts(server, run, *WORDS))
    if "look" in more:
        more["look"](run)
    work.put("bad")
    server.ask("RedriveExecution", executionArn=arn)
    end = end_of(server, arn)
    same(name + " succeeds", "SUCCEEDED", end["status"])
    same(name + ": it was the same Map Run", run, run_of(server, arn))
    same(name + ": what came of the items at last", [5, 0, 0, 0, 5], counts(server, run, *WORDS))
    described = server.ask("DescribeMapRun", mapRunArn=run)
    same(name + ": redriven once", (1, "SUCCEEDED"), (described["redriveCount"], described["status"]))
    same(name + ": what had succeeded was not done again", more["done"], work.done())
    if wanted is not None:
        same(name + ": its output", wanted, json.loads(end["output"]))
    return arn, run


def refused(server, operation, **request):
    try:
        return server.ask(operation, **request)
    except Refused as error:
        return error.body


def described(server, run, listed):
    """Express children, the last one first: each is described, and that is all."""
    bad, good = [server.ask("DescribeExecution", executionArn=e["executionArn"]) for e in listed]
    same("what is told of the one that failed", ("FAILED", "Bad", run, "2"),
         (bad["status"], bad["error"], bad["mapRunArn"], bad["input"]))
    same("what is told of the other", ("SUCCEEDED", "10", run, "1"),
         (good["status"], good["output"], good["mapRunArn"], good["input"]))
    arn = listed[0]["executionArn"]
    wrong = {"__type": "InvalidArn", "message": "Invalid Arn: 'Resource type not valid in this context: express'"}
    for operation in ("GetExecutionHistory", "StopExecution", "RedriveExecution"):
        same(operation + " of an Express child", wrong, refused(server, operation, executionArn=arn))
    other = arn.replace(":express:express/", ":express:other/")
    same("an Express child that is not there", "ExecutionDoesNotExist",
         refused(server, "DescribeExecution", executionArn=other).get("__type"))
    alone = arn.replace(":express:express/", ":express:express-")
    same("an Express execution", wrong, refused(server, "DescribeExecution", executionArn=alone))


def redriven_few(server, work):
    """No more children go on at once than the Map lets run, also after the server was killed meanwhile."""
    for name in ("percentage", "half"):
        work.clear()
        work.put("bad", 1, 2, 3, 4)
        arn = start(server, name, [1, 2, 3, 4, 5, 6], most=2)
        same(name + ": too many fail", "States.ExceedToleratedFailureThreshold", end_of(server, arn).get("error"))
        run = run_of(server, arn)
        same(name + ": four have failed", [4, 6], counts(server, run, "failed", "total"))
        work.clear()
        work.put("slow", 1, 2, 3, 4, 5, 6)
        server.ask("RedriveExecution", executionArn=arn)
        until(name + ": two work", lambda: len(work.done()) == 2)
        same(name + ": and no more", 2, counts(server, run, "running")[0])
        server.kill()
        work.clear()
        work.put("slow", 1, 2, 3, 4, 5, 6)
        server.start()
        until(name + ": the two work again", lambda: len(work.done()) == 2)
        same(name + ": and still no more", 2, counts(server, run, "running")[0])
        work.put("slow")
        same(name + ": all are done", [10, 20, 30, 40, 50, 60], json.loads(end_of(server, arn)["output"]))
        same(name + ": each once", [1, 2, 3, 4], work.done()[:4])
        same(name + ": what came of the items", [6, 0, 0, 0, 6], counts(server, run, *WORDS))


def redriven_deep(server, work):
    """Map Runs of a child go on with it."""
    work.clear()
    work.put("bad", 2)
    arn = start(server, "deep", [1, 2, 3], most=1)
    same("a Map in a Map fails", "FAILED", end_of(server, arn)["status"])
    work.put("bad")
    server.ask("RedriveExecution", executionArn=arn)
    same("a Map in a Map is redriven", [[10], [20], [30]], json.loads(end_of(server, arn).get("output", "null")))
    same("a Map in a Map: what had succeeded was not done again", [1, 2, 2, 3], work.done())


def redriven_express(server, work):
    def look(run):
        listed = server.ask("ListExecutions", mapRunArn=run)["executions"]
        same("the children are listed", [("FAILED", 1), ("SUCCEEDED", 1)], [(e["status"], e["itemCount"]) for e in listed])
        described(server, run, listed)

    redriven(server, work, "express", [10, 20, 30, 40, 50], before=[1, 1, 0, 3, 5], done=[1, 2, 2, 3, 4, 5], look=look)
    redriven(server, work, "batches", [[10, 20], [30, 40], [50]], before=[0, 2, 0, 3, 5], done=[1, 1, 2, 2, 3, 4, 5])


def redriven_export(server, work):
    def look(_):
        got = work.objects("standard-out")
        same("an export: what has succeeded", [10], json.loads(got["SUCCEEDED_0.json"]))
        same("an export: what has failed", ["2"], [r["Input"] for r in json.loads(got["FAILED_0.json"])])
        same("an export: what never began", ["3", "4", "5"], [r["Input"] for r in json.loads(got["PENDING_0.json"])])

    redriven(server, work, "standard-out", None, before=[1, 1, 0, 3, 5], done=[1, 2, 2, 3, 4, 5], look=look)
    got = work.objects("standard-out")
    same("an export at last: its files", ["SUCCEEDED_0.json", "manifest.json"], sorted(got))
    same("an export at last: the results", [10, 20, 30, 40, 50], sorted(json.loads(got["SUCCEEDED_0.json"])))
    files = json.loads(got["manifest.json"])["ResultFiles"]
    between = len(files["SUCCEEDED"]) - 1
    same("an export at last: the manifest", ([], [], len(got["SUCCEEDED_0.json"]) + between),
         (files["FAILED"], files["PENDING"], sum(f["Size"] for f in files["SUCCEEDED"])))
    redriven(server, work, "express-out", None, before=[1, 1, 0, 3, 5], done=[1, 2, 2, 3, 4, 5], items=[])
    got = work.objects("express-out")
    same("an export of lines: its files", ["SUCCEEDED_0.json", "manifest.json"], sorted(got))
    same("an export of lines: the results", [10, 20, 30, 40, 50], sorted(json.loads(t) for t in got["SUCCEEDED_0.json"].split()))


def redriven_twice(server, work):
    """What is still bad fails again, and is there for the next redrive."""
    work.clear()
    work.put("bad", 2, 4)
    arn = start(server, "express", [1, 2, 3, 4], most=1)
    end_of(server, arn)
    work.put("bad", 4)
    server.ask("RedriveExecution", executionArn=arn)
    same("redriven, it fails at another item", "FAILED", end_of(server, arn)["status"])
    run = run_of(server, arn)
    same("redriven, and failed", [3, 1, 0, 0, 4], counts(server, run, *WORDS))
    work.put("bad")
    server.ask("RedriveExecution", executionArn=arn)
    same("redriven twice", [10, 20, 30, 40], json.loads(end_of(server, arn)["output"]))
    same("redriven twice: nothing is done again", [1, 2, 2, 3, 4, 4], work.done())


def stopped(server, work):
    """Children that ran when their execution was stopped are run once more."""
    work.clear()
    work.put("slow", 2, 3)
    arn = start(server, "tolerant", [1, 2, 3])
    run = run_of(server, arn)
    until("one has succeeded", lambda: counts(server, run, "succeeded", "running") == [1, 2])
    server.ask("StopExecution", executionArn=arn)
    same("stopped", [1, 0, 2, 0, 3], counts(server, run, *WORDS))
    work.put("slow")
    server.ask("RedriveExecution", executionArn=arn)
    same("stopped, and redriven", [10, 20, 30], json.loads(end_of(server, arn)["output"]))
    same("stopped, and redriven: the counts", [3, 0, 0, 0, 3], counts(server, run, *WORDS))


def killed(server, work):
    """The server is killed while a redriven Map Run is under way."""
    for name in ("express", "standard-out"):
        work.clear()
        work.put("bad", 2)
        arn = start(server, name, [1, 2, 3, 4], most=2)
        end_of(server, arn)
        run = run_of(server, arn)
        before = counts(server, run, "succeeded")[0]
        work.put("bad")
        work.put("slow", 2)
        server.ask("RedriveExecution", executionArn=arn)
        until("the others succeed", lambda: counts(server, run, "running", "succeeded", "total") == [1, 3, 4])
        same("some had not", True, before < 3)
        server.kill()
        work.put("slow")
        server.start()
        end = end_of(server, arn)
        same(name + ": killed, and gone on", "SUCCEEDED", end["status"])
        same(name + ": the counts", [4, 0, 0, 0, 4], counts(server, run, *WORDS))
        if name == "express":
            same("killed, and gone on: its output", [10, 20, 30, 40], json.loads(end["output"]))
            continue
        key = json.loads(end["output"])["ResultWriterDetails"]["Key"]
        got = work.objects(name, os.path.basename(os.path.dirname(key)))
        same("killed, and gone on: the export", [10, 20, 30, 40], sorted(json.loads(got["SUCCEEDED_0.json"])))
        same("nothing has failed there", True, "FAILED_0.json" not in got)


# ---- Bounded anew

def bounded(server, work):
    """New bounds hold at once: no child ends meanwhile."""
    def begin(name, *bad, most=0):
        work.clear()
        work.put("bad", *bad)
        work.put("slow", 2, 3, 4)
        arn = start(server, name, [1, 2, 3, 4], most=most)
        return arn, run_of(server, arn)

    arn, run = begin("standard", most=1)
    until("one runs", lambda: counts(server, run, "running", "succeeded") == [1, 1])
    server.ask("UpdateMapRun", mapRunArn=run, maxConcurrency=3)
    until("three run", lambda: counts(server, run, "running", "succeeded") == [3, 1])
    same("DescribeMapRun shows the new bound", 3, server.ask("DescribeMapRun", mapRunArn=run)["maxConcurrency"])
    work.put("slow")
    same("all are done", [10, 20, 30, 40], json.loads(end_of(server, arn)["output"]))
    for name, bound in [("count", {"toleratedFailureCount": 0}), ("percentage", {"toleratedFailurePercentage": 24.5})]:
        arn, run = begin(name, 1)
        until("one has failed", lambda: counts(server, run, "running", "failed") == [3, 1])
        same("its failure is tolerated", "RUNNING", server.ask("DescribeExecution", executionArn=arn)["status"])
        server.ask("UpdateMapRun", mapRunArn=run, **bound)
        same("less is tolerated: " + name, "States.ExceedToleratedFailureThreshold", end_of(server, arn).get("error"))
        same("less is tolerated: those that ran are stopped", [1, 3], counts(server, run, "failed", "aborted"))
    arn, run = begin("standard", 2)
    until("nothing has failed", lambda: counts(server, run, "running", "failed") == [3, 0])
    server.ask("UpdateMapRun", mapRunArn=run, toleratedFailureCount=1)
    work.put("slow")
    same("more is tolerated", [10, 30, 40], json.loads(end_of(server, arn)["output"]))


# ---- Listed

def listed(server, work):
    """An execution with five Map Runs, among those of others."""
    work.clear()
    arn = start(server, "many", [1, 2, 3, 4, 5])
    same("many Map Runs", [[10], [20], [30], [40], [50]], json.loads(end_of(server, arn)["output"]))
    everything = server.ask("ListMapRuns", executionArn=arn)
    same("all of them", 5, len(everything["mapRuns"]))
    same("no more than those", None, everything.get("nextToken"))
    names = [r["mapRunArn"] for r in everything["mapRuns"]]
    same("by their ARNs", sorted(set(names)), names)
    same("whose they are", {arn}, {r["executionArn"] for r in everything["mapRuns"]})
    pages, token = [], {}
    while token is not None:
        page = server.ask("ListMapRuns", executionArn=arn, maxResults=2, **token)
        pages.append([r["mapRunArn"] for r in page["mapRuns"]])
        token = {"nextToken": page["nextToken"]} if "nextToken" in page else None
    same("page by page", [names[:2], names[2:4], names[4:]], pages)


def talk(server, work):
    for name, definition in MACHINES.items():
        server.ask("CreateStateMachine", name=name, definition=json.dumps(definition), roleArn=ROLE)
    redriven_express(server, work)
    redriven_export(server, work)
    redriven_twice(server, work)
    redriven_few(server, work)
    redriven_deep(server, work)
    stopped(server, work)
    killed(server, work)
    bounded(server, work)
    listed(server, work)


def main():
    work = Work(sys.argv[1])
    server = Server(sys.argv[2:])
    try:
        talk(server, work)
    except Refused as error:
        print("refused: %r" % error.body)
    finally:
        code = server.stop()
    same("the server ends", 0, code)
    tell_checks()


main()
