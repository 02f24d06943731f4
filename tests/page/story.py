"""The console page's whole story in a real browser: story.py URL PICTURES AXE FOLDER. AXE is axe-core's script or "-"; the
server's tasks are check.sh and ship.sh, whose folder STORY is FOLDER. Prints how many checks there were, and what is wrong."""

import json
import os
import sys

from browser import Browser

url, pictures, axe, folder = sys.argv[1:5]
checks = 0
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def check(name, is_good, more=""):
    global checks
    checks += 1
    if not is_good:
        print(("%s %s" % (name, more))[:3000])


def look(b, name):
    """A picture of what is there, which axe finds nothing wrong with, and which is not wider than its window."""
    b.run_async("const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))")
    b.picture(os.path.join(pictures, name + ".png"))
    wide = b.run("return document.scrollingElement.scrollWidth - innerWidth")
    check(name, wide <= 0, "is %s pixels wider than its window" % wide)
    if axe != "-":
        with open(axe, encoding="utf-8") as file:
            b.run(file.read() + "; window.axe = axe")
        said = b.run_async("const done = arguments[1]; axe.run(document, {runOnly: arguments[0]}).then(r => done(r.violations.map("
                           "v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + n.failureSummary).join(' | '))))", RULES)
        check(name, said == [], "axe: %s" % said)


def looks(b, name):
    """The same in both colours, and on a narrow screen."""
    for theme in "light", "dark":
        b.theme(theme)
        b.screen(1280)
        look(b, "%s-%s" % (name, theme))
        b.screen(320, 700)
        look(b, "%s-%s-320" % (name, theme))
    b.theme("light")
    b.screen(1280)


def status(b, word, seconds=30):
    b.wait("document.querySelector('.title .status')?.textContent === %s" % json.dumps(word), "the status '%s'" % word, seconds)


def start(b, text, name):
    b.click("button", "Start execution")
    b.find("dialog textarea")
    if text is not None:
        b.type("dialog textarea", text)
    b.type("dialog [name=name]", name)
    b.click("dialog button.primary")


def tab(b, name):
    b.click("[role=tab]", name)
    b.wait("document.querySelector('[role=tab][aria-selected=true]').textContent.startsWith(%s)" % json.dumps(name), name)


def focused(b):
    """What has the focus is called so; "" if nothing has it."""
    return b.run("const e = document.activeElement; return e === document.body ? '' : e.getAttribute('aria-label') || "
                 "(e.labels?.[0] ?? e).firstChild.textContent.trim() || e.textContent.trim()")


def first_execution(b):
    b.wait_text("There is no execution yet.")
    looks(b, "empty")
    b.click("button", "Start execution")
    b.type("dialog textarea", '{"total": ')
    b.click("dialog button.primary")
    check("what is no JSON is not sent", b.run("return document.querySelector('dialog .fault').textContent").startswith("This is not JSON"))
    look(b, "start")
    b.press("Escape")
    b.wait("!document.querySelector('dialog')", "Escape closes the dialog")
    order = {"total": 500, "items": ["pen", "ink", "paper"], "note": "busy late"}
    start(b, json.dumps(order), "first")
    b.wait_text("Approve waits for an answer to its token.")
    status(b, "Running")
    looks(b, "waiting")
    b.click(".waiting button", "Approve")
    token = b.run("return document.querySelector('dialog [name=token]').value")
    check("the token is at hand", len(token) > 10, token)
    b.type("dialog textarea", '{"by": "May"}')
    look(b, "approve")
    b.click("dialog button.primary")
    status(b, "Failed")
    b.wait_text("NoTruck")


def its_parts(b):
    b.click("[data-name='Check order']")
    b.wait_text("1 retry")
    looks(b, "graph")
    b.click("[data-name=Pack]")
    b.wait_text("3 of 3 begun")
    check("Map iterations", b.run("return document.querySelectorAll('[aria-label=Iterations] .rows .row').length") == 3)
    tab(b, "Timeline")
    b.wait_text("2 attempts")
    looks(b, "timeline")
    b.run("document.querySelector('[role=treegrid]').focus()")
    before = b.run("return document.querySelectorAll('.timeline .rows .row').length")
    b.press("Home", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowLeft")
    b.wait("document.querySelectorAll('.timeline .rows .row').length < %d" % before, "a key shuts what is open")
    tab(b, "Events")
    b.wait_text("LambdaFunctionFailed")
    looks(b, "events")
    b.type("[type=search]", "NoTruck")
    b.wait("/^[23] of/.test(document.querySelector('.count-line').textContent.trim())", "the search finds the error")
    b.click(".events .rows .row")
    b.wait_text("all trucks are away")
    b.run("document.querySelector('[aria-label=\"Close the details\"]').click()")
    tab(b, "Definition")
    b.click("[role=tab]", "Graph")
    b.click("[data-name=Ship]")
    tab(b, "Definition")
    b.wait("document.querySelector('.line.marked.is-failed.is-selected')?.textContent.includes('Ship')", "the state's lines are marked")
    looks(b, "definition")
    tab(b, "Graph")


def what_is_done_with_it(b):
    open(os.path.join(folder, "truck"), "w").close()
    b.click("button", "Redrive")
    status(b, "Succeeded")
    b.wait_text("Redrives")
    b.wait("document.title === 'first: succeeded'", "the title says so")
    b.click("button", "New execution")
    text = b.run("return document.querySelector('dialog textarea').value")
    check("its input is at hand", '"busy late"' in text, text)
    b.type("dialog [name=name]", "second")
    b.click("dialog button.primary")
    b.wait_text("Approve waits for an answer to its token.")
    b.click(".waiting button", "Reject")
    b.type("dialog [name=error]", "Too.Dear")
    b.click("dialog button.bad")
    status(b, "Failed")
    b.wait_text("Too.Dear")
    b.click(".way a", "story")
    start(b, None, "third")
    b.wait_text("Approve waits for an answer to its token.")
    b.click("button", "Stop")
    b.type("dialog [name=error]", "Changed.Mind")
    look(b, "stop")
    b.click("dialog button.bad")
    status(b, "Aborted")
    b.wait_text("Changed.Mind")
    b.click(".way a", "story")
    start(b, '{"total": 1, "items": [], "note": "bad"}', "fourth")
    status(b, "Failed")
    b.wait_text("Order.Refused")


def list_of_all(b):
    b.click(".way a", "story")
    b.wait_text("4 executions")
    looks(b, "executions")
    b.type("[type=search]", "ir")
    b.wait_text("2 of 4 executions")
    b.type("[type=search]", "nobody")
    b.wait_text("No execution fits.")
    b.run("const s = document.querySelector('select'); s.value = 'ABORTED'; s.dispatchEvent(new Event('change', {bubbles: true}))")
    b.type("[type=search]", "i")
    b.wait_text("1 of 1 executions")
    b.run("document.querySelector('[role=grid]').focus()")
    b.press("ArrowDown", "Enter")
    status(b, "Aborted")


def by_keyboard(b):
    b.go(url + "/")
    b.wait_text("4 executions")
    way = []
    for _ in range(11):
        b.press("Tab")
        way.append(focused(b))
    wanted = ["Copy ARN", "Start execution", "Executions", "Status", "Search", "Executions", "", "To the content", "aslc",
              "State machines", "Colours: system"]
    check("the way of the focus", way == wanted, way)
    b.find("[role=tab]", "Graph")
    b.run("document.querySelector('[role=tab]').focus()")
    b.press("ArrowRight")
    b.wait("document.querySelector('[data-name=Ship]')", "an arrow turns to the next tab")
    b.run("document.querySelector('[aria-label^=Colours]').click()")
    b.wait("getComputedStyle(document.documentElement).colorScheme === 'light'", "light colours")
    b.run("document.querySelector('[aria-label^=Colours]').click()")
    b.wait("getComputedStyle(document.documentElement).colorScheme === 'dark'", "dark colours")


def main():
    b = Browser()
    try:
        b.theme("light")
        b.screen(1280)
        b.go(url + "/")
        for part in first_execution, its_parts, what_is_done_with_it, list_of_all, by_keyboard:
            part(b)
        # A server that lays out no graph says so.
        said = [c for c in b.complaints() if "/graph?" not in c]
        check("the browser has nothing to complain of", said == [], said)
    except (AssertionError, RuntimeError) as error:
        check("the story goes on:", False, error)
        b.picture(os.path.join(pictures, "stopped.png"))
    finally:
        b.close()
    print("%d checks" % checks)


main()
