"""reload.py: keys and tokens that change while a server serves. URL, PID of the server, KEYS and TOKEN: its files. What waits
for its answer meanwhile gets it."""
import os
import signal
import socket
import sys
import time

from client import Client, check, done

front, pid, keys, token = Client(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
FORBIDDEN = {"message": "Forbidden"}


def put(path, text):
    """As whoever is careful writes a file: it is there as a whole."""
    with open(path + ".new", "w") as out:
        out.write(text)
    os.rename(path + ".new", path)


def status(key):
    return front.ask("POST", "/sync", {}, X_Api_Key=key).status


def until(what, key, wanted):
    limit = time.time() + 20
    while status(key) != wanted and time.time() < limit:
        time.sleep(0.1)
    check(what, status(key), wanted)


def api(word):
    return front.ask("POST", "/", {}, X_Amz_Target="AWSStepFunctions.ListActivities", Authorization="Bearer " + word).status


def waits():
    """A request that waits for its answer."""
    host, port = front.host.split(":")
    connection = socket.create_connection((host, int(port)), timeout=20)
    body = b'{"wait":2}'
    connection.sendall(b"POST /sync HTTP/1.1\r\nHost: a\r\nX-Api-Key: first\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    return connection


check("a key", status("first"), 200)
check("none yet", status("second"), 403)
waiting = waits()
time.sleep(0.2)
put(keys, "# other keys\nsecond\nthird\n")
until("a new key", "second", 200)
check("an old key", status("first"), 403)
check("what waited", waiting.recv(15), b"HTTP/1.1 200 OK")

put(keys, "a b\n")
os.kill(pid, signal.SIGHUP)
time.sleep(0.2)
check("a broken file changes nothing", (status("second"), status("a")), (200, 403))
os.remove(keys)
os.kill(pid, signal.SIGHUP)
time.sleep(0.2)
check("nor does one that is gone", status("second"), 200)
put(keys, "fourth\n")
os.kill(pid, signal.SIGHUP)
until("at once when it is asked to", "fourth", 200)
check("instead of those before", status("second"), 403)

# A key has used up what it has, and reading it again gives it nothing back.
limited = [status("fourth") for _ in range(40)]
check("what a key may ask is used up", 429 in limited, True)
put(keys, "# again\nfifth\nfourth\n")
os.kill(pid, signal.SIGHUP)
until("there is another", "fifth", 200)
check("but it has none to spare", status("fourth"), 429)

check("the token", (api("one"), api("two")), (200, 403))
put(token, "two\n")
os.kill(pid, signal.SIGHUP)
limit = time.time() + 20
while api("two") != 200 and time.time() < limit:
    time.sleep(0.1)
check("another token", (api("one"), api("two")), (403, 200))
put(token, "")
os.kill(pid, signal.SIGHUP)
time.sleep(0.2)
check("a broken one changes nothing", (api("one"), api("two")), (403, 200))
done()
