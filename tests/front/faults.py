"""faults.py: clients that do not keep to HTTP, or to good manners. URL: a server with the routes of front.sh, which answers
others after each of them."""
import resource
import select
import socket
import sys
import time

from client import Client, check, done

front = Client(sys.argv[1])
HOST, PORT = front.host.split(":")
GOOD = b'POST /sync HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\n{"a":1}'


def dial():
    connection = socket.create_connection((HOST, int(PORT)), timeout=20)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def hear(connection):
    """All that comes until the server closes the connection."""
    heard = b""
    try:
        while True:
            got = connection.recv(65536)
            if not got:
                return heard
            heard += got
    except ConnectionResetError:
        return heard


def statuses(heard):
    return [int(part.split(b" ", 1)[0]) for part in heard.split(b"HTTP/1.1 ")[1:]]


def says(what, request, wanted):
    """One request, after which the client sends nothing more: the statuses that it is answered with."""
    with dial() as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        check(what, statuses(hear(connection)), wanted)
    alive(what)


def alive(what):
    front.gives(what + ": others are served", 200, {"a": 2}, "POST", "/sync", {"a": 2})


def request(line=b"POST /sync HTTP/1.1", headers=b"", body=b"{}"):
    return line + b"\r\nHost: a\r\n" + headers + b"Content-Length: %d\r\n\r\n" % len(body) + body


def versions():
    with dial() as connection:
        connection.sendall(request(b"POST /sync HTTP/1.0", b""))
        heard = hear(connection)
        check("HTTP/1.0", (statuses(heard), heard.endswith(b"\r\n\r\n{}")), ([200], True))
    says("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [505])
    says("HTTP/0.9", b"GET /sync\r\n\r\n", [400])
    says("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 200, [])


def hosts():
    says("no Host", b"GET /sync HTTP/1.1\r\n\r\n", [400])
    says("two Hosts", b"GET /sync HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", [400])
    says("what is no Host", b"GET /sync HTTP/1.1\r\nHost: a b\r\n\r\n", [400])
    says("a whole URL", request(b"POST http://b/sync HTTP/1.1"), [200])
    says("a whole URL, no Host", b"GET http://b/sync HTTP/1.1\r\n\r\n", [400])
    browser = b"Origin: http://127.0.0.1\r\n"
    says("a whole URL of another host, from a browser", request(b"POST http://evil.example/sync HTTP/1.1", browser), [403])


def lengths():
    says("a body shorter than said", b"POST /sync HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n{}", [])
    says("a body longer than said", request() + b"more\r\n\r\n", [200, 400])
    says("two lengths", b"POST /sync HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} ", [400])
    says("a length and chunks", b"POST /sync HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n", [400])
    for length in (b"-1", b"x", b"1e3", b"99999999999999999999", b"2,2", b""):
        says("a length of %r" % length, b"POST /sync HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + b"\r\n\r\n{}", [400])
    says("a body without end", b"POST /sync HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}", [])
    says("a bad chunk", b"POST /sync HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", [400])
    with dial() as connection:
        connection.sendall(b"POST /sync HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
        for part in (b"1\r\n{\r\n", b'5;a=b\r\n"a":1\r\n', b"1\r\n}\r\n0\r\n\r\n"):
            time.sleep(0.02)
            connection.sendall(part)
        check("chunks", hear(connection)[-7:], b'{"a":1}')


def bombs():
    says("a long line", b"GET /" + b"a" * 70000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", [431])
    says("a long header", b"GET /sync HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 70000 + b"\r\n\r\n", [431])
    says("many headers", b"GET /sync HTTP/1.1\r\nHost: a\r\n" + b"X: a\r\n" * 129 + b"\r\n", [431])
    says("a header without end", b"GET /sync HTTP/1.1\r\nHost: a\r\n" + b"X: a\r\n" * 100000, [431])
    says("a continued header", b"GET /sync HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", [400])
    says("nothing but newlines", b"\r\n" * 100000, [])
    says("as many headers as may be", b"GET /sync HTTP/1.1\r\nHost: a\r\n" + b"X: a\r\n" * 126 + b"Connection: close\r\n\r\n", [405])


def every_byte():
    """In a path, in a header's name, in its value: JSON text at most, and the connection stays in order."""
    for byte in range(256):
        raw = bytes([byte])
        with dial() as connection:
            connection.sendall(b"GET /proxy/a" + raw + b"b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            heard = hear(connection)
        odd = [status for status in statuses(heard) if status not in (200, 400, 404)]
        check("%r in a path" % raw, (odd, len(statuses(heard))), ([], 1))
        with dial() as connection:
            connection.sendall(b"GET /proxy/a HTTP/1.1\r\nHost: a\r\nX" + raw + b"Y: a" + raw + b"b\r\nConnection: close\r\n\r\n")
            heard = hear(connection)
        odd = [status for status in statuses(heard) if status not in (200, 400)]
        check("%r in a header" % raw, (odd, len(statuses(heard))), ([], 1))
    alive("every byte")


def pipelines():
    with dial() as connection:
        connection.sendall(GOOD * 300 + request(headers=b"Connection: close\r\n"))
        heard = hear(connection)
    check("pipelined", (statuses(heard), heard.count(b'{"a":1}')), ([200] * 301, 300))
    with dial() as connection:
        wait = request(body=b'{"wait":1}')
        connection.sendall(wait + GOOD + request(b"GET /proxy/x HTTP/1.1", b"Connection: close\r\n"))
        heard = hear(connection)
    check("in their order", (statuses(heard), heard.index(b'{"wait":1}') < heard.index(b'{"a":1}')), ([200] * 3, True))
    alive("pipelined")


def go_ahead():
    with dial() as connection:
        connection.sendall(b"POST /sync HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 2\r\n\r\n")
        check("100-continue", connection.recv(100), b"HTTP/1.1 100 Continue\r\n\r\n")
        connection.sendall(b"{}")
        check("and the answer", statuses(hear(connection)), [200])
    with dial() as connection:
        connection.sendall(b"POST /sync HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 999999999\r\n\r\n")
        check("100-continue of too much", statuses(hear(connection)), [413])


def half_requests():
    """Some wait with half a request, others send a byte now and then: nobody else waits for them."""
    slow = [dial() for _ in range(200)]
    for i, connection in enumerate(slow):
        connection.sendall(GOOD[:i % len(GOOD)])
    for _ in range(3):
        for connection in slow[::10]:
            connection.sendall(b"")
        alive("half requests")
    slow[10].sendall(GOOD[10:])
    check("one goes on", slow[10].recv(100)[:15], b"HTTP/1.1 200 OK")
    half = dial()
    half.sendall(GOOD)
    half.shutdown(socket.SHUT_WR)
    check("half-closed", statuses(hear(half)), [200])
    return slow


def half_closed():
    """A client that waits for its answer: it has ended its own side, and is there all the same."""
    wait = request(body=b'{"wait":1}')
    with dial() as connection:
        connection.sendall(wait + GOOD)
        connection.shutdown(socket.SHUT_WR)
        heard = hear(connection)
    check("half-closed, and waits", (statuses(heard), heard.endswith(b'{"a":1}')), ([100, 200, 100, 200], True))
    with dial() as connection:
        connection.sendall(request(b"POST /sync HTTP/1.0", b"", b'{"wait":1}'))
        connection.shutdown(socket.SHUT_WR)
        check("half-closed, and waits, HTTP/1.0", statuses(hear(connection)), [200])
    alive("half-closed")


def crowd():
    """10,000 connections, or as many as this system lets one process have."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = min(hard, 10300) if hard != resource.RLIM_INFINITY else 10300
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    crowded = []
    for _ in range(most - 300):
        connection = socket.socket()
        connection.setblocking(False)
        connection.connect_ex((HOST, int(PORT)))
        crowded.append(connection)
    for connection in crowded[::3]:
        try:
            connection.send(GOOD[:-1])
        except OSError:
            pass
    answered, limit = 0, time.time() + 20
    while answered == 0 and time.time() < limit:
        for connection in crowded[:100:3]:
            try:
                connection.send(GOOD[-1:])
                select.select([connection], [], [], 5)
                answered += connection.recv(12) == b"HTTP/1.1 200"
            except OSError:
                pass
    check("some of a crowd are answered", answered > 0, True)
    for connection in crowded:
        connection.close()
    alive("after a crowd")


versions()
hosts()
lengths()
bombs()
every_byte()
pipelines()
go_ahead()
slow = half_requests()
half_closed()
crowd()
check("it is still there", front.ask("GET", "/healthz").json, {"status": "ok"})
done()
