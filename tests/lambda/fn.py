# Functions that tests/lambda.sh runs.
import os
import re
import sys
import time

import beside

calls = 0


class CardError(Exception):
    pass


def echo(event, context):
    return event


def nothing(event, context):
    pass


def count(event, context):
    global calls
    calls += 1
    return calls


def pid(event, context):
    time.sleep(event / 1000)
    return os.getpid()


def helped(event, context):
    return beside.help(event)


def context(event, context):
    return {
        "names": [context.function_name, context.function_version, context.memory_limit_in_mb, context.log_group_name],
        "arn": context.invoked_function_arn,
        "same": len(context.aws_request_id),
        "left": 2000 < context.get_remaining_time_in_millis() <= 3000,
        "stream": bool(re.match(r"^\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}$", context.log_stream_name)),
        "trace": bool(re.match(r"^Root=1-[0-9a-f]{8}-[0-9a-f]{24};", os.environ["_X_AMZN_TRACE_ID"])),
        "client": context.client_context and context.client_context.custom,
    }


def env(names, context):
    return [os.environ.get(name) for name in names]


def raises(event, context):
    raise CardError("no such card")


def unserializable(event, context):
    return {1, 2}


def exits(code, context):
    sys.exit(code)


def large(size, context):
    return "x" * (size - 2)


def keeps(event, context):
    with open("../token.new", "w") as file:
        file.write(event["token"])
    os.rename("../token.new", "../token")


def hangs(event, context):
    time.sleep(100000)


def talks(event, context):
    print("to standard output")
    print("to standard error", file=sys.stderr)
    sys.stdout.write("no end")
    return "said"
