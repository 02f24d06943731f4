"""Express executions of routes of several servers: python3 express.py PROGRAM CONNINFO CLUSTER FOLDER OPTION...

Nothing is left of such an execution but its answer, which whoever sends the same request with the same Idempotency-Key gets, at
any server; if the server with it is gone, it begins anew. Prints what is wrong, a line each, and how much was checked.
"""
from routes import *

nodes = [Node("--lease", "2s", "--type", "express", *ROUTES) for i in range(2)]
a, b = nodes
for i in range(12):
    answers = at_once(nodes * 3, "/whole", f"together{i}", {"how": "pass", "i": i})
    check("each is answered", [x[0] for x in answers] == [200] * len(answers), answers)
    check("one execution has begun", len({x[1].get("executionArn") for x in answers}) == 1, [x[1] for x in answers])

first = pool.submit(post, a, "/whole", "slow", {"how": "wait", "seconds": 2})
time.sleep(0.5)
second = post(b, "/whole", "slow", {"how": "wait", "seconds": 2})
check("the second waits for the first's answer", second[:2] == first.result()[:2] and second[0] == 200, second[:2], first.result()[:2])

first = pool.submit(post, a, "/whole", "killed", {"how": "wait", "seconds": 2})
time.sleep(0.5)
waiting = pool.submit(post, b, "/whole", "killed", {"how": "wait", "seconds": 2})
time.sleep(0.2)
a.kill()
check("it begins anew when its server is gone", waiting.result()[0] == 200, waiting.result()[:2])
check("that is the answer from then on", post(b, "/whole", "killed", {"how": "wait", "seconds": 2})[1] == waiting.result()[1])
b.quit()
finish()
