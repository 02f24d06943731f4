"""A headless Chromium, driven over WebDriver by its own driver."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars=false"]
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "ArrowDown": "\ue015", "ArrowUp": "\ue013", "ArrowRight": "\ue014",
        "ArrowLeft": "\ue012", "End": "\ue010", "Home": "\ue011", "PageDown": "\ue00f", "Space": " ", "Shift": "\ue008"}


# What says how long the tasks of each thread take, and which thread sets a mark.
TRACE = {"enableNetwork": False, "enablePage": False,
         "traceCategories": "-*,disabled-by-default-devtools.timeline,blink.user_timing"}


class Browser:
    def __init__(self, is_traced=False):
        """One that is traced can tell its longest task."""
        self.longest = self.tasks = 0
        self.mains = set()  # the threads of the page: (process, thread)
        self.folder = tempfile.mkdtemp()
        self.log = open(os.path.join(self.folder, "log"), "w+")
        # Port 0: the driver says which one the system has picked.
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=self.log, stderr=subprocess.STDOUT)
        self.base = "http://127.0.0.1:%d" % self.port()
        options = {"args": OPTIONS + ["--user-data-dir=" + os.path.join(self.folder, "profile"), "--window-size=1280,900"]}
        logs = {"browser": "ALL"}
        if is_traced:
            options["perfLoggingPrefs"] = TRACE
            logs["performance"] = "ALL"
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": logs}
        self.session = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]

    def port(self):
        for _ in range(300):
            with open(self.log.name) as log:
                said = [line for line in log if "started successfully on port" in line]
            if said:
                return int(said[0].split("port")[-1].strip(" .\n"))
            time.sleep(0.1)
        raise RuntimeError("chromedriver does not say where it listens")

    def close(self):
        try:
            self.do("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait()
            self.log.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, method, path, body=None):
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError("%s %s: %s" % (method, path, json.load(error)["value"]["message"])) from None

    def do(self, method, path, body=None):
        return self.ask(method, "/session/%s%s" % (self.session, path), body)

    def cdp(self, command, **params):
        return self.do("POST", "/goog/cdp/execute", {"cmd": command, "params": params})

    def go(self, url):
        self.do("POST", "/url", {"url": url})

    def run(self, script, *args):
        """The value of a JavaScript function's body."""
        return self.do("POST", "/execute/sync", {"script": script, "args": list(args)})

    def run_async(self, script, *args):
        """The same for one that calls its last argument."""
        return self.do("POST", "/execute/async", {"script": script, "args": list(args)})

    def wait(self, condition, what, seconds=30):
        """Wait until a JavaScript expression is true."""
        end = time.monotonic() + seconds
        while not self.run("return Boolean(%s)" % condition):
            if time.monotonic() > end:
                text = self.run("return document.body.innerText")
                raise AssertionError("%s: not within %d s; the page says:\n%s" % (what, seconds, text[:1500]))
            time.sleep(0.05)

    def wait_text(self, text, seconds=30):
        self.wait("document.body.innerText.includes(%s)" % json.dumps(text), "'%s'" % text, seconds)

    def find(self, selector, text=None, seconds=30):
        """The first element of that selector which has that text, when it is there."""
        script = ("return [...document.querySelectorAll(arguments[0])].find(e => e.getClientRects().length > 0 && "
                  "(arguments[1] === null || e.textContent.trim() === arguments[1]))")
        end = time.monotonic() + seconds
        while True:
            found = self.run(script, selector, text)
            if found:
                return found
            if time.monotonic() > end:
                raise AssertionError("no %s '%s'; the page says:\n%s" % (
                    selector, text, self.run("return document.body.innerText")[:1500]))
            time.sleep(0.05)

    def get(self, selector, name):
        """A property of the first element of that selector, when it is there."""
        return self.run("return arguments[0][arguments[1]]", self.find(selector), name)

    def click(self, selector, text=None):
        self.do("POST", "/element/%s/click" % self.find(selector, text)[ELEMENT])

    def choose(self, name):
        """Click the state of that name, by its title: what lies in the middle of a box is another."""
        self.find("[data-name=%s]" % json.dumps(name))
        self.run("document.querySelector('[data-name=' + JSON.stringify(arguments[0]) + '] :is(text, b)')"
                 ".dispatchEvent(new MouseEvent('click', {bubbles: true}))", name)

    def type(self, selector, text):
        """Write a text in place of what a field has."""
        element = self.find(selector)
        # The driver's own way to clear a field tells the page nothing of it.
        self.run("arguments[0].focus(); arguments[0].select()", element)
        self.do("POST", "/element/%s/value" % element[ELEMENT], {"text": text})

    def select(self, value):
        """Choose an option of the page's first select."""
        self.run("const s = document.querySelector('select'); s.value = arguments[0];"
                 "s.dispatchEvent(new Event('change', {bubbles: true}))", value)

    def press(self, *names):
        actions = []
        for name in names:
            key = KEYS.get(name, name)
            actions += [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        self.do("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def screen(self, width, height=900):
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def theme(self, name):
        self.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def picture(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.do("GET", "/screenshot")))

    def complaints(self):
        """What the browser's console says that is an error."""
        return [e["message"] for e in self.do("POST", "/se/log", {"type": "browser"}) if e["level"] == "SEVERE"]

    def gather(self):
        """Take from a browser that is traced what the page's main thread has done so far: the room for it is small."""
        self.run("performance.mark('of the page')")
        # The driver asks the browser only at every second time.
        told = [json.loads(e["message"])["message"] for _ in range(2)
                for e in self.do("POST", "/se/log", {"type": "performance"})]
        events = [m["params"] for m in told if m["method"] == "Tracing.dataCollected"]
        self.mains |= {(e["pid"], e["tid"]) for e in events if e["name"] == "of the page"}
        times = [e["tdur"] for e in events if e["name"] == "RunTask" and "tdur" in e and (e["pid"], e["tid"]) in self.mains]
        self.tasks += len(times)
        self.longest = max([self.longest, *times])

    def longest_task(self):
        """For how many milliseconds at most the page's main thread has computed in one piece since this was asked last: its
        processor time, so that what else runs on the machine does not count."""
        self.gather()
        if self.tasks == 0:
            raise AssertionError("the trace of the browser tells of no task")
        longest, self.longest, self.tasks = self.longest / 1000, 0, 0
        return longest
