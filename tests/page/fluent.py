"""How fluent the console page is: fluent.py URL MACHINE. The server has a long list of executions, of which "big-1" has a long
history. Prints for how many milliseconds at most the page has computed in one piece while each is loaded, scrolled and
searched: NAME MILLISECONDS ITEMS."""

import sys
import time

from browser import Browser

TIMES = 3
url, machine = sys.argv[1:3]
least = {}  # by name: (milliseconds, items)

# Through the whole list, 400 pixels a frame at first, and then in 200 leaps.
SCROLL = """
const done = arguments[0], list = document.querySelector('.list');
let frames = 0;
const step = () => {
    frames++;
    list.scrollTop = frames < 100 ? frames * 400 : (frames - 100) / 200 * list.scrollHeight;
    if (frames < 300) { requestAnimationFrame(step); } else { done(); }
};
requestAnimationFrame(step);
"""
COUNTED = "(document.querySelector('.count-line')?.textContent ?? '')"
ALL_HERE = "/[0-9] (events|executions)/.test(%s)" % COUNTED
FOUND = "/ of /.test(%s) && !document.querySelector('.list[aria-busy=true]')" % COUNTED


def say(b, name):
    """What the page has done since this was said last."""
    shown = b.run("return %s.match(/[0-9,]+(?=[+]? (events|executions))/)?.[0].replace(/,/g, '') ?? '-'" % COUNTED)
    longest = b.longest_task()
    least[name] = min(least.get(name, (longest, shown)), (longest, shown))
    settle(b)


def settle(b):
    """What is measured next begins without the garbage of what was before: the browser would collect it at any time."""
    b.cdp("HeapProfiler.collectGarbage")
    b.longest_task()


def wait(b, condition, what):
    """Wait for it, and gather meanwhile what the page does."""
    end = time.monotonic() + 300
    while not b.run("return Boolean(%s)" % condition):
        if time.monotonic() > end:
            raise AssertionError(what + ": not within 300 s")
        time.sleep(2)
        b.gather()


def search(b, text):
    b.run("const s = document.querySelector('[type=search]'); s.value = arguments[0];"
          "s.dispatchEvent(new Event('input', {bubbles: true}))", text)


def executions(b):
    b.go("%s/#/machine?arn=%s" % (url, machine))
    b.find(".rows a")
    settle(b)
    search(b, "no name is like this")
    wait(b, ALL_HERE, "all executions are here")
    say(b, "executions-loaded-and-searched")
    search(b, "")
    b.find(".rows a")
    b.run_async(SCROLL)
    say(b, "executions-scrolled")
    search(b, "many")
    wait(b, FOUND, "they are searched")
    say(b, "executions-searched")


def events(b):
    b.go("%s/#/machine?arn=%s" % (url, machine))
    b.find(".rows a")
    settle(b)
    b.run("location.hash = arguments[0]", "/execution?arn=%s:big-1&tab=events" % machine.replace(":stateMachine:", ":execution:"))
    wait(b, ALL_HERE, "all events are here")
    say(b, "events-loaded")
    b.run_async(SCROLL)
    say(b, "events-scrolled")
    search(b, "StateExited 77")
    wait(b, FOUND, "they are searched")
    say(b, "events-searched")
    for name in "Timeline", "Definition", "Graph":
        b.click("[role=tab]", name)
        b.wait("document.querySelector('[role=tab][aria-selected=true]').textContent === '%s'" % name, name)
        say(b, name.lower() + "-shown")


def main():
    for part in (executions, events) * TIMES:
        b = Browser(is_traced=True)
        try:
            b.screen(1280)
            part(b)
        finally:
            b.close()
    for name, (longest, shown) in least.items():
        print("%s %.1f %s" % (name, longest, shown))


main()
