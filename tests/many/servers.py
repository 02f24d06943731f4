"""Any number of servers that share a store, of which any is asked, while they come and go."""
import collections
import http.client
import os
import random
import signal
import sys
import threading
import time

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(1, os.path.join(here, "..", "serve"))
from api import Refused  # noqa: E402
from survive import Watched, complain, now_ms  # noqa: E402

# What a program ends with that is told to end while its store cannot be reached: nothing that it has told anybody is lost.
STORE_AWAY = 5


class Late(Exception):
    """Nobody has answered in time."""


class Left(Exception):
    """It is not there any more."""


everybody = []  # all that were made


def kill_all():
    """Nothing is left behind by a test that ends before its end."""
    for watched in everybody:
        watched.is_wanted = False
        watched.server.process.kill()


class Noted(Watched):
    """What each of its processes says has a file of its own: `said` is {process: file}, for all servers."""

    def __init__(self, command, environment, said):
        self.said = said
        everybody.append(self)
        super().__init__(command, environment)

    def start(self):
        path = "%s.%d" % (self.environment["SAID"], time.monotonic_ns())
        self.environment = dict(self.environment, SAID=path)
        super().start()
        self.said[self.server.process.pid] = path


class Chance:
    """What a seed says, for one that asks from several threads."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lock = threading.Lock()

    def choice(self, among):
        with self.lock:
            return self.random.choice(among)

    def part(self):
        with self.lock:
            return self.random.random()


def code_of(refusal):
    return str(refusal).split("#")[-1]


class Servers:
    """`counts` says how often each operation was asked for, and what came of it. A refusal's `was_unsure` says that it was
    asked for before, and the answer got lost, so that what is asked for may have been done already."""

    def __init__(self, command, count, environment, seed, limit):
        self.command, self.environment, self.limit = command, environment, limit
        self.chance = Chance(seed)
        self.counts = collections.Counter()
        self.killed, self.stopped, self.left = set(), set(), set()  # processes
        self.codes = collections.Counter()
        self.said = {}
        self.all = []
        for _ in range(count):
            self.join()

    def join(self):
        self.all = self.all + [Noted(self.command, self.environment, self.said)]

    def leave(self):
        """One of them ends in order, and gives back what it has. Returns when that was asked for, in ms."""
        watched = self.chance.choice(self.all)
        self.all = [other for other in self.all if other is not watched]
        begin = now_ms()
        self.left.add(watched.server.process.pid)
        self.see_end(watched)
        return begin

    def without_lease(self):
        """The processes that say that their lease has passed."""
        return {process for process, path in self.said.items() if b"lease has passed" in open(path, "rb").read()}

    def see_end(self, watched):
        code = watched.end()
        self.codes += watched.codes
        if code == STORE_AWAY:
            self.counts["ended without the store"] += 1
        elif code not in (0, -signal.SIGKILL):
            complain("a server that is to end has exit code %d" % code)

    def ask(self, operation, at=None, patience=30, **body):
        """Asks any of them, or the one `at`, until one does not say that it cannot answer now."""
        was_unsure = False
        while True:
            watched = at or self.chance.choice(self.all)
            if watched not in self.all:
                raise Left
            self.counts[operation] += 1
            try:
                return watched.server.ask(operation, patience=patience, **body)
            except Refused as refusal:
                refusal.was_unsure = was_unsure
                self.counts["%s: %s" % (operation, code_of(refusal))] += 1
                if code_of(refusal) != "ServiceUnavailable":
                    raise
                time.sleep(0.1)
            except (OSError, ValueError, http.client.HTTPException):  # it is down, or went down meanwhile
                self.counts["answers that got lost"] += 1
                time.sleep(0.02)
            was_unsure = True
            if time.time() > self.limit:
                raise Late(operation)

    def end(self, may_be_away):
        for watched in self.all:
            self.see_end(watched)
        for code, times in self.codes.items():
            if code == "refused to start" and may_be_away:
                self.counts[code] += times
            elif code != -signal.SIGKILL:
                complain("servers have ended by themselves: %s, %d times" % (code, times))
        if not may_be_away and self.counts["ended without the store"] > 0:
            complain("servers ended without a store that is there")
