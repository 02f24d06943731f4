"""A server that is started, asked and killed; Python's standard library alone."""
import json
import signal
import subprocess
import urllib.error
import urllib.request

MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:"
checks = 0


def check(what, is_so, *shown):
    """Print a line if something is not so."""
    global checks
    checks += 1
    if not is_so:
        print(what, *shown)


def same(what, wanted, got):
    check(what, wanted == got, "wanted %r, got %r" % (wanted, got))


def tell_checks():
    print("%d checks" % checks)


class Refused(Exception):
    """An error that the server has answered."""

    def __init__(self, body):
        super().__init__(body.get("__type", ""))
        self.body = body


class Server:
    def __init__(self, command, said=None, environment=None):
        """What it says on standard error goes into the open file `said`, or where that of this process goes."""
        self.command = command
        self.said = said
        self.environment = environment
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=self.said, env=self.environment)
        line = self.process.stdout.readline().decode()
        if "listening on" not in line:
            raise SystemExit("the server does not start: %r" % line)
        self.url = line.split()[-1]

    def ask(self, operation, patience=30, **body):
        head = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AWSStepFunctions." + operation}
        request = urllib.request.Request(self.url, json.dumps(body).encode(), head)
        try:
            with urllib.request.urlopen(request, timeout=patience) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Refused(json.load(error)) from error

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)
