"""sink.py FOLDER [MODE]: X-Ray's daemon and an OTLP collector in one, which keep what comes.

Each datagram is a line of FOLDER/xray (a JSON string), each request a line of FOLDER/otlp: its path, headers and body. The
ports stand in FOLDER/ports once both listen. It ends by a signal. MODE is what it does to HTTP requests:
fail answers 500, reject answers a partial success, mute never answers. A request below /task is that of a task, and is answered
with its headers; it is kept in FOLDER/task.
"""
import http.server
import json
import os
import signal
import socket
import sys
import threading

folder, mode = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
os.makedirs(folder, exist_ok=True)
lock = threading.Lock()


def keep(name, what):
    with lock, open(os.path.join(folder, name), "a") as file:
        file.write(json.dumps(what) + "\n")


class Collector(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        name = "task" if self.path.startswith("/task") else "otlp"
        keep(name, {"path": self.path, "headers": list(self.headers.items()), "body": body.decode()})
        if mode == "mute":
            threading.Event().wait()
        if self.path.startswith("/task"):
            self.answer(200, json.dumps(dict(self.headers.items())).encode())
            return
        answer = b'{"partialSuccess":{"rejectedSpans":"2","errorMessage":"too old"}}' if mode == "reject" else b"{}"
        self.answer(500 if mode == "fail" else 200, answer)

    def answer(self, status, answer):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def take_datagrams():
    while True:
        keep("xray", udp.recv(65536).decode())


udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
udp.bind(("127.0.0.1", 0))
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
server.daemon_threads = True
threading.Thread(target=take_datagrams, daemon=True).start()
threading.Thread(target=server.serve_forever, daemon=True).start()
with open(os.path.join(folder, "ports.new"), "w") as file:
    file.write("%d %d\n" % (udp.getsockname()[1], server.server_address[1]))
os.rename(os.path.join(folder, "ports.new"), os.path.join(folder, "ports"))
signal.pause()
