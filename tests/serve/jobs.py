"""Jobs of services that go on while the server does not: jobs.py SINK LOG COMMAND... (tests/aws/jobs.py is the sink)"""
import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from api import MACHINE, Server, check, same, tell_checks  # noqa: E402

sink, log, command = sys.argv[1], sys.argv[2], sys.argv[3:]


def start(end, name):
    return Server(command, environment=dict(os.environ, AWS_ENDPOINT_URL="%s/%s=%s" % (sink, end, name)))


def requests(end, operation):
    with open(log, encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    return [line for line in lines if line["mode"].startswith(end + "=") and line["operation"] == operation]


def wait_for(what, *arguments):
    limit = time.time() + 60
    while not what(*arguments) and time.time() < limit:
        time.sleep(0.05)
    check("it comes to %s%r" % (what.__name__, arguments), what(*arguments))


def more(end, operation, count):
    return len(requests(end, operation)) > count


def begin(server, machine, **given):
    return server.ask("StartExecution", stateMachineArn=MACHINE + machine, input=json.dumps(given))["executionArn"]


def has_ended(server, arn):
    return server.ask("DescribeExecution", executionArn=arn)["status"] != "RUNNING"


def types(server, arn):
    return [event["type"] for event in server.ask("GetExecutionHistory", executionArn=arn)["events"]]


# Killed and started again: the job is not begun once more, but followed.
server = start("later", "glue:startJobRun")
arn = begin(server, "job")
wait_for(more, "later", "GetJobRun", 0)
server.kill()
count = len(requests("later", "GetJobRun"))
server.start()
wait_for(more, "later", "GetJobRun", count)

# Stopped as usual: the job goes on.
same("the exit code", 0, server.stop())
count = len(requests("later", "GetJobRun"))
server.start()
wait_for(more, "later", "GetJobRun", count)
open(log + ".done", "w", encoding="utf-8").close()
wait_for(has_ended, server, arn)
ended = server.ask("DescribeExecution", executionArn=arn)
same("its end", "SUCCEEDED", ended["status"])
same("its output", "SUCCEEDED", json.loads(ended["output"])["JobRunState"])
same("starts", 1, len(requests("later", "StartJobRun")))
same("stops", 0, len(requests("later", "BatchStopJobRun")))
same("its history", ["ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSubmitted",
                     "TaskSucceeded", "TaskStateExited", "ExecutionSucceeded"], types(server, arn))
server.stop()

# Killed while the start is not answered: it is sent again with the same token.
server = start("held", "athena:startQueryExecution")
arn = begin(server, "query")
wait_for(more, "held", "StartQueryExecution", 0)
server.kill()
server.start()
wait_for(has_ended, server, arn)
tokens = [json.loads(line["body"])["ClientRequestToken"] for line in requests("held", "StartQueryExecution")]
same("two starts with one token", (2, 1), (len(tokens), len(set(tokens))))
server.stop()

# What nobody waits for any more is stopped.
server = start("never", "glue:startJobRun")
arn = begin(server, "job")
wait_for(more, "never", "GetJobRun", 0)
server.ask("StopExecution", executionArn=arn)
wait_for(more, "never", "BatchStopJobRun", 0)
begin(server, "both")
wait_for(more, "never", "BatchStopJobRun", 1)
same("no more of them", 2, len(requests("never", "BatchStopJobRun")))
server.stop()
tell_checks()
