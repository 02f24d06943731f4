"""The console page's whole story in a real browser: story.py URL PICTURES AXE FOLDER. AXE is axe-core's script or "-"; the
server's tasks are check.sh and ship.sh, whose folder STORY is FOLDER. Prints how many checks there were, and what is wrong."""

import json
import os
import sys

from browser import Browser
from seen import Seen

url, pictures, axe, folder = sys.argv[1:5]

# The notes above boxes, each with the arrows whose heads it covers.
NOTES = """
const tips = [...document.querySelectorAll('svg .edge')].map((e) => [e.getPointAtLength(e.getTotalLength()), e]);
return [...document.querySelectorAll('svg .times')].map((t) => [t, t.getBBox()]).map(([t, { x, y, width, height }]) =>
    [t.textContent, tips.filter(([p]) => p.x > x - 4 && p.x < x + width + 4 && p.y > y - 4 && p.y < y + height + 8)
                        .map(([, e]) => e.textContent || 'an arrow')]);
"""


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


def reach(b, name):
    """Go on with the key Tab until what is called so has the focus."""
    for _ in range(40):
        if focused(b) == name:
            return
        b.press("Tab")
    raise AssertionError("the key Tab does not reach " + name)


def focused(b):
    """What has the focus is called so; "" if nothing has it."""
    return b.run("const e = document.activeElement; return e === document.body ? '' : e.getAttribute('aria-label') || "
                 "(e.labels?.[0] ?? e).firstChild.textContent.trim() || e.textContent.trim()")


def first_execution(seen, b):
    b.wait_text("There is no execution yet.")
    seen.looks("empty")
    b.click("button", "Start execution")
    b.type("dialog textarea", '{"total": ')
    b.click("dialog button.primary")
    seen.check("what is no JSON is not sent", b.get("dialog .fault", "textContent").startswith("This is not JSON"))
    seen.look("start")
    b.press("Escape")
    b.wait("!document.querySelector('dialog')", "Escape closes the dialog")
    b.click("button", "Start execution")
    b.type("dialog [name=name]", "my order")
    seen.check("a name is checked at once", b.get("dialog .fault", "textContent").startswith("A name cannot have a space"))
    seen.look("name")
    b.press("Escape")
    b.wait("!document.querySelector('dialog')", "Escape closes it again")
    order = {"total": 500, "items": ["pen", "ink", "paper"], "note": "busy late"}
    start(b, json.dumps(order), "first")
    b.wait_text("Approve waits for an answer to its token.")
    status(b, "Running")
    seen.looks("waiting")
    b.click(".waiting button", "Approve")
    token = b.get("dialog [name=token]", "value")
    seen.check("the token is at hand", len(token) > 10, token)
    b.type("dialog textarea", '{"by": "May"}')
    seen.look("approve")
    b.click("dialog button.primary")
    status(b, "Failed")
    b.wait_text("NoTruck")
    room = b.run("const c = document.querySelector('.side [aria-label=Cause]'); return [c.scrollWidth - c.clientWidth, "
                 "c.scrollHeight - c.clientHeight, c.textContent.includes('from where it is')]")
    seen.check("a cause is seen to its end", room == [0, 0, True], room)


def its_parts(seen, b):
    b.choose("Check order")
    b.wait_text("1 retry")
    if b.run("return document.querySelector('svg .node') !== null"):
        notes = b.run(NOTES)
        seen.check("how often a state was tried stands beside its arrow", notes == [["1 retry", []], ["×3", []], ["2 retries", []]], notes)
    seen.looks("graph")
    b.choose("Pack")
    b.wait_text("3 of 3 begun")
    seen.check("Map iterations", b.run("return document.querySelectorAll('[aria-label=Iterations] .rows .row').length") == 3)
    tab(b, "Timeline")
    b.wait_text("2 attempts")
    seen.looks("timeline")
    b.run("document.querySelector('[role=treegrid]').focus()")
    before = b.run("return document.querySelectorAll('.timeline .rows .row').length")
    b.press("Home", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowLeft")
    b.wait("document.querySelectorAll('.timeline .rows .row').length < %d" % before, "a key shuts what is open")
    tab(b, "Events")
    b.wait_text("LambdaFunctionFailed")
    seen.looks("events")
    b.select("errors")
    b.wait("[...document.querySelectorAll('.events .rows .row')].length > 1 && "
           "[...document.querySelectorAll('.events .rows .row')].every(r => r.matches('.is-error'))", "errors alone")
    b.select("")
    b.type("[type=search]", "NoTruck")
    b.wait("/^[1-9] of/.test(document.querySelector('.count-line').textContent.trim())", "the search finds the error")
    b.click(".events .rows .row")
    b.wait_text("all trucks are away")
    b.run("document.querySelector('[aria-label=\"Close the details\"]').click()")
    tab(b, "Definition")
    b.click("[role=tab]", "Graph")
    b.choose("Ship")
    tab(b, "Definition")
    b.wait("document.querySelector('.line.marked.is-failed.is-selected')?.textContent.includes('Ship')", "the state's lines are marked")
    seen.looks("definition")
    tab(b, "Graph")


def what_is_done_with_it(seen, b):
    b.cdp("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    b.click("button", "Copy ARN")
    b.wait_text("The ARN is in the clipboard.")
    copied = b.run_async("const done = arguments[0]; navigator.clipboard.readText().then(done, (e) => done(e.message))")
    seen.check("its ARN is copied", copied.endswith(":execution:story:first"), copied)
    open(os.path.join(folder, "truck"), "w").close()
    b.click("button", "Redrive")
    status(b, "Succeeded")
    b.wait_text("Redrives")
    b.wait("document.title === 'first: succeeded'", "the title says so")
    b.click(".way a", "story")
    b.wait_text("1 execution")
    seen.check("one execution is one", b.get(".count-line", "textContent").strip() == "1 execution")
    b.click(".rows a", "first")
    status(b, "Succeeded")
    b.click("button", "New execution")
    text = b.get("dialog textarea", "value")
    seen.check("its input is at hand", '"busy late"' in text, text)
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
    seen.look("stop")
    b.click("dialog button.bad")
    status(b, "Aborted")
    b.wait_text("Changed.Mind")
    b.click(".way a", "story")
    start(b, '{"total": 1, "items": [], "note": "bad"}', "fourth")
    status(b, "Failed")
    b.wait_text("Order.Refused")


def list_of_all(seen, b):
    b.click(".way a", "story")
    b.wait_text("4 executions")
    seen.looks("executions")
    b.type("[type=search]", "ir")
    b.wait_text("2 of 4 executions")
    b.type("[type=search]", "nobody")
    b.wait_text("No execution matches.")
    b.select("ABORTED")
    b.type("[type=search]", "i")
    b.wait_text("1 of 1 execution")
    b.run("document.querySelector('[role=grid]').focus()")
    b.press("ArrowDown", "Enter")
    status(b, "Aborted")


def by_keyboard(seen, b):
    b.go(url + "/")
    b.wait_text("4 executions")
    way = []
    for _ in range(11):
        b.press("Tab")
        way.append(focused(b))
    wanted = ["Copy ARN", "Start execution", "Executions", "Status", "Search", "Executions", "", "To the content", "aslc",
              "State machines", "Colours: system"]
    seen.check("the way of the focus", way == wanted, way)
    b.find("[role=tab]", "Graph")
    b.run("document.querySelector('[role=tab]').focus()")
    b.press("ArrowRight")
    b.wait("document.querySelector('[data-name=Ship]')", "an arrow turns to the next tab")
    b.run("document.querySelector('[data-name=\"Check order\"]').focus()")
    seen.check("a state can have the focus", focused(b).startswith("Check order"), focused(b))
    if b.run("return document.querySelector('svg .node') !== null"):
        b.press("ArrowDown", "ArrowDown")
        b.wait("document.querySelector('.node.is-selected')?.dataset.name === 'Approve'", "arrows move through the graph")
    b.run("document.querySelector('[aria-label^=Colours]').click()")
    b.wait("getComputedStyle(document.documentElement).colorScheme === 'light'", "light colours")
    b.run("document.querySelector('[aria-label^=Colours]').click()")
    b.wait("getComputedStyle(document.documentElement).colorScheme === 'dark'", "dark colours")


def told_by_keyboard(seen, b):
    """Start, approve, start again, stop: without a pointer."""
    for name in "fifth", "sixth":
        b.go(url + "/")
        b.wait_text("executions")
        reach(b, "Start execution")
        b.press("Enter")
        b.find("dialog textarea")
        seen.check("a dialog begins with its first field", focused(b) == "Input", focused(b))
        b.run("document.activeElement.select()")
        b.press(*'{"total": 200, "items": [], "note": ""}')
        reach(b, "Name")
        b.press(*name, "Enter")
        b.wait_text("Approve waits for an answer to its token.")
        if name == "fifth":
            reach(b, "Approve")
            b.press("Enter")
            b.find("dialog [name=token]")
            reach(b, "Task token")
            b.press("Enter")
            status(b, "Succeeded")
        else:
            reach(b, "Stop")
            b.press("Enter")
            b.find("dialog [name=error]")
            b.press(*"Enough", "Enter")
            status(b, "Aborted")
            b.wait_text("Enough")


def main():
    b = Browser()
    b.theme("light")
    b.screen(1280)
    b.go(url + "/")
    parts = [first_execution, its_parts, what_is_done_with_it, list_of_all, by_keyboard, told_by_keyboard]
    Seen(b, pictures, axe).tell(parts)


main()
