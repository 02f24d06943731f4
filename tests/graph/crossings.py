"""crossings.py ASLC FILE...: how many lines cross in each workflow's picture, and how large it is, beside what Graphviz's
dot makes of the same graph. One line a definition: NAME OURS DOT OUR_AREA DOT_AREA, in thousands of square pixels; then the
totals. A definition that aslc refuses is left out."""
import json
import os
import re
import subprocess
import sys

STEPS = 12
NEAR = 2.5
PIXELS = 96 / 72  # in a point


def flat(points):
    """A cubic curve as short lines."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points
    line = []
    for i in range(1, STEPS + 1):
        t = i / STEPS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3
        line.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return line


def read_path(text):
    """The lines of an SVG path of M, L and C."""
    segments, at = [], None
    for word, numbers in re.findall(r"([MLC])([^MLC]*)", text):
        n = [float(x) for x in numbers.split()]
        points = list(zip(n[::2], n[1::2]))
        if word == "M":
            at = points[0]
            continue
        for to in flat([at] + points) if word == "C" else points:
            segments.append((at, to))
            at = to
    return segments


def read_spline(text):
    """The lines of one of dot's splines: points, of which the first may be that of an arrow's tip."""
    words = [w for w in text.split() if w[0] not in "es"]
    points = [tuple(float(x) * PIXELS for x in w.split(",")) for w in words]
    segments, at = [], points[0]
    for i in range(1, len(points) - 2, 3):
        for to in flat([at] + points[i:i + 3]):
            segments.append((at, to))
            at = to
    return segments


def side(a, b, p):
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])


def meet(s, t):
    """Where two lines cross, if they do, and not only touch."""
    (a, b), (c, d) = s, t
    if max(a[0], b[0]) < min(c[0], d[0]) or max(c[0], d[0]) < min(a[0], b[0]) or \
            max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return None
    p, q, r, u = side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)
    if not (p * q < 0 and r * u < 0):
        return None
    t = p / (p - q)
    return c[0] + t * (d[0] - c[0]), c[1] + t * (d[1] - c[1])


def crossings(edges):
    """Places where lines cross: lines that run together cross another one once."""
    places = []
    for i, first in enumerate(edges):
        for second in edges[:i]:
            for s in first:
                for t in second:
                    place = meet(s, t)
                    if place and all(abs(place[0] - x) > NEAR or abs(place[1] - y) > NEAR for x, y in places):
                        places.append(place)
    return len(places)


def ours(aslc, path):
    svg = subprocess.run([aslc, "--emit=svg", "-Wno-substitution-open", path], capture_output=True, text=True)
    if svg.returncode != 0:
        return None
    width, height = re.search(r'width="(\d+)" height="(\d+)"', svg.stdout).groups()
    paths = re.findall(r'class="line[^"]*"[^>]* d="([^"]*)"', svg.stdout)
    return crossings([read_path(p) for p in paths]), int(width) * int(height)


def of_dot(aslc, path):
    text = subprocess.run([aslc, "--emit=dot", "-Wno-substitution-open", path], capture_output=True, text=True).stdout
    # The same letters as ours, and the same room between the boxes.
    text = text.replace("fontsize=11", "fontsize=9.75").replace("fontsize=9,", "fontsize=8.25,")
    graph = json.loads(subprocess.run(["dot", "-Tjson"], input=text, capture_output=True, text=True).stdout)
    box = [float(x) * PIXELS for x in graph["bb"].split(",")]
    edges = [e for e in graph.get("edges", []) if e.get("style") != "invis" and "pos" in e]
    return crossings([read_spline(e["pos"]) for e in edges]), (box[2] - box[0]) * (box[3] - box[1])


def main(aslc, paths):
    total = [0, 0, 0, 0]
    count = better = worse = 0
    for path in paths:
        mine = ours(aslc, path)
        if mine is None:
            continue
        theirs = of_dot(aslc, path)
        row = [mine[0], theirs[0], mine[1] / 1000, theirs[1] / 1000]
        print(os.path.basename(path)[:90], *("%.0f" % x for x in row))
        total = [a + b for a, b in zip(total, row)]
        count += 1
        better += mine[0] < theirs[0]
        worse += mine[0] > theirs[0]
    print("pictures %d: crossings %d, dot's %d; fewer in %d, more in %d; area %.0f, dot's %.0f thousand square pixels" %
          (count, total[0], total[1], better, worse, total[2], total[3]))
    return total[0] > total[1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
