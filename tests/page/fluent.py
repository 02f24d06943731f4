"""How fluent the console page is: fluent.py URL MACHINE. The server has a long list of executions, the newest of which has a
long history. Prints the longest time for which the page did not come back to the browser, in milliseconds, while each is
loaded, scrolled and searched: NAME MILLISECONDS ITEMS."""

import sys

from browser import Browser

url, machine = sys.argv[1:3]

# Whoever posts himself messages is late by what others do in between.
WATCH = """
window.longest = 0;
const channel = new MessageChannel();
let last = performance.now();
channel.port1.onmessage = () => {
    const now = performance.now();
    window.longest = Math.max(window.longest, now - last);
    last = now;
    channel.port2.postMessage(0);
};
channel.port2.postMessage(0);
"""

# Through the whole list, 400 pixels a frame at first, and then in 200 leaps.
SCROLL = """
const done = arguments[0], list = document.querySelector('.list');
let frames = 0;
window.longest = 0;
const step = () => {
    frames++;
    list.scrollTop = frames < 100 ? frames * 400 : (frames - 100) / 200 * list.scrollHeight;
    if (frames < 300) { requestAnimationFrame(step); } else { done(window.longest); }
};
requestAnimationFrame(step);
"""


def longest(b):
    return b.run("const l = window.longest; window.longest = 0; return l")


def say(name, ms, items):
    print("%s %.0f %s" % (name, ms, items))


def count(b):
    return b.run("return document.querySelector('.count-line').textContent.match(/[0-9,]+(?=\\+? (events|executions))/)[0].replace(/,/g, '')")


def main():
    b = Browser()
    try:
        b.screen(1280)
        b.go(url + "/#/machine?arn=" + machine)
        b.wait_text("executions")
        b.run(WATCH)
        b.type("[type=search]", "no name is like this")
        b.wait("document.querySelector('.count-line').textContent.endsWith(' executions') && "
               "!document.querySelector('.count-line').textContent.includes('+')", "all executions are here", 300)
        say("executions-loaded-and-searched", longest(b), count(b))
        b.run("const s = document.querySelector('[type=search]'); s.value = ''; s.dispatchEvent(new Event('input', {bubbles: true}))")
        b.wait("document.querySelectorAll('.list .row').length > 5", "the list")
        longest(b)
        say("executions-scrolled", b.run_async(SCROLL), count(b))
        longest(b)

        b.run("document.querySelector('.list').scrollTop = 0")
        b.click(".rows a")
        b.find("[role=tab]", "Events")
        b.click("[role=tab]", "Events")
        b.wait("document.querySelector('.count-line') && !document.querySelector('.count-line').textContent.includes('+')", "all events are here", 300)
        say("events-loaded", longest(b), count(b))
        say("events-scrolled", b.run_async(SCROLL), count(b))
        longest(b)
        b.type("[type=search]", "StateExited 77")
        b.wait("/ of /.test(document.querySelector('.count-line').textContent)", "it is searched")
        say("events-searched", longest(b), count(b))
        for name in "Timeline", "Definition", "Graph":
            b.click("[role=tab]", name)
            b.wait("document.querySelector('[role=tab][aria-selected=true]').textContent === '%s'" % name, name)
            say(name.lower() + "-shown", longest(b), "-")
    finally:
        b.close()


main()
