"""wellformed.py FILE...: says which SVG files are not well-formed XML, or lack what a screen reader reads."""
import sys
import xml.etree.ElementTree as tree

SVG = "{http://www.w3.org/2000/svg}"
bad = 0
for path in sys.argv[1:]:
    try:
        root = tree.parse(path).getroot()
    except tree.ParseError as error:
        print(path, error)
        bad += 1
        continue
    groups = [g for g in root.iter(SVG + "g") if g.get("role")]
    named = [g for g in groups if g.get("aria-label") or g.find(SVG + "title") is not None]
    if root.find(SVG + "title") is None or root.find(SVG + "desc") is None or not groups or len(named) != len(groups):
        print(path, "has something without a title")
        bad += 1
    if any(e.tag == SVG + "script" for e in root.iter()):
        print(path, "has a script")
        bad += 1
sys.exit(1 if bad else 0)
