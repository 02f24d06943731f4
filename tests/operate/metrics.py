"""metrics.py [SAMPLE...]: reads Prometheus's text format (version 0.0.4) from standard input, says what is wrong with it, and
prints the value of each SAMPLE, which is a name with its labels as they stand there; "-" if there is none."""
import re
import sys

NAME = re.compile(r'[a-zA-Z_:][a-zA-Z0-9_:]*')
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|(?=}))')
TYPES = ("counter", "gauge", "histogram", "summary", "untyped")


def wrong(number, line, why):
    sys.exit(f"line {number}: {why}: {line}")


def read_labels(number, line, text):
    labels, at = {}, 0
    while at < len(text) and text[at] != "}":
        m = LABEL.match(text, at)
        if not m or m.group(1) in labels:
            wrong(number, line, "labels are wrong")
        labels[m.group(1)] = m.group(2)
        at = m.end()
    return labels, text[at + 1:]


def family_of(name, types):
    for end in ("_bucket", "_sum", "_count"):
        if name.endswith(end) and types.get(name[:-len(end)]) == "histogram":
            return name[:-len(end)]
    return name


def check_histogram(family, samples):
    series = {}
    for (name, labels), value in samples.items():
        if family_of(name, {family: "histogram"}) == family:
            rest = tuple(sorted((k, v) for k, v in labels if k != "le"))
            series.setdefault(rest, []).append((name, dict(labels).get("le"), value))
    for rest, all_of in series.items():
        buckets = [(float(le), v) for name, le, v in all_of if le is not None]
        counts = [v for name, le, v in all_of if name == family + "_count"]
        sums = [v for name, le, v in all_of if name == family + "_sum"]
        assert [b[0] for b in buckets] == sorted({b[0] for b in buckets}), f"{family}{rest}: buckets out of order"
        assert all(a[1] <= b[1] for a, b in zip(buckets, buckets[1:])), f"{family}{rest}: buckets do not add up"
        assert buckets and buckets[-1] == (float("inf"), counts[0]), f"{family}{rest}: +Inf is not the count"
        assert len(sums) == 1, f"{family}{rest}: no sum"


def read(text):
    assert text.endswith("\n"), "the last line has no end"
    types, helped, samples, ended, current = {}, set(), {}, set(), None
    for number, line in enumerate(text.split("\n")[:-1], 1):
        if line.startswith("# HELP ") or line.startswith("# TYPE "):
            kind, name, rest = line[2:6], line.split(" ", 3)[2], line.split(" ", 3)[3]
            if not NAME.fullmatch(name) or name in (helped if kind == "HELP" else types):
                wrong(number, line, "said twice, or no name")
            if kind == "HELP":
                helped.add(name)
            elif rest not in TYPES:
                wrong(number, line, "no type")
            else:
                types[name] = rest
            continue
        m = NAME.match(line)
        if not m:
            wrong(number, line, "no sample")
        rest, labels = line[m.end():], {}
        if rest.startswith("{"):
            labels, rest = read_labels(number, line, rest[1:])
        if not re.fullmatch(r" [-+]?([0-9.]+([eE][-+]?[0-9]+)?|Inf|NaN)", rest):
            wrong(number, line, "no value")
        family = family_of(m.group(), types)
        if family not in types or family not in helped:
            wrong(number, line, "a sample without HELP and TYPE")
        if family != current and family in ended:
            wrong(number, line, "samples of one name are apart")
        ended.add(current)
        current = family
        key = (m.group(), tuple(labels.items()))
        if key in samples:
            wrong(number, line, "the same series twice")
        samples[key] = float(rest)
    for family, kind in types.items():
        if kind == "histogram":
            check_histogram(family, samples)
        if kind == "counter" and not (family.endswith("_total")):
            sys.exit(f"{family}: a counter's name ends with _total")
    return samples


samples = {name + ("{" + ",".join(f'{k}="{v}"' for k, v in labels) + "}" if labels else ""): value
           for (name, labels), value in read(sys.stdin.read()).items()}
for wanted in sys.argv[1:]:
    value = samples.get(wanted)
    print("-" if value is None else f"{value:.15g}")
