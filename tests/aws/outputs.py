#!/usr/bin/env python3
"""Make compiler/testing/outputs.txt, what AWS's services answer and within which bounds, out of AWS's models.

    outputs.py DATA      prints the table; DATA as for tables.py

Each line has words with blanks between them; a '-' is a word that is empty. A shape has no name: it is the line that
follows its service's, counted from 0.

    service NAME
    L KIND MIN MAX             a list of KIND
    M KIND MIN MAX             a map of KIND
    S MEMBER:KIND...           a structure; a '!' behind a member says that it is required
    s MIN MAX ENUM             a string with bounds of its length, and the values it may have, with commas between them,
                               and blanks in them; '-' as well where a value has a comma
    n MIN MAX                  a number with bounds
    A ACTION KIND              the action answers with that; '-' is nothing

A MEMBER is as Step Functions spells it behind aws-sdk:, or NAME=API where the optimised integrations, which keep the
model's spelling, differ in more than the first letter. A KIND is a shape's number, or s string, n number, B boolean,
b blob, t time, d document.
"""
import os
import re
import sys

sys.dont_write_bytecode = True
from models import Service, rows, spellings  # noqa: E402

# Bounds that have moved, but by which Step Functions has been seen to go on.
OLDER = {("lambda", "MemorySize"): {"max": 10240}}

SCALARS = {"string": "s", "character": "s", "integer": "n", "long": "n", "float": "n", "double": "n", "boolean": "B",
           "blob": "b", "timestamp": "t"}


def number(value):
    return "-" if value is None else "%g" % value if value != int(value) else "%d" % value


class Outputs(Service):
    def __init__(self, data, row, spelled):
        super().__init__(data, row, spelled)
        self.places, self.actions = {}, []

    def place(self, key):
        """The number of a new line, which is filled in later."""
        self.places[key] = len(self.lines)
        self.lines.append(None)
        return self.places[key]

    def scalar(self, name):
        shape = {**self.shapes[name], **OLDER.get((self.row["service"], name), {})}
        kind = SCALARS[shape["type"]]
        bounds = (number(shape.get("min")), number(shape.get("max")))
        values = shape.get("enum", [])
        values = "-" if any("," in value for value in values) else ",".join(values) or "-"
        if kind in "sb" and (bounds != ("-", "-") or values != "-"):
            key = ("s",) + bounds + (values,)
        elif kind == "n" and bounds != ("-", "-"):
            key = ("n",) + bounds
        else:
            return kind
        if key not in self.places:
            self.lines[self.place(key)] = list(key)
        return str(self.places[key])

    def kind(self, name):
        shape = self.shapes[name]
        if shape.get("document"):
            return "d"
        if shape["type"] in SCALARS:
            return self.scalar(name)
        if name not in self.places:
            at = self.place(name)
            self.lines[at] = self.compound(shape)
        return str(self.places[name])

    def compound(self, shape):
        bounds = [number(shape.get("min")), number(shape.get("max"))]
        if shape["type"] == "list":
            return ["L", self.kind(shape["member"]["shape"])] + bounds
        if shape["type"] == "map":
            return ["M", self.kind(shape["value"]["shape"])] + bounds
        return ["S"] + [self.output_member(member, ref, shape) for member, ref in shape["members"].items()
                        if not self.shapes[ref["shape"]].get("eventstream")]

    def output_member(self, member, ref, shape):
        name, api = self.name(member), member[0].upper() + member[1:]
        return "%s%s%s:%s" % (name, "" if name == api else "=" + api, "!" if member in shape.get("required", []) else "",
                              self.kind(ref["shape"]))

    def print(self):
        for word in self.row["actions"].split():
            mark, name = re.match(r"(!?)([A-Za-z0-9]+)", word).groups()
            output = self.model["operations"][name[0].upper() + name[1:]].get("output")
            if not mark:
                self.actions.append(["A", name, self.kind(output["shape"]) if output else "-"])
        for line in [["service", self.row["service"]]] + self.lines + self.actions:
            assert not any(" " in word for word in line[:3]), line
            print(" ".join(line))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    data = sys.argv[1]
    services, spelled = rows(os.path.join(data, "sdk-services.tsv")), spellings(data)
    for name in sorted(services):
        Outputs(data, services[name], spelled.get(name, {})).print()


if __name__ == "__main__":
    main()
