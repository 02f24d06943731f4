"""A picture of a trace that --trace-file has written: trace.py FILE TITLE, an SVG on standard output. Each execution, state and
attempt is a row, below what it is in; what took no time is a dot. The same trace gives the same bytes."""

import html
import json
import sys

LEFT, RIGHT, TOP, ROW, WIDTH = 200, 90, 64, 26, 860
STEPS = [(1, "s"), (2, "s"), (5, "s"), (10, "s"), (20, "s"), (30, "s"), (60, "min"), (120, "min"), (300, "min"), (600, "min"),
         (1200, "min"), (1800, "min"), (3600, "h"), (7200, "h"), (21600, "h"), (86400, "h")]
UNITS = {"s": 1, "min": 60, "h": 3600}
STYLE = """<style>
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .back { fill: #ffffff; } .line { stroke: #d1d9e0; } .small { font-size: 12px; fill: #59636e; }
  .execution { fill: #57606a; } .state { fill: #0969da; } .attempt { fill: #bc4c00; } .FAILED { fill: #cf222e; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; } .back { fill: #0d1117; } .line { stroke: #3d444d; } .small { fill: #9198a1; }
    .execution { fill: #9198a1; } .state { fill: #4493f8; } .attempt { fill: #f0883e; } .FAILED { fill: #f85149; }
  }
</style>"""


def shown(seconds):
    """A time as people say it: "90 min"."""
    unit = "h" if seconds >= 3 * 3600 else "min" if seconds >= 180 else "s"
    return "%g %s" % (round(seconds / UNITS[unit], 2), unit)


def rows(spans):
    """Each span with how deep it is in others, in the order in which they begin."""
    inside = {}
    for span in spans:
        inside.setdefault(span["args"].get("parent"), []).append(span)

    def below(parent, depth):
        for span in sorted(inside.get(parent, []), key=lambda span: (span["ts"], span["ts"] + span["dur"])):
            yield depth, span
            yield from below(span["args"]["span"], depth + 1)

    return list(below(None, 0))


def main(path, title):
    with open(path) as file:
        spans = [event for event in json.load(file)["traceEvents"] if event["ph"] == "X"]
    start = min(span["ts"] for span in spans)
    whole = max(span["ts"] + span["dur"] for span in spans) - start
    scale = (WIDTH - LEFT - RIGHT) / max(whole, 1)
    all_rows = rows(spans)
    bottom = TOP + ROW * len(all_rows)
    print('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="%s">'
          % (WIDTH, bottom + 12, WIDTH, bottom + 12, html.escape(title)))
    print(STYLE)
    print('<rect class="back" width="%d" height="%d"/>' % (WIDTH, bottom + 12))
    print('<text x="16" y="24" font-weight="600">%s</text>' % html.escape(title))
    step, unit = next((s for s in STEPS if whole / 1e6 / s[0] <= 8), STEPS[-1])
    for tick in range(int(whole / 1e6 // step) + 1):
        x = LEFT + tick * step * 1e6 * scale
        print('<line class="line" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/>' % (x, TOP - 8, x, bottom))
        print('<text class="small" x="%.1f" y="%d" text-anchor="middle">%g %s</text>'
              % (x, TOP - 14, tick * step / UNITS[unit], unit))
    for i, (depth, span) in enumerate(all_rows):
        y, x, size = TOP + i * ROW, LEFT + (span["ts"] - start) * scale, span["dur"] * scale
        kind = "FAILED" if span["args"].get("status") == "FAILED" else span["cat"]
        print('<text x="%d" y="%d">%s</text>' % (16 + 16 * depth, y + 17, html.escape(span["name"])))
        if span["dur"] == 0:
            print('<circle class="%s" cx="%.1f" cy="%d" r="5"/>' % (kind, x, y + 13))
        else:
            print('<rect class="%s" x="%.1f" y="%d" width="%.1f" height="16" rx="3"/>' % (kind, x, y + 5, max(size, 1)))
            print('<text class="small" x="%.1f" y="%d">%s</text>' % (x + size + 6, y + 17, shown(span["dur"] / 1e6)))
    print("</svg>")


main(*sys.argv[1:])
