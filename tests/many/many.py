"""many.py OPTIONS: the executions of a workflow on many servers that share a store, while these are killed, held up beyond
their lease, cut off from the store, leave and come, and the store itself crashes; and while clients stop executions, redrive
them, look at them and list them on whichever server.

    --program FILE  --effect FILE  --folder FOLDER      the program, the one that its tasks run, and where files go
    --store STORE          as the program takes it; "PORT" in it is the port of the proxy, where there is one
    --through PORT         there is: it cuts and delays what goes to that port (../postgres/proxy.py), --kib and --delay say how
                           much of that, until all have ended
    --restart COMMAND      by which the store is restarted as after a crash
    --sql COMMAND          which, with a statement as its last word, prints what the store answers
    --option WORD          of the servers; any number of times
    --lease SECONDS        that the servers have by these options
    --workers N  --most N  how many servers there are at first and at least, and at most
    --executions N  --kills N  --stops N  --restarts N  --moves N (servers that come or leave)  --seed N
    --limit SECONDS        all must have ended by then

The same executions first run undisturbed on one server with a store in memory. Each must then come to the same end by the same
events, whichever servers it was on; each effect must be there, and again only where the server that had begun it was killed,
or had lost its lease. Prints a line for each thing that is wrong, and then figures. At last it judges what was spoilt on
purpose, and complains if it finds nothing wrong with it.
"""
import argparse
import os
import shlex
import subprocess
import sys
import time

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(1, os.path.join(here, "..", "serve"))
sys.path.insert(2, os.path.join(here, "..", "postgres"))
import survive  # noqa: E402
from clients import Clients, Work  # noqa: E402
from judge import check_effects, check_worked, collect, compare, judge_spoilt  # noqa: E402
from proxy import Proxy  # noqa: E402
from servers import Chance, Servers, kill_all  # noqa: E402
from survive import Effects, complain  # noqa: E402
from trouble import Trouble  # noqa: E402


def run(command, count, environment, work, log, options, disturb, calm):
    """What became of all, the clients, and the servers, which have ended."""
    servers = Servers(command, count, environment, options.seed, time.time() + options.limit)
    clients = Clients(servers, work, log, Chance(options.seed + 1))
    clients.begin()
    disturb(servers, clients)
    clients.wait_for_all()
    clients.end()
    calm()
    got = collect(servers, work)
    if options.sql:
        check_letters(options)
    servers.end(options.restarts > 0 or options.through is not None)
    return got, clients, servers


def ask_sql(options, statement):
    done = subprocess.run(shlex.split(options.sql) + [statement], capture_output=True, text=True)
    if done.returncode != 0:
        complain("the store does not answer: " + done.stderr)
    return done.stdout.split()


# A letter is waited for so long.
PATIENCE_S = 12


def check_letters(options):
    """No server that is there waits for an answer for too long."""
    count = ask_sql(options, "select count(*) from asl_mail m join asl_node n on n.id = m.sender where n.is_alive and m.sent < now() - "
                             "interval '%d seconds'" % PATIENCE_S)
    if count != ["0"]:
        complain("letters that somebody waits for are left in the store: %s" % count)


def check_store(options):
    """Nothing is under way any more, and nobody is there."""
    for what, left in (("executions", "select count(*) from asl_job"),
                       ("servers", "select count(*) from asl_node where is_alive and lease_until > now()")):
        count = ask_sql(options, left)
        if count != ["0"]:
            complain("%s are left in the store: %s" % (what, count))


def check_fenced(options, servers):
    """Of the servers that were held up beyond their lease most have lost it: not those that were killed then, or that nobody was
    there to bury. Returns all that have."""
    lost = servers.without_lease()
    stopped = servers.stopped - servers.killed - servers.left
    if options.workers > 1 and len(stopped & lost) * 2 < len(stopped):
        complain("of %d servers that were held up beyond their lease %d have lost it" % (len(stopped), len(stopped & lost)))
    return lost


def check_trouble(trouble):
    if trouble.met < trouble.count:
        complain("%d of %d kills, stops, restarts and moves met no execution that ran" % (trouble.count - trouble.met, trouble.count))


def undisturbed(options):
    return argparse.Namespace(**dict(vars(options), sql=None, through=None, restarts=0))


def read_options():
    p = argparse.ArgumentParser()
    for word in ("program", "effect", "folder", "store"):
        p.add_argument("--" + word, required=True)
    p.add_argument("--through", type=int)
    p.add_argument("--kib", type=float, default=64)
    p.add_argument("--delay", type=float, default=0.1)
    p.add_argument("--restart", default="false")
    p.add_argument("--sql")
    p.add_argument("--option", action="append", default=[])
    p.add_argument("--lease", type=float, default=1)
    p.add_argument("--most", type=int, default=0)
    for word, number in (("workers", 1), ("executions", 20), ("kills", 0), ("stops", 0), ("restarts", 0), ("moves", 0), ("seed", 1),
                         ("limit", 600)):
        p.add_argument("--" + word, type=int, default=number)
    return p.parse_args()


def main():
    o = read_options()
    environment = dict(os.environ, SAID=os.path.join(o.folder, "said"))
    plain, log = os.path.join(o.folder, "effects.plain"), os.path.join(o.folder, "effects")

    def command(store, into, options):
        return [o.program, "serve", "--listen", "127.0.0.1:0", "--seed", "5", "--store", store, "--task",
                "effect=exec:%s %s" % (o.effect, into)] + options

    begin = time.time()
    work = Work(os.path.basename(o.program), o.executions)
    wanted, clients, servers = run(command("memory", plain, []), 1, environment, work, plain, undisturbed(o), lambda *_: None, lambda: None)
    check_effects(Effects(plain), work, set(), wanted)
    check_worked(work, clients, wanted)
    judge_spoilt(work, wanted)
    plain_seconds = time.time() - begin

    proxy = Proxy(o.through, o.seed, o.kib, o.delay) if o.through else None
    store = o.store.replace("PORT", str(proxy.port)) if proxy else o.store
    work = Work(os.path.basename(o.program), o.executions)
    troubles = []

    def disturb(servers, clients):
        troubles.append(Trouble(servers, clients, o))
        troubles[0].go_on()

    def calm():
        if proxy:
            proxy.is_wild = False

    begin = time.time()
    got, clients, servers = run(command(store, log, o.option), o.workers, environment, work, log, o, disturb, calm)
    seconds = time.time() - begin
    lost_lease = check_fenced(o, servers)
    if o.sql:
        check_store(o)
    lost = compare(work, wanted, got)
    again = check_effects(Effects(log), work, servers.killed | servers.left | lost_lease, got)
    check_worked(work, clients, got)
    check_trouble(troubles[0])
    tell(o, servers, clients, proxy, lost_lease, lost, again, plain_seconds, seconds)
    sys.stdout.flush()
    os._exit(1 if survive.wrong else 0)  # threads may still wait for an answer


def tell(o, servers, clients, proxy, lost_lease, lost, again, plain_seconds, seconds):
    n = servers.counts
    print("asked: " + ", ".join("%s %d" % pair for pair in sorted(n.items())))
    print("stopped %d while they ran, redriven %d, answers to tasks refused %d, workers too late %d" % (
        sum(clients.stops.values()), len(clients.redriven), clients.counts["answers refused"], clients.counts["workers too late"]))
    print("seed %d: %d to %d servers, %d executions, %d kills, %d stops, %d restarts, %d servers left; %d cuts, %d leases lost; "
          "%d effects done again, %d tasks of an activity; %.1f s, undisturbed %.1f s" % (
              o.seed, o.workers, max(o.most, o.workers), o.executions, len(servers.killed), o.stops, o.restarts, len(servers.left),
              len(proxy.cuts) if proxy else 0, len(lost_lease), again, lost, seconds, plain_seconds))


try:
    main()
except BaseException:
    kill_all()
    raise
