"""talk.py: routes as their users see them. URL: a server of front.asl.json with the routes that front.sh gives it."""
import re
import sys

from client import NAME, Client, check, done

front = Client(sys.argv[1])
UUID = "[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}"


def sync():
    answer = front.gives("the output", 200, {"a": [1, "ä"]}, "POST", "/sync", {"a": [1, "ä"]})
    check("its type", answer.headers["content-type"], "application/json")
    check("its request's id", bool(re.fullmatch(UUID, answer.headers["x-amzn-requestid"])), True)
    front.gives("no body", 200, {}, "POST", "/sync")
    front.gives("after a wait", 200, {"wait": 1}, "POST", "/sync", {"wait": 1})
    front.gives("a failure", 500, {"error": "No.Luck", "cause": "It was asked to."}, "POST", "/sync", {"fail": "No.Luck"})
    front.gives("a runtime error", 500, front.ask("POST", "/sync", {"fail": 1}).json, "POST", "/sync", {"fail": 1})
    check("a timeout", (front.ask("POST", "/sync", {"wait": 4}).status,), (504,))


def bodies():
    front.gives("no JSON", 400, {"message": "The body is not JSON: a value is expected, at line 2, column 1"},
                "POST", "/sync", b"\nx")
    for text in (b"{", b"{}{}", b"\xff", b'"\xc3"', b"[1,]", b"\0", b"{\"a\":1,}", b"[" * 2000):
        check("no JSON: %r" % text[:9], front.ask("POST", "/sync", text).status, 400)
    for value in (1, "a", [], ["x" * 250000]):
        front.gives("no object", 200, value, "POST", "/sync", value)
    front.gives("too large a body", 413, {"message": "Request Too Long"}, "POST", "/sync", {"a": "x" * 262144})
    front.gives("much too large a body", 413, {"message": "Request Too Long"}, "POST", "/sync", b"1" * 10000000)
    front.gives("too large an input", 413, {"message": "The input is too large"}, "POST", "/proxy/a",
                {"a": "x" * 262000})


def paths():
    front.gives("another method", 405, {"message": "Method Not Allowed"}, "GET", "/sync")
    check("those there are", front.ask("GET", "/sync").headers["allow"], "POST")
    check("no such path", front.ask("POST", "/sync/").status, 404)
    check("no such path", front.ask("POST", "/nothing").status, 404)
    check("the server's own", front.ask("GET", "/healthz").status, 200)
    check("the API", front.call("ListActivities"), {"activities": []})


def proxy():
    answer = front.ask("PUT", "/proxy/%22a%22%7D/b%2Fc?x=1&x=%22&y&z=+", {"b": 1}, X_Api_Key="k1", Authorization="k2",
                       Cookie="k3", Idempotency_Key="k4", X_More='"}', User_Agent="me")
    check("proxy", answer.status, 200)
    got = answer.json
    check("the members", list(got), ["body", "header", "querystring", "path", "requestContext"])
    check("the body", got["body"], {"b": 1})
    check("the query", got["querystring"], {"x": '"', "y": "", "z": " "})
    check("the path", got["path"], {"id": '"a"}', "rest": "b/c"})
    check("a header", got["header"]["X-More"], '"}')
    check("no secrets", [v for v in got["header"].values() if v in ("k1", "k2", "k3", "k4")], [])
    check("the context", got["requestContext"],
          {"httpMethod": "PUT", "resourcePath": "/proxy/{id}/{rest+}", "requestId": answer.headers["x-amzn-requestid"],
           "sourceIp": "127.0.0.1", "userAgent": "me"})
    check("of a GET", front.ask("GET", "/proxy/1").json["body"], {})
    front.gives("no UTF-8 in a path", 400, {"message": "The path is not UTF-8"}, "GET", "/proxy/%ff")
    front.gives("no UTF-8 in a query", 400, {"message": "The query is not UTF-8"}, "GET", "/proxy/a?b=%ff")
    front.gives("a NUL", 400, {"message": "The query is not UTF-8"}, "GET", "/proxy/a?b=%00")


def asynchronous():
    answer = front.ask("POST", "/async", {"a": 1})
    check("async", (answer.status, sorted(answer.json)), (200, ["executionArn", "startDate"]))
    ended = front.ended(answer.json["executionArn"])
    check("what it came to", (ended["status"], ended["output"]), ("SUCCEEDED", '{"a":1}'))
    trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"
    answer = front.ask("POST", "/async", {}, X_Amzn_Trace_Id=trace)
    check("a trace goes on", front.ended(answer.json["executionArn"]).get("traceHeader"), trace)
    answer = front.ask("POST", "/async", {}, X_Amzn_Trace_Id=trace + "x" * 256)
    check("but not any text", front.ended(answer.json["executionArn"]).get("traceHeader"), None)
    check("async: no JSON", front.ask("POST", "/async", b"x").status, 400)


def start():
    machine = NAME + "stateMachine:front"
    body = {"input": '{"a": 1}', "name": "TestExecution1", "stateMachineArn": machine}
    answer = front.ask("POST", "/start", body)
    check("start", (answer.status, answer.json["executionArn"]), (200, NAME + "execution:front:TestExecution1"))
    check("its output", front.ended(answer.json["executionArn"])["output"], '{"a":1}')
    check("its own machine", front.ask("POST", "/start", {}).status, 200)
    answer = front.ask("POST", "/start", dict(body, name="TestExecution1", input="{}"))
    check("started twice", (answer.status, answer.json["__type"]), (400, "ExecutionAlreadyExists"))
    answer = front.ask("POST", "/start", dict(body, stateMachineArn=machine + "2"))
    check("another machine", (answer.status, answer.json["__type"]), (400, "AccessDeniedException"))
    answer = front.ask("POST", "/start", dict(body, name="a b"))
    check("a bad name", (answer.status, answer.json["__type"]), (400, "InvalidName"))
    answer = front.ask("POST", "/start", b"x")
    check("no JSON", (answer.status, answer.json["__type"]), (400, "SerializationException"))


def browsers():
    for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Host": "evil.example", "Origin": "http://evil.example"},
                    {"Host": "evil.example", "User_Agent": "Mozilla/5.0"}, {"Host": "evil.example", "Sec_Fetch_Site": "none"}):
        front.gives("a foreign page %r" % headers, 403, {"message": "Forbidden"}, "POST", "/sync", {}, **headers)
    for site in ("cross-site", "same-site"):
        front.gives("an image on a page", 403, {"message": "Forbidden"}, "GET", "/proxy/1", Sec_Fetch_Site=site)
    for site in ("none", "same-origin"):
        check("the address line", front.ask("GET", "/proxy/1", Sec_Fetch_Site=site, User_Agent="Mozilla/5.0").status, 200)
    front.gives("its own page", 200, {}, "POST", "/sync", {}, Origin="http://" + front.host)
    front.gives("no browser", 200, {}, "POST", "/sync", {}, Host="any.example")


sync()
bodies()
paths()
proxy()
asynchronous()
start()
browsers()
done()
