"""abandoned.py: clients of a synchronous route that hang up, or have waited a second, which is the server's limit. ACTION:
what becomes of the execution."""
import json
import socket
import sys
import time

from client import Client, check, done

front, stops = Client(sys.argv[1]), sys.argv[2] == "stop"


def ends_as_told(what, arn):
    ended = front.ended(arn)
    if stops:
        check(what, (ended["status"], ended.get("error")), ("ABORTED", "Route.Abandoned"))
    else:
        check(what, (ended["status"], ended.get("output")), ("SUCCEEDED", ended["input"]))


def times_out():
    answer = front.ask("POST", "/sync", {"wait": 2})
    check("too long", (answer.status, answer.json["message"]), (504, "Endpoint request timed out"))
    return answer.json["executionArn"]


def hangs_up():
    host, port = front.host.split(":")
    body = json.dumps({"wait": 1}).encode()
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(b"POST /sync HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        time.sleep(0.3)
    time.sleep(0.1)
    return front.newest("front")


front.gives("in time", 200, {"a": 1}, "POST", "/sync", {"a": 1})
ends_as_told("hung up", hangs_up())
arn = times_out()
if stops:
    ends_as_told("timed out", arn)
else:
    check("timed out", front.ended(arn)["status"] in ("SUCCEEDED", "TIMED_OUT"), True)
done()
