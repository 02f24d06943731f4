"""The API that the sample calls. `python3 weather.py COMMAND ARGUMENTS...` runs the command, serves the API on a free
port of 127.0.0.1 for as long as it runs, and ends with its exit code. WEATHER_API tells the command the address."""
import http.server
import json
import os
import signal
import subprocess
import sys
import threading
import urllib.parse

SKY = {
    "Bergen": {"place": "Bergen", "sky": "sunny", "celsius": 17.5},
    "Narvik": {"place": "Narvik", "sky": "snow", "celsius": -3},
}


class Weather(http.server.BaseHTTPRequestHandler):
    asked = {"Narvik": 0}

    def answer(self, status, body=None, headers=()):
        content = json.dumps(body).encode() if body is not None else b""
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        """/today?place=NAME. Oslo has moved, and the station at Narvik is busy every other time."""
        place = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get("place", [""])[0]
        if place == "Oslo":
            self.answer(302, headers=[("Location", "/oslo")])
            return
        if place == "Narvik":
            self.asked[place] += 1
            if self.asked[place] % 2 == 1:
                self.answer(503, {"message": "The station is busy."})
                return
        self.answer(200 if place in SKY else 404, SKY.get(place))

    def do_POST(self):
        """/reports, with the key of whoever reports."""
        report = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        if self.headers.get("X-Api-Key") != "station-7":
            self.answer(401, {"message": "Who are you?"})
            return
        self.answer(200, {"received": report})

    def log_message(self, *words):
        pass


def main(command):
    if not command:
        sys.exit(__doc__)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Weather)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = "http://127.0.0.1:%d" % server.server_address[1]
    try:
        child = subprocess.Popen(command, env=dict(os.environ, WEATHER_API=address))
    except OSError as error:
        sys.exit("%s: %s" % (command[0], error.strerror))
    # A signal to end is the command's business: it ends, and so does this.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: child.send_signal(number))
    code = child.wait()
    sys.exit(code if code >= 0 else 128 - code)


main(sys.argv[1:])
