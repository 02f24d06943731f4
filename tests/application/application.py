"""An application that `aslc serve --template` runs, seen from outside."""
import json
import os
import time
import urllib.error
import urllib.request

import boto3
from botocore.config import Config

from api import Server


class Application(Server):
    """A server of templates: its URL, and that of its services, are in the lines that it prints."""

    def __init__(self, aslc, folder, local, *options, environment=None):
        """`local` is the folder of its services below `folder`; None: it has the usual one."""
        self.local = os.path.join(folder, local) if local else None
        self.told = os.path.join(folder, (local or "usual") + ".said")
        command = [aslc, "serve", "--listen", "127.0.0.1:0", "--store", "memory", *options]
        command += ["--local", self.local] if local else []
        with open(self.told, "w", encoding="utf-8") as out:
            super().__init__(command, out, environment)
        self.lines = []
        line = ""
        while not line.startswith("tables, queues"):
            line = self.process.stdout.readline().decode().rstrip("\n")
            if not line:
                raise SystemExit("the list ends: %r" % self.lines)
            self.lines.append(line)
        self.services = line.split(": ")[-1]

    def client(self, service):
        return boto3.client(service, endpoint_url=self.services, region_name="us-east-1", aws_access_key_id="a",
                            aws_secret_access_key="b", config=Config(retries={"max_attempts": 0}))

    def http(self, method, path, body=None, headers=()):
        data = body.encode() if isinstance(body, str) else body
        request = urllib.request.Request(self.url + path, data, dict(headers), method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def json(self, method, path, body=None):
        headers = {"Content-Type": "application/json"} if body is not None else {}
        status, _, content = self.http(method, path, json.dumps(body) if body is not None else None, headers)
        return status, json.loads(content)

    def end_of(self, arn):
        limit = time.time() + 30
        answer = {"status": "RUNNING"}
        while answer["status"] == "RUNNING" and time.time() < limit:
            answer = self.ask("DescribeExecution", executionArn=arn)
            time.sleep(0.02)
        return answer


def wait_for(find):
    """What `find` gives once that is something, within a minute."""
    limit = time.time() + 60
    found = find()
    while not found and time.time() < limit:
        time.sleep(0.05)
        found = find()
    return found
