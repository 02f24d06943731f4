"""Has Mermaid itself draw what --emit=mermaid writes: mermaid.py MERMAID.js FILE.mermaid..., in a Chromium. Each box and each
arrow has to be there, and each text as it is meant."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "page"))

from browser import Browser

script, *paths = sys.argv[1:]

DRAW = """
const [text, done] = [arguments[0], arguments[1]]
mermaid.initialize({ startOnLoad: false, maxTextSize: 1e7, maxEdges: 1e5 })
mermaid.render("drawn", text).then(({ svg }) => {
  document.body.innerHTML = svg
  const words = (e) => e.textContent.replace(/\\s/g, "")
  const all = (selector) => [...document.querySelectorAll(selector)]
  done({ boxes: all("g.node").map(words), clusters: all("g.cluster").map(words), arrows: all("path.flowchart-link").length,
         labels: all("g.edgeLabel").map(words).filter((text) => text !== "") })
}, (error) => done({ error: String(error) }))
"""


def meant(text):
    """What a quoted text of ours is to look like, without blanks."""
    text = text.replace("<br/>", "")
    text = re.sub(r"#(\d+);", lambda number: chr(int(number.group(1))), text)
    return re.sub(r"\s", "", text)


def read(text):
    """The boxes, clusters, arrows and labels that a file of ours has, line by line."""
    wanted = {"boxes": [], "clusters": [], "arrows": 0, "labels": []}
    for line in text.splitlines():
        quoted = re.search(r'"(.*)"', line)
        if "-->" in line or "-.->" in line:
            wanted["arrows"] += 1
            if quoted:
                wanted["labels"].append(meant(quoted.group(1)))
        elif line.strip().startswith("subgraph "):
            wanted["clusters"].append(meant(quoted.group(1)))
        elif quoted:
            wanted["boxes"].append(meant(quoted.group(1)))
    return wanted


def main():
    with open(script) as file:
        library = file.read()
    bad = 0
    b = Browser()
    try:
        b.go("about:blank")
        b.run("const e = document.createElement(`script`); e.textContent = arguments[0]; document.head.append(e)", library)
        for path in paths:
            with open(path) as file:
                text = file.read()
            wanted = read(text)
            drawn = b.run_async(DRAW, text)
            if "error" in drawn:
                print("%s: %s" % (path, drawn["error"]))
                bad += 1
                continue
            for part in wanted:
                ours, theirs = wanted[part], drawn[part]
                if isinstance(ours, list):
                    ours, theirs = sorted(ours), sorted(theirs)
                if ours != theirs:
                    print("%s: %s: wanted %s, drawn %s" % (path, part, ours, theirs))
                    bad += 1
        print("Mermaid draws %d files" % len(paths))
    finally:
        b.close()
    return bad > 0


sys.exit(main())
