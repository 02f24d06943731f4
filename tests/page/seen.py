"""What is checked of the page as it is seen: pictures, widths, and what axe-core finds."""

import os

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FRAMES = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))"
ASK_AXE = """
const done = arguments[1], shown = (n) => n.html.slice(0, 160) + ' ' + n.failureSummary;
axe.run(document, {runOnly: arguments[0]}).then(
    (r) => done(r.violations.map((v) => v.id + ': ' + v.nodes.slice(0, 3).map(shown).join(' | '))));
"""


class Seen:
    def __init__(self, browser, pictures, axe):
        """Pictures go into that folder; axe is axe-core's script, or "-" if it is not there."""
        self.browser = browser
        self.pictures = pictures
        self.axe = axe
        self.checks = 0

    def check(self, name, is_good, more=""):
        self.checks += 1
        if not is_good:
            print(("%s %s" % (name, more))[:3000])

    def look(self, name):
        """A picture of what is there, which axe finds nothing wrong with, and which is not wider than its window."""
        b = self.browser
        b.run_async(FRAMES)
        b.picture(os.path.join(self.pictures, name + ".png"))
        wide = b.run("return document.scrollingElement.scrollWidth - innerWidth")
        self.check(name, wide <= 0, "is %s pixels wider than its window" % wide)
        if self.axe != "-":
            if not b.run("return 'axe' in window"):
                with open(self.axe, encoding="utf-8") as file:
                    b.run(file.read() + "; window.axe = axe")
            said = b.run_async(ASK_AXE, RULES)
            self.check(name, said == [], "axe: %s" % said)

    def looks(self, name):
        """The same in both colours, and on a narrow screen."""
        b = self.browser
        for theme in "light", "dark":
            b.theme(theme)
            b.screen(1280)
            self.look("%s-%s" % (name, theme))
            b.screen(320, 700)
            self.look("%s-%s-320" % (name, theme))
        b.theme("light")
        b.screen(1280)

    def tell(self, parts):
        """Play each part, and say how many checks there were. The browser is closed."""
        b = self.browser
        try:
            for part in parts:
                part(self, b)
            # A server that lays out no graph says so.
            said = [c for c in b.complaints() if "/graph?" not in c]
            self.check("the browser has nothing to complain of", said == [], said)
        except (AssertionError, RuntimeError) as error:
            self.check("the story goes on:", False, error)
            b.picture(os.path.join(self.pictures, "stopped.png"))
        finally:
            b.close()
        print("%d checks" % self.checks)
