"""check.py xray FOLDER | otlp FOLDER | chrome FILE: checks traces against the published formats, and prints them.

FOLDER is what sink.py has filled; it is looked at again for some seconds, until all is there. A span is a line, below the
one that it belongs to: its kind, its name, its status, when it began and how long it took in milliseconds, and what else it
says. What is wrong goes to standard error, and the exit code is 1.
"""
import json
import os
import re
import sys
import time

XRAY_NAME = re.compile(r"^[\w\s.:/%&#=+\-@]{1,200}$")
XRAY_FIELDS = {"name", "id", "start_time", "end_time", "in_progress", "trace_id", "parent_id", "type", "origin", "error",
               "fault", "throttle", "cause", "http", "aws", "annotations", "metadata", "subsegments", "namespace"}
LEFT_OUT = {"execution_arn", "execution_name", "state_machine_arn", "execution_type", "state", "resource", "status"}


class Wrong(Exception):
    pass


def want(holds, what, *where):
    if not holds:
        raise Wrong("%s: %s" % (what, json.dumps(where)[:600]))


def is_id(text, digits):
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{%d}" % digits, text) and set(text) != {"0"}


def is_time(number):
    return isinstance(number, float) and number > 1e9


def micros(seconds):
    return round(seconds * 1e6)


# ---- X-Ray's segment documents


def check_cause(cause):
    want(set(cause) <= {"working_directory", "paths", "exceptions"}, "fields of a cause", cause)
    for exception in cause["exceptions"]:
        want(is_id(exception["id"], 16), "id of an exception", exception)
        want(set(exception) <= {"id", "type", "message", "remote", "truncated", "skipped", "cause", "stack"}, "exception", exception)
        want(exception.get("remote", True) is True, "remote", exception)


def check_segment(s, is_document, is_whole):
    want(set(s) <= XRAY_FIELDS, "fields of a segment", sorted(set(s) - XRAY_FIELDS))
    want(XRAY_NAME.match(s["name"]), "name", s["name"])
    want(is_id(s["id"], 16), "id", s)
    want(is_time(s["start_time"]), "start_time", s)
    want(("end_time" in s) != ("in_progress" in s), "either end_time or in_progress", s)
    want(is_time(s.get("end_time", 1e10)) and s.get("in_progress", True) is True, "end_time, in_progress", s)
    for flag in ("error", "fault", "throttle"):
        want(s.get(flag, True) is True, flag, s)
    want("throttle" not in s or "error" in s, "a throttled call is an error", s)
    want(s.get("namespace", "aws") in ("aws", "remote"), "namespace", s)
    want(not is_whole or "namespace" not in s, "a segment has no namespace", s)
    want(("origin" in s) == is_whole, "origin", s)
    if is_document:
        want(re.fullmatch("1-[0-9a-f]{8}-[0-9a-f]{24}", s["trace_id"]), "trace_id", s)
        want(("type" in s) != is_whole and s.get("type", "subsegment") == "subsegment", "type", s)
        want(is_whole or is_id(s.get("parent_id"), 16), "parent_id", s)
    else:
        want(not {"trace_id", "parent_id", "type"} & set(s), "an embedded subsegment has no place of its own", s)
    if "cause" in s:
        check_cause(s["cause"])
    if "http" in s:
        want(set(s["http"]) <= {"request", "response"} and {"url", "method"} >= set(s["http"]["request"]), "http", s["http"])
        want(isinstance(s["http"].get("response", {"status": 0})["status"], int), "status", s["http"])
    want(len(s["annotations"]) <= 50, "annotations", s)
    for key, value in s["annotations"].items():
        want(re.fullmatch("[A-Za-z0-9_]+", key) and isinstance(value, (str, int, float, bool)), "annotation", key, value)
        want(len(str(value)) <= 1000, "length of an annotation", key)


def kind_of(facts):
    return "execution" if "execution_arn" in facts else "state" if "type" in facts else "attempt"


def add_segment(spans, s, trace, parent, is_document):
    is_whole = is_document and "type" not in s
    check_segment(s, is_document, is_whole)
    facts = dict(s["annotations"])
    exceptions = s.get("cause", {}).get("exceptions", [])
    if exceptions:
        facts["error"] = exceptions[0]["type"]
    facts["retried"] = len(s.get("metadata", {}).get("states", {}).get("retries", []))
    flags = "".join(f[0] for f in ("error", "fault", "throttle") if f in s)
    if "http" in s:
        facts["http"] = s["http"].get("response", {}).get("status", 0)
    name = facts.get("state", s["name"])
    span = {"id": s["id"], "trace": trace, "parent": parent, "kind": kind_of(facts), "name": name, "facts": facts,
            "start": micros(s["start_time"]), "end": micros(s.get("end_time", 0)), "flags": flags, "whole": is_whole}
    if "in_progress" in s:
        want(s["id"] not in spans and "subsegments" not in s, "progress is told first", s)
        return
    want(s["id"] not in spans, "an id is there once", s["id"])
    spans[s["id"]] = span
    for inner in s.get("subsegments", []):
        add_segment(spans, inner, trace, s["id"], False)


def read_xray(folder):
    spans = {}
    for line in open(os.path.join(folder, "xray")):
        datagram = json.loads(line)
        want(len(datagram.encode()) < 65507, "length of a datagram", len(datagram))
        head, document = datagram.split("\n", 1)
        want(json.loads(head) == {"format": "json", "version": 1}, "head", head)
        want(len(document.encode()) <= 64 << 10, "length of a document", len(document))
        s = json.loads(document)
        add_segment(spans, s, s["trace_id"].replace("-", "")[1:], s.get("parent_id"), True)
    return spans


# ---- OTLP's JSON encoding


def check_attributes(attributes):
    facts = {}
    for a in attributes:
        want(set(a) == {"key", "value"} and isinstance(a["key"], str) and a["key"] and len(a["value"]) == 1, "attribute", a)
        (kind, value), = a["value"].items()
        want(kind in ("stringValue", "intValue"), "kind of a value", a)
        want(isinstance(value, str), "64-bit numbers are decimal strings", a)
        want(a["key"] not in facts, "a key is there once", a)
        facts[a["key"]] = int(value) if kind == "intValue" else value
    return facts


def nanos(text):
    want(isinstance(text, str) and re.fullmatch("[1-9][0-9]{18}", text), "time", text)
    return int(text)


OURS = {"aws.step_functions.execution.arn": "execution_arn", "aws.step_functions.state_machine.arn": "state_machine_arn",
        "error.type": "error", "http.response.status_code": "http"}


def add_span(spans, s):
    want(set(s) <= {"traceId", "spanId", "parentSpanId", "flags", "name", "kind", "startTimeUnixNano", "endTimeUnixNano",
                    "attributes", "events", "status"}, "fields of a span", s)
    want(is_id(s["traceId"], 32) and is_id(s["spanId"], 16) and is_id(s.get("parentSpanId", "1" * 16), 16), "ids", s)
    want(s["name"] and isinstance(s["name"], str) and s["kind"] in (1, 2, 3), "name and kind", s)
    start, end = nanos(s["startTimeUnixNano"]), nanos(s["endTimeUnixNano"])
    facts = {OURS.get(k, k[4:] if k.startswith("asl.") else k): v for k, v in check_attributes(s["attributes"]).items()}
    facts["retried"] = 0
    for e in s["events"]:
        want(set(e) == {"timeUnixNano", "name", "attributes"} and start <= nanos(e["timeUnixNano"]) <= end, "event", e)
        check_attributes(e["attributes"])
        facts["retried"] += e["name"] == "retry"
    want(s["status"]["code"] in (0, 2) and set(s["status"]) <= {"code", "message"}, "status", s)
    want((s["status"]["code"] == 2) == (facts["status"] not in ("SUCCEEDED", "CAUGHT")), "an error says so", s)
    want(s["spanId"] not in spans, "an id is there once", s)
    for key in ("http.request.method", "url.full", "rpc.service", "rpc.method"):
        facts.pop(key, None)
    spans[s["spanId"]] = {"id": s["spanId"], "trace": s["traceId"], "parent": s.get("parentSpanId"), "kind": kind_of(facts),
                          "name": s["name"], "facts": facts, "start": start // 1000, "end": end // 1000, "whole": s["kind"] == 2}


def read_otlp(folder):
    spans = {}
    for line in open(os.path.join(folder, "otlp")):
        request = json.loads(line)
        headers = {k.lower(): v for k, v in request["headers"]}
        want(headers["content-type"] == "application/json", "Content-Type", headers)
        body = json.loads(request["body"])
        want(set(body) == {"resourceSpans"}, "a request", body)
        for of_resource in body["resourceSpans"]:
            want("service.name" in check_attributes(of_resource["resource"]["attributes"]), "service.name", of_resource["resource"])
            for of_scope in of_resource["scopeSpans"]:
                want(of_scope["scope"]["name"], "scope", of_scope["scope"])
                for span in of_scope["spans"]:
                    add_span(spans, span)
    return spans


# ---- Chrome's trace events


def check_lane(events):
    """Bars of a lane lie in each other or behind each other."""
    open_until = []
    for e in sorted(events, key=lambda e: (e["ts"], -e["dur"])):
        while open_until and open_until[-1] <= e["ts"]:
            open_until.pop()
        want(not open_until or e["ts"] + e["dur"] <= open_until[-1], "bars overlap", e)
        open_until.append(e["ts"] + e["dur"])


def read_chrome(path):
    spans, lanes, marks = {}, {}, 0
    content = json.load(open(path))
    want(content["displayTimeUnit"] in ("ms", "ns"), "displayTimeUnit", content["displayTimeUnit"])
    for e in content["traceEvents"]:
        want(isinstance(e["name"], str) and isinstance(e["pid"], int) and isinstance(e["tid"], int), "event", e)
        if e["ph"] == "M":
            want(e["name"] == "process_name" and e["args"]["name"], "metadata", e)
            continue
        want(e["cat"] in ("execution", "state", "attempt") and isinstance(e["ts"], int), "event", e)
        if e["ph"] == "i":
            want(e["s"] == "t", "mark", e)
            marks += 1
            continue
        want(e["ph"] == "X" and isinstance(e["dur"], int) and e["dur"] >= 0, "bar", e)
        args = dict(e["args"])
        trace, own, parent = args.pop("trace"), args.pop("span"), args.pop("parent", None)
        if "http_status" in args:
            args["http"] = args.pop("http_status")
        for key in ("cause", "method", "url"):
            args.pop(key, None)
        want(own not in spans, "an id is there once", e)
        args["retried"] = min(args.get("retries", 0), 32)
        marks -= args["retried"]
        spans[own] = {"id": own, "trace": trace.replace("-", "")[1:], "parent": parent, "kind": e["cat"], "name": e["name"],
                      "facts": args, "start": e["ts"], "end": e["ts"] + e["dur"],
                      "whole": e["cat"] == "execution" and "index" not in args}
        lanes.setdefault((e["pid"], e["tid"]), []).append(e)
    want(marks == 0, "a retry is a mark", marks)
    for lane in lanes.values():
        check_lane(lane)
    return spans


# ---- All of them


def check_spans(spans):
    want(spans, "there are spans")
    for s in spans.values():
        want(s["start"] <= s["end"], "times are in order", s)
        want(s["facts"]["retried"] == min(s["facts"].pop("retries", 0), 32), "retries are told", s)
        if s["whole"]:
            continue
        parent = spans.get(s["parent"])
        want(parent, "a parent is there", s)
        want(parent["trace"] == s["trace"], "the parent is of the same trace", s)
        want(parent["start"] <= s["start"] and s["end"] <= parent["end"], "a span lies in its parent", s, parent)
    want(any(s["whole"] for s in spans.values()), "there is a root")


def millis(us):
    return ("%.3f" % (us / 1000)).rstrip("0").rstrip(".")


def show(spans, s, depth, zero):
    facts = {k: v for k, v in s["facts"].items() if k not in LEFT_OUT and not (k == "retried" and v == 0)}
    times = "" if os.environ.get("NO_TIMES") else " %s+%s" % (millis(s["start"] - zero), millis(s["end"] - s["start"]))
    print("%s%s %s %s%s%s" % ("  " * depth, s["kind"], json.dumps(s["name"])[1:-1], s["facts"]["status"], times,
                              "".join(" %s=%s" % i for i in sorted(facts.items()))))
    below = [c for c in spans.values() if c["parent"] == s["id"]]
    for c in sorted(below, key=lambda c: (c["start"], c["facts"].get("branch", c["facts"].get("item", c["facts"].get("index", -1))),
                                          c["end"], c["name"], json.dumps(c["facts"], sort_keys=True))):
        show(spans, c, depth + 1, zero)


def main(kind, path):
    read = {"xray": read_xray, "otlp": read_otlp, "chrome": read_chrome}[kind]
    end = time.monotonic() + 5
    while True:
        try:
            spans = read(path)
            check_spans(spans)
            break
        except (Wrong, FileNotFoundError, json.JSONDecodeError) as wrong:
            if time.monotonic() > end or kind == "chrome":
                sys.exit("%s: %s" % (kind, wrong))
            time.sleep(0.1)
    roots = [s for s in spans.values() if s["whole"] and s["parent"] not in spans]
    for root in sorted(roots, key=lambda s: (s["start"], s["facts"]["execution_name"])):
        show(spans, root, 0, root["start"])


sys.setrecursionlimit(10000)
main(*sys.argv[1:])
