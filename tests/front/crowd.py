"""crowd.py: 10,000 connections at once, or as many as this system lets a process have: each is accepted, and its request is
answered, others are answered beside them, and the server does not need much memory for it. URL: a server with the routes
of front.sh."""
import resource
import socket
import sys
import time

from client import Client, check, done

front = Client(sys.argv[1])
HOST, PORT = front.host.split(":")
REQUEST = b'POST /sync HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\n{"a":1}'

hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
most = min(hard, 10700) if hard != resource.RLIM_INFINITY else 10700
resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def metric(name):
    text = front.ask("GET", "/metrics").text.decode()
    return next(float(line.split()[1]) for line in text.splitlines() if line.startswith(name + " "))


def alive(what):
    front.gives(what, 200, {"a": 2}, "POST", "/sync", {"a": 2})


count = most - 700  # a server keeps some descriptors for other things
crowd = [socket.create_connection((HOST, int(PORT)), timeout=20) for _ in range(count)]
for connection in crowd:
    connection.sendall(REQUEST[:-1])
limit = time.time() + 20
while metric("asl_http_connections") < count and time.time() < limit:
    time.sleep(0.05)
check("all are accepted", metric("asl_http_connections") >= count, True)
alive("beside a crowd")
memory = metric("process_resident_memory_bytes") / 2 ** 20
check("%d of them need less than 256 MiB, not %d" % (count, memory), memory < 256, True)
for connection in crowd:
    connection.sendall(REQUEST[-1:])
check("all are answered", sum(connection.recv(12) == b"HTTP/1.1 200" for connection in crowd), count)
for connection in crowd:
    connection.close()
alive("after a crowd")
done()
