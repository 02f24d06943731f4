"""laws.py ASLC FILE...: what holds of each picture, asked of the tables in the generated C: boxes do not overlap, children
lie within theirs, the arrows of a state are there, begin at its box and end at another."""
import json
import re
import subprocess
import sys


def blocks_of(state):
    return state.get("Branches") or [b for b in [state.get("ItemProcessor") or state.get("Iterator")] if b]


def walk(block, parent, rows):
    """The states in the order of the boxes: name, state, parent's row."""
    for name, state in block["States"].items():
        rows.append((name, state, parent))
        mine = len(rows) - 1
        for inner in blocks_of(state):
            walk(inner, mine, rows)


def targets(state):
    """How many arrows leave a state: one for each target and kind."""
    kinds = {("next", state["Next"])} if "Next" in state else set()
    kinds |= {("choice", c["Next"]) for c in state.get("Choices", [])}
    kinds |= {("default", state["Default"])} if "Default" in state else set()
    kinds |= {("catch", c["Next"]) for c in state.get("Catch", [])}
    return kinds


def inside(a, b):
    return a[0] >= b[0] and a[1] >= b[1] and a[0] + a[2] <= b[0] + b[2] and a[1] + a[3] <= b[1] + b[3]


def apart(a, b):
    return a[0] + a[2] <= b[0] or b[0] + b[2] <= a[0] or a[1] + a[3] <= b[1] or b[1] + b[3] <= a[1]


def at_edge(box, x, y):
    return box[0] <= x <= box[0] + box[2] and box[1] <= y <= box[1] + box[3]


def complaints(path, c):
    block = json.load(open(path))
    rows = [("", {}, None)]
    walk(block, None, rows)
    table = re.search(r"_graph_boxes\[\] = \{\n(.*?)\n\};", c, re.S).group(1)
    boxes = [tuple(int(n) for n in m) for m in re.findall(r"^    \{ (-?\d+), (-?\d+), (\d+), (\d+), \"", table, re.M)]
    width, height = (int(n) for n in re.search(r"_graph = \{\n    (\d+), (\d+),", c).groups())
    table = re.search(r"_graph_arrows\[\] = \{\n(.*?)\n\};", c, re.S).group(1)
    table = re.sub(r"\"\s*\n\s*\"", "", table)
    arrows = re.findall(r"\{ (\d+), (\d+), ASL_ARROW_([A-Z]+), .*?\"M(-?\d+) (-?\d+)[^\"]*?(-?\d+) (-?\d+)\" \}", table, re.S)
    if len(boxes) not in (len(rows), len(rows) + 1):
        yield "%d boxes for %d states" % (len(boxes), len(rows) - 1)
        return
    parents = [r[2] for r in rows] + [None]
    for i, box in enumerate(boxes):
        if not inside(box, (0, 0, width, height)):
            yield "box %d is outside" % i
        if parents[i] is not None and not inside(box, boxes[parents[i]]):
            yield "box %d is not within its parent" % i
        for k in range(i):
            if parents[i] == parents[k] and not apart(box, boxes[k]):
                yield "boxes %d and %d overlap" % (i, k)
    found = {}
    for start, end, kind, x1, y1, x2, y2 in arrows:
        start, end = int(start), int(end)
        if not at_edge(boxes[start], int(x1), int(y1)) or not at_edge(boxes[end], int(x2), int(y2)):
            yield "the arrow from %d to %d does not touch them" % (start, end)
        if kind not in ("START", "END"):
            found.setdefault(start, set()).add((kind.lower(), rows[end][0]))
    for i, (name, state, _) in enumerate(rows):
        if found.get(i, set()) != targets(state):
            yield "the arrows of %r are %r" % (name, found.get(i))


def main(aslc, paths):
    bad = 0
    for path in paths:
        run = subprocess.run([aslc, "--emit=c", "-Wno-substitution-open", path], capture_output=True, text=True)
        if run.returncode != 0:
            print(path, "is refused")
            bad += 1
            continue
        for text in complaints(path, run.stdout):
            print(path, text)
            bad += 1
    return 1 if bad else 0


sys.exit(main(sys.argv[1], sys.argv[2:]))
