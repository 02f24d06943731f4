"""client.py: asks the API of this sample, and shows what it answers. URL, http://127.0.0.1:8083 if it is not given."""
import http.client
import json
import sys
from urllib.parse import urlsplit

ADDRESS = urlsplit(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8083").netloc
KEY = {"x-api-key": "shop-3pTq8LdV2mXc"}


def ask(what, method, path, body=None, headers={}, shown=()):
    connection = http.client.HTTPConnection(ADDRESS, timeout=30)
    connection.request(method, path, json.dumps(body) if body is not None else None, headers)
    answer = connection.getresponse()
    print("%s:\n  %s %s%s" % (what, method, path, "" if body is None else " " + json.dumps(body)))
    print("  %d %s" % (answer.status, answer.read().decode()))
    for name in shown:
        print("  %s: %s" % (name, answer.getheader(name)))
    connection.close()


ask("Without a key", "POST", "/parcels", {"kg": 2.5})
ask("The answer is the execution's output", "POST", "/parcels", {"kg": 2.5}, KEY)
ask("The execution fails", "POST", "/parcels", {"kg": 31}, KEY)
ask("It is waited for, however long it takes", "POST", "/parcels", {"kg": 2.5, "fetch": True}, KEY)
ask("It is begun, and not waited for", "POST", "/collections", {"kg": 4, "fetch": True}, {**KEY, "Idempotency-Key": "c-1"})
ask("The same request again begins nothing", "POST", "/collections", {"kg": 4, "fetch": True},
    {**KEY, "Idempotency-Key": "c-1"})
ask("StartExecution's own body", "POST", "/start", {"input": "{\"kg\": 1}", "name": "first"}, KEY)
ask("A browser asks for a page", "OPTIONS", "/parcels", None,
    {"Origin": "http://localhost:3000", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-api-key"},
    ("Access-Control-Allow-Origin", "Access-Control-Allow-Methods"))
ask("The page asks", "POST", "/parcels", {"kg": 1}, {**KEY, "Origin": "http://localhost:3000"},
    ("Access-Control-Allow-Origin",))
ask("A page of somebody else asks", "POST", "/parcels", {"kg": 1}, {**KEY, "Origin": "http://evil.example"})
