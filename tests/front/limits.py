"""limits.py: a rate of 3 requests in 60 seconds for each key, bodies of 100 bytes, and every page. URL: a
server with the keys of gate.py; with the word `closed` behind it, one that others can reach, and that has routes alone."""
import sys

from client import Client, check, done

front = Client(sys.argv[1])


def rate():
    for key in ("first-key", "second.key"):
        for _ in range(3):
            front.gives("few enough", 200, {}, "POST", "/sync", {}, X_Api_Key=key)
        answer = front.gives("too many", 429, {"message": "Too Many Requests"}, "POST", "/sync", {}, X_Api_Key=key,
                             Origin="https://any.example")
        check("when again", 0 < int(answer.headers["retry-after"]) <= 20, True)
        check("any page may read it", answer.headers["access-control-allow-origin"], "*")
    front.gives("strangers do not count", 403, {"message": "Forbidden"}, "POST", "/sync", {})


def bodies():
    front.gives("a body", 413, {"message": "Request Too Long"}, "POST", "/async", b"1" * 101, X_Api_Key="third")
    check("one that fits", front.ask("POST", "/async", b"1" * 100, X_Api_Key="third").status, 200)


def closed():
    for operation in ("ListActivities", "StartExecution"):
        answer = front.ask("POST", "/", {}, X_Amz_Target="AWSStepFunctions." + operation, X_Api_Key="third")
        check("no API", (answer.status, answer.json), (404, {"message": "There is nothing here."}))
    check("health", front.ask("GET", "/healthz").status, 200)


if "closed" in sys.argv:
    closed()
rate()
bodies()
done()
