"""gate.py: keys, pages of browsers, and limits. URL and STORE: a server with the keys first-key and second.key, pages of
https://shop.example and http://127.0.0.1:3000, and the file in which its executions are."""
import sys

from client import Client, check, done

front = Client(sys.argv[1])
FORBIDDEN = {"message": "Forbidden"}
KEY = {"X_Api_Key": "first-key"}
SHOP = {"Origin": "https://shop.example"}


def keys():
    for what, headers in (("none", {}), ("an empty one", {"X_Api_Key": ""}), ("a wrong one", {"X_Api_Key": "first-kez"}),
                          ("one too long", {"X_Api_Key": "first-keyf"}), ("half of one", {"X_Api_Key": "first"}),
                          ("a comment", {"X_Api_Key": "# keys"}), ("twice", {"X_Api_Key": "first-keyfirst-key"}),
                          ("elsewhere", {"Authorization": "Bearer first-key"})):
        for path in ("/sync", "/async", "/start"):
            front.gives("key: " + what, 403, FORBIDDEN, "POST", path, {}, **headers)
    front.gives("no key in a query", 403, FORBIDDEN, "POST", "/sync?x-api-key=first-key", {})
    front.gives("no key, and no JSON", 403, FORBIDDEN, "POST", "/sync", b"x")
    front.gives("no key, and a large body", 403, FORBIDDEN, "POST", "/sync", b"1" * 5000000)
    for key in ("first-key", "second.key"):
        front.gives("a key", 200, {}, "POST", "/sync", {}, X_Api_Key=key)
    check("the API wants none", front.call("ListActivities"), {"activities": []})


def pages():
    answer = front.gives("a listed page", 200, {}, "POST", "/sync", {}, **SHOP, **KEY)
    check("may read it", answer.headers.get("access-control-allow-origin"), "https://shop.example")
    check("is no other's", answer.headers.get("vary"), "Origin")
    answer = front.gives("without a key", 403, FORBIDDEN, "POST", "/sync", {}, **SHOP)
    check("may read that too", answer.headers.get("access-control-allow-origin"), "https://shop.example")
    front.gives("of any host", 200, {}, "POST", "/sync", {}, Host="api.example", **SHOP, **KEY)
    front.gives("a page of a listed host", 200, {}, "POST", "/sync", {}, Host="shop.example", User_Agent="Mozilla/5.0", **KEY)
    for origin in ("https://shop.example.evil", "http://shop.example", "https://evil.example", "null", "https://shop.example:1"):
        answer = front.gives("a page of " + origin, 403, FORBIDDEN, "POST", "/sync", {}, Origin=origin, **KEY)
        check("may not read it", answer.headers.get("access-control-allow-origin"), None)
    front.gives("a foreign host", 403, FORBIDDEN, "POST", "/sync", {}, Host="evil.example", User_Agent="Mozilla/5.0", **KEY)
    front.gives("an image on a page", 403, FORBIDDEN, "POST", "/sync", {}, Host="shop.example", Sec_Fetch_Site="cross-site", **KEY)
    check("the API is nobody's", front.ask("POST", "/", {}, X_Amz_Target="AWSStepFunctions.ListActivities", **SHOP).status, 403)


def preflights():
    asks = {"Access_Control_Request_Method": "POST", "Access_Control_Request_Headers": "x-api-key"}
    answer = front.ask("OPTIONS", "/sync", **SHOP, **asks)
    check("a preflight", (answer.status, answer.text), (204, b""))
    check("its origin", answer.headers.get("access-control-allow-origin"), "https://shop.example")
    check("its methods", answer.headers.get("access-control-allow-methods"), "POST")
    check("its headers", "X-Api-Key" in answer.headers.get("access-control-allow-headers", ""), True)
    answer = front.ask("OPTIONS", "/sync", Origin="https://evil.example", **asks)
    check("of another", (answer.status, answer.headers.get("access-control-allow-origin")), (403, None))
    check("of no route", front.ask("OPTIONS", "/nothing", **SHOP, **asks).status, 404)
    check("no preflight", front.ask("OPTIONS", "/sync").status, 405)


keys()
pages()
preflights()
kept = b""
for path in (sys.argv[2], sys.argv[2] + "-wal"):
    with open(path, "rb") as store:
        kept += store.read()
check("no key is kept", [key for key in (b"first-key", b"second.key") if key in kept], [])
done()
