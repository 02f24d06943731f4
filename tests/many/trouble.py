"""What goes wrong meanwhile: servers are killed, held up, leave and come, and the store crashes, each while executions run."""
import shlex
import signal
import subprocess
import threading
import time

from servers import Chance
from survive import complain, now_ms


class Trouble:
    """Each comes when so many effects have been done, evenly over all of them. `times` are the (begin, end) of each in ms."""

    def __init__(self, servers, clients, options):
        self.servers, self.clients, self.options = servers, clients, options
        self.chance = Chance(options.seed)
        self.times, self.threads = [], []
        self.met = self.count = 0

    def go_on(self):
        o = self.options
        kinds = [self.kill] * o.kills + [self.stop] * o.stops + [self.restart] * o.restarts + [self.come_or_go] * o.moves
        self.chance.random.shuffle(kinds)
        self.count = len(kinds)
        total = self.clients.work.effect_count()
        for i, kind in enumerate(kinds):
            self.wait_for(total * 0.95 * (i + self.chance.part()) / len(kinds))
            self.met += bool(self.clients.running())
            kind()
        for thread in self.threads:
            thread.join()

    def wait_for(self, effects):
        """So many have been done; or none more is, for a while."""
        last, since = -1, time.time()
        while self.clients.done < effects and time.time() < self.servers.limit:
            if self.clients.done != last:
                last, since = self.clients.done, time.time()
            if time.time() - since > 10:
                return
            time.sleep(0.02)

    def some_process(self):
        """One that runs; of those that have just ended, the next ones are about to."""
        while True:
            process = self.chance.choice(self.servers.all).server.process
            if process.poll() is None:
                return process
            time.sleep(0.01)

    def kill(self):
        begin = now_ms()
        process = self.some_process()
        self.servers.killed.add(process.pid)
        process.kill()
        # Its lease goes on for a while.
        self.times.append((begin, begin + 1000 * (self.options.lease + 1)))

    def stop(self):
        process, seconds = self.some_process(), self.options.lease * (1.2 + self.chance.part())
        self.servers.stopped.add(process.pid)
        thread = threading.Thread(target=self.hold_up, args=(process, seconds))
        self.threads.append(thread)
        thread.start()

    def hold_up(self, process, seconds):
        begin = now_ms()
        process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        process.send_signal(signal.SIGCONT)
        self.times.append((begin, now_ms()))

    def restart(self):
        begin = now_ms()
        done = subprocess.run(shlex.split(self.options.restart), capture_output=True, text=True)
        if done.returncode != 0:
            complain("the store does not come back: %s%s" % (done.stdout, done.stderr))
        self.times.append((begin, now_ms() + 1000))

    def come_or_go(self):
        begin = now_ms()
        count = len(self.servers.all)
        if count == self.options.workers or count < self.options.most and self.chance.part() < 0.6:
            self.servers.join()
        else:
            begin = self.servers.leave()
        self.times.append((begin, now_ms()))
