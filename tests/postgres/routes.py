"""What tests of routes of several servers share: requests with an Idempotency-Key, one by one and at once."""
from concurrent.futures import ThreadPoolExecutor

from node import *

pool = ThreadPoolExecutor(16)
ROUTES = ["--route", "POST /sync sync", "--route", "POST /async async", "--route", "POST /start start-execution",
          "--route", "POST /whole sync answer=execution"]


def post(node, path, key, body):
    """The status, the JSON and the headers."""
    r = urllib.request.Request(node.url + path, json.dumps(body).encode(), {"Content-Type": "application/json", "Idempotency-Key": key})
    try:
        with urllib.request.urlopen(r, timeout=60) as answer:
            return answer.status, json.load(answer), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, json.load(error), error.headers
    except OSError as error:
        return 0, {"message": str(error)}, {}


def at_once(nodes, path, key, body):
    return [f.result() for f in [pool.submit(post, node, path, key, body) for node in nodes]]
