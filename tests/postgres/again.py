"""Requests of routes with an Idempotency-Key, to several servers on one store: python3 again.py PROGRAM CONNINFO CLUSTER FOLDER OPTION...

The same request with the same key begins one execution, whichever servers get it and however close to each other; whoever is not
the first gets the first's answer, also after that one's server was killed. Prints what is wrong, a line each, and how much was
checked.
"""
from routes import *


def count(node):
    return len(node.ask("ListExecutions", stateMachineArn=machine, maxResults=1000)["executions"])


# ---- At the same moment.
nodes = [Node("--lease", "2s", *ROUTES) for i in range(3)]
a, b, c = nodes
for i in range(12):
    for path, body in (("/sync", {"how": "pass", "i": i}), ("/async", {"how": "pass", "i": i}),
                       ("/start", {"input": json.dumps({"how": "pass", "i": i})})):
        before = count(a)
        answers = at_once(nodes * 2, path, f"together{path}{i}", body)
        check("each is answered", [x[0] for x in answers] == [200] * len(answers), path, answers)
        check("all get one answer", all(x[1] == answers[0][1] for x in answers), path, [x[1] for x in answers])
        check("one execution has begun", count(a) == before + 1, path, count(a) - before)

# ---- The first has begun long ago: the others wait for it, wherever they ask.
first = pool.submit(post, a, "/sync", "slow", {"how": "wait", "seconds": 2})
time.sleep(0.5)
second = post(b, "/sync", "slow", {"how": "wait", "seconds": 2})
check("the second waits for the first's answer", second[:2] == first.result()[:2] and second[0] == 200, second[:2], first.result()[:2])
other = post(b, "/sync", "slow", {"how": "wait", "seconds": 3})
check("another request is told apart", other[0] == 422, other[:2])
limited = Node("--lease", "2s", *ROUTES, "--sync-timeout", "1")
first = pool.submit(post, a, "/sync", "limited", {"how": "wait", "seconds": 4})
time.sleep(0.3)
late = post(limited, "/sync", "limited", {"how": "wait", "seconds": 4})
check("who waits for too long is told of what", late[0] == 504 and "executionArn" in late[1], late[:2])
check("the first is not disturbed", first.result()[0] == 200, first.result()[:2])
limited.quit()

# ---- The first's server is killed: another goes on, and answers.
before = count(b)
first = pool.submit(post, a, "/sync", "killed", {"how": "wait", "seconds": 3})
time.sleep(1)
waiting = pool.submit(post, b, "/sync", "killed", {"how": "wait", "seconds": 3})
a.kill()
after = post(c, "/sync", "killed", {"how": "wait", "seconds": 3})
check("who asks after a kill gets the answer", after[0] == 200, after[:2])
check("so does who waited", waiting.result()[:2] == after[:2], waiting.result()[:2])
check("there is one execution of them", count(b) == before + 1, count(b) - before)
b.quit()
c.quit()
finish()
