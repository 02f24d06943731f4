#!/usr/bin/env python3
"""depot.py URL FOLDER LOG: a proxy in front of the S3 at URL, whose objects are files of FOLDER. Prints its port, and ends when its
standard input does. LOG gets a line for each request: method, path and Range. What it does follows from the key:

    busy    the first two requests for it are answered 503
    cut     the first answer with something in it ends in the middle
    moved   before its second block is asked for it has become another object
    held    it is answered only when there is a file LOG.go
    whole   Range is taken away: the answer is the whole object
"""
import collections
import http.client
import http.server
import os
import sys
import threading
import time
import urllib.parse

SLOW = b"<?xml version='1.0'?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
target, folder, log = urllib.parse.urlsplit(sys.argv[1]), sys.argv[2], sys.argv[3]
asked = collections.Counter()


class Proxy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, headers, body, sent):
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:sent])

    def pass_on(self):
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(size)
        path = urllib.parse.unquote(self.path.split("?")[0])
        span = self.headers.get("Range", "")
        with open(log, "a", encoding="utf-8") as file:
            file.write(" ".join((self.command, self.path, span)).rstrip() + "\n")
        asked[path] += 1
        if "busy" in path and asked[path] < 3:
            self.answer(503, [("Content-Type", "application/xml")], SLOW, len(SLOW))
            return
        if "moved" in path and asked[path] == 2:
            with open(folder + path, "a", encoding="utf-8") as file:
                file.write(" ")
        while "held" in path and not os.path.exists(log + ".go"):
            time.sleep(0.02)
        headers = {k: v for k, v in self.headers.items() if not ("whole" in path and k == "Range")}
        there = http.client.HTTPConnection(target.hostname, target.port)
        there.request(self.command, self.path, body, headers)
        came = there.getresponse()
        data = came.read()
        is_cut = "cut" in path and asked[path] == 1 and len(data) > 1
        self.answer(came.status, came.getheaders(), data, len(data) // 2 if is_cut else len(data))
        self.close_connection = self.close_connection or is_cut

    do_GET = do_PUT = pass_on


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True


server = Server(("127.0.0.1", 0), Proxy)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
