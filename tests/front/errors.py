"""errors.py: what executions fail with has the status that the route says, and /metrics counts what routes answer. URL: a
server with such routes."""
import re
import sys

from client import Client, check, done

front = Client(sys.argv[1])


def fails(status, error, path="/mapped", **headers):
    wanted = {"error": error, "cause": "It was asked to."}
    front.gives("%s at %s" % (error, path), status, wanted, "POST", path, {"fail": error}, **headers)


def counts():
    """The requests of each route and status."""
    text = front.ask("GET", "/metrics").text.decode()
    found = re.findall(r'^asl_route_requests_total{route="([^"]*)",status="([^"]*)"} (\d+)$', text, re.M)
    return {(route, int(status)): int(count) for route, status, count in found}


fails(404, "Order.NotFound")
fails(422, "Order.Odd")
fails(409, "Order:Taken")
fails(500, "Other")
fails(500, "order.odd")
fails(418, "Other", "/all")
fails(418, "States.ALL", "/all")
fails(500, "Order.NotFound", "/plain")
for _ in range(2):
    fails(404, "Order.NotFound", Idempotency_Key="once-more")
front.gives("a success", 200, {"a": 1}, "POST", "/all", {"a": 1})
front.gives("no JSON", 400, front.ask("POST", "/all", b"{").json, "POST", "/all", b"{")
check("no such method", front.ask("GET", "/all").status, 405)
wanted = {("POST /mapped", 404): 3, ("POST /mapped", 422): 1, ("POST /mapped", 409): 1, ("POST /mapped", 500): 2,
          ("POST /all", 418): 2, ("POST /all", 200): 1, ("POST /all", 400): 2, ("POST /plain", 500): 1, ("none", 405): 1}
check("what was counted", counts(), wanted)
done()
