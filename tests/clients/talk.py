"""talk.py CLIENT URL FILE [MODULES]: holds the conversation of a file with the server at URL, and prints each answer that is
not as it should be. CLIENT is who asks: raw (plain HTTP), boto3, awscli (/usr/bin/aws), or node (@aws-sdk/client-sfn in
the folder MODULES).

A file has a text of three lines for each request: the operation, its input, and the answer, which is JSON or "Code:
message" (\\n is a new line), over plain HTTP with further members of the error as JSON behind it. An operation behind
the word "until" is asked again until the answer is that one, for 30 s at most; behind "all" the client's own way through
pages is gone, with maxResults as their size. "let NAME TEXT" says what <NAME> stands for in the strings of inputs and
answers from there on. In answers a string may be <#>, any number, <*>, anything, or <=NAME>, anything, which <NAME> then
stands for. Lines that begin with # are comments.
"""
import datetime
import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request

PATIENCE_S = 30


# ---- Who asks. Each answers an object, or a text "Code: message".

class Raw:
    def __init__(self, url, modules):
        self.url = url

    def ask(self, operation, given):
        headers = {"X-Amz-Target": "AWSStepFunctions." + operation, "Content-Type": "application/x-amz-json-1.0"}
        request = urllib.request.Request(self.url, json.dumps(given).encode(), headers)
        try:
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            body = json.load(error)
            said = "%s: %s" % (body.pop("__type"), body.pop("message", None))
            return said + " " + json.dumps(body) if body else said

    def ask_all(self, operation, given):
        whole = {}
        while True:
            page = self.ask(operation, given)
            token = page.pop("nextToken", None)
            for key, items in page.items():
                whole[key] = whole.get(key, []) + items
            if token is None:
                return whole
            given = {**given, "nextToken": token}


class Boto3:
    def __init__(self, url, modules):
        import boto3
        from botocore.config import Config
        config = Config(retries={"max_attempts": 0})
        self.client = boto3.client("stepfunctions", endpoint_url=url, region_name="us-east-1", aws_access_key_id="a",
                                   aws_secret_access_key="b", config=config)

    def ask(self, operation, given):
        from botocore.exceptions import ClientError
        try:
            answer = getattr(self.client, words(operation, "_"))(**given)
        except ClientError as error:
            return "%s: %s" % (error.response["Error"]["Code"], error.response["Error"]["Message"])
        answer.pop("ResponseMetadata")
        return answer

    def ask_all(self, operation, given):
        pages = self.client.get_paginator(words(operation, "_"))
        size = {"PageSize": given.pop("maxResults")}
        return pages.paginate(PaginationConfig=size, **given).build_full_result()


class Awscli:
    def __init__(self, url, modules):
        self.command = ["/usr/bin/aws", "stepfunctions", "--endpoint-url", url, "--region", "us-east-1",
                        "--output", "json"]
        self.environment = dict(os.environ, AWS_ACCESS_KEY_ID="a", AWS_SECRET_ACCESS_KEY="b")

    def ask(self, operation, given):
        return self.run(operation, given, "--no-paginate")

    def ask_all(self, operation, given):
        return self.run(operation, given, "--page-size", str(given.pop("maxResults")))

    def run(self, operation, given, *options):
        done = subprocess.run(self.command + [words(operation, "-"), "--cli-input-json", json.dumps(given), *options],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment)
        said = done.stderr.decode().strip()
        error = re.match(r"An error occurred \((\w+)\) when calling the \w+ operation: ", said)
        if error and done.returncode == 254:
            return "%s: %s" % (error.group(1), said[error.end():])
        if done.returncode != 0:
            return "exit %d: %s" % (done.returncode, said)
        return json.loads(done.stdout or b"{}")


class Node:
    def __init__(self, url, modules):
        client = os.path.join(os.path.dirname(os.path.abspath(__file__)), "talk.js")
        self.process = subprocess.Popen(["node", client, modules, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        universal_newlines=True)

    def ask(self, operation, given):
        return self.send({"operation": operation, "input": given})

    def ask_all(self, operation, given):
        return self.send({"operation": operation, "pages": given.pop("maxResults"), "input": given})

    def send(self, request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        said = json.loads(self.process.stdout.readline())
        return said["answer"] if "answer" in said else said["error"]


def words(operation, between):
    return re.sub("(?<=.)(?=[A-Z])", between, operation).lower()


# ---- Answers

def seconds(text):
    return datetime.datetime.fromisoformat(text).timestamp()


def plain(key, value):
    """Dates as numbers, however the client gives them, and without members that are null."""
    if isinstance(value, dict):
        return {k: plain(k, v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [plain(key, v) for v in value]
    if isinstance(value, datetime.datetime):
        return value.timestamp()
    is_date = isinstance(value, str) and (key.endswith("Date") or key == "timestamp")
    return seconds(value) if is_date else value


def fill(value, names):
    if isinstance(value, str):
        return re.sub(r"<(\w+)>", lambda found: names.get(found.group(1), found.group(0)), value)
    if isinstance(value, dict):
        return {k: fill(v, names) for k, v in value.items()}
    return [fill(v, names) for v in value] if isinstance(value, list) else value


def fits(wanted, got, names):
    if isinstance(wanted, dict) and isinstance(got, dict):
        return wanted.keys() == got.keys() and all(fits(wanted[k], got[k], names) for k in wanted)
    if isinstance(wanted, list) and isinstance(got, list):
        return len(wanted) == len(got) and all(fits(w, g, names) for w, g in zip(wanted, got))
    if wanted == "<#>":
        return isinstance(got, (int, float)) and not isinstance(got, bool)
    if isinstance(wanted, str) and wanted.startswith("<=") and isinstance(got, str):
        names[wanted[2:-1]] = got
        return True
    return wanted == "<*>" or wanted == fill(got, {})


# ---- The conversation

def read(path):
    """Yields ("let", name, text) and (operation, input, answer)."""
    with open(path, encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file if line.strip() and not line.startswith("#")]
    at = 0
    while at < len(lines):
        if lines[at].startswith("let "):
            yield tuple(lines[at].split(" ", 2))
            at += 1
        else:
            yield tuple(lines[at:at + 3])
            at += 3


def hold(client, path):
    names, operations, wrong = {}, set(), 0
    for what, given, wanted in read(path):
        if what == "let":
            names[given] = fill(wanted, names)
            continue
        again = what.startswith("until ")
        ask = client.ask_all if what.startswith("all ") else client.ask
        operation = what.split()[-1]
        given = fill(json.loads(given), names)
        wanted = fill(json.loads(wanted) if wanted.startswith("{") else wanted.replace("\\n", "\n"), names)
        limit = time.time() + PATIENCE_S
        while True:
            got = plain("", ask(operation, dict(given)))
            right = fits(wanted, got, names)
            if right or not again or time.time() > limit:
                break
            time.sleep(0.1)
        operations.add(operation)
        if not right:
            wrong += 1
            print("%s %s\n  wanted %s\n  got    %s" % (operation, json.dumps(given)[:300], json.dumps(wanted), json.dumps(got)))
    print("%d operations, %d wrong" % (len(operations), wrong))


hold({"raw": Raw, "boto3": Boto3, "awscli": Awscli, "node": Node}[sys.argv[1]](sys.argv[2], *sys.argv[4:] or [None]),
     sys.argv[3])
