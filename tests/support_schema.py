#!/usr/bin/env python3
"""Checks of results/schema.json for schema.sh.

  support_schema.py fields            names in results/README.md and the schema
  support_schema.py files DIR...      files of run directories are valid
  support_schema.py refusals DIR      what is wrong with a file is refused
"""

import copy
import gzip
import json
import os
import re
import sys

schema = json.load(open("results/schema.json", encoding="utf-8"))
faults = 0


def fault(text):
    global faults
    faults += 1
    print(text)


# Where in results/README.md the fields of each kind stand: the heading, and
# which of the tables below it.
TABLES = {
    "manifest": ("## manifest.json", 0),
    "check": ("## manifest.json", 1),
    "round": ("## rounds.jsonl", 0),
    "summary": ("## summary.json", 0),
    "point": ("## summary.json", 1),
    "row": ("## summary.json", 2),
    "decision": ("## summary.json", 3),
}


def table(heading, number):
    """{field: meaning} of a table."""
    readme = open("results/README.md", encoding="utf-8").read()
    section = readme.split(heading + "\n", 1)[1].split("\n## ", 1)[0]
    tables = re.findall(r"(?:^\|.*\n)+", section, re.M)
    rows = {}
    for line in tables[number].splitlines()[2:]:
        names, _, meaning = line.strip()[1:-1].split("|", 2)
        for name in re.findall(r"`(\w+)`", names):
            rows[name] = meaning
    return rows


def resolve(node):
    """The node with what it refers to."""
    if "$ref" in node:
        name = node["$ref"].rsplit("/", 1)[1]
        return {**resolve(schema["$defs"][name]),
                **{key: node[key] for key in node if key != "$ref"}}
    return node


def below(node):
    """Names of the fields inside of a field, at any depth."""
    node = resolve(node)
    names = set(node.get("properties", {}))
    for inner in list(node.get("properties", {}).values()) + [
            node.get("items"), node.get("additionalProperties")]:
        if isinstance(inner, dict):
            names |= below(inner)
    return names


def check_fields():
    for kind, where in TABLES.items():
        fields = schema["$defs"][kind]["properties"]
        rows = table(*where)
        for name in sorted(set(fields) ^ set(rows)):
            fault("%s: '%s' is only in %s" % (
                kind, name, "results/schema.json" if name in fields
                else "results/README.md"))
        for name in set(fields) & set(rows) - {"answer", "points", "rows", "check"}:
            for inner in sorted(below(fields[name])):
                if "`%s`" % inner not in rows[name]:
                    fault("%s: results/README.md does not name '%s' in '%s'" %
                          (kind, inner, name))
    for kind, node in schema["$defs"].items():
        for name, field in node.get("properties", {}).items():
            check_field(kind + "." + name, field)
        if "properties" in node:
            assert node["additionalProperties"] is False, kind
            assert set(node["required"]) <= set(node["properties"]), kind


def check_field(name, field):
    said = field.get("description", "")
    if not said:
        fault("%s has no description" % name)
    for unit in "ns", "bytes", "s":
        if name.endswith("_" + unit) and unit not in said.split():
            fault("%s: its unit, %s, is not in '%s'" % (name, unit, said))
    whole = resolve(field)
    if not {"type", "enum", "const"} & set(whole):
        fault("%s has no type" % name)
    if "integer" in whole.get("type", ()) and (
            "minimum" not in whole or whole.get("maximum", 2**53) >= 2**53):
        fault("%s has no range below 2^53" % name)


def strict(text):
    """JSON without what only Python takes for JSON."""
    def pairs(members):
        assert len(dict(members)) == len(members), "a name twice"
        return dict(members)

    def constant(name):
        raise ValueError(name + " is not JSON")
    return json.loads(text, object_pairs_hook=pairs, parse_constant=constant)


def documents(directory):
    """(kind, place, document) of all there is; a cut off line is none."""
    for name, kind in ("manifest.json", "manifest"), ("summary.json",
                                                      "summary"):
        with open(directory + "/" + name, encoding="utf-8") as file:
            yield kind, directory + "/" + name, strict(file.read())
    for name in "rounds.jsonl", "extra.jsonl":
        path = directory + "/" + name
        compressed = os.path.exists(path + ".gz")
        if name == "extra.jsonl" and not (compressed or os.path.exists(path)):
            continue  # a quick run makes none
        with gzip.open(path + ".gz", "rt") if compressed \
                else open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.endswith("}\n"):
                    yield "round", "%s:%d" % (path, number), strict(line)


def validators():
    from jsonschema import Draft202012Validator as Validator
    Validator.check_schema(schema)
    return {kind: Validator({**{key: schema[key] for key in
                                ("$schema", "$defs")},
                             "$ref": "#/$defs/" + kind})
            for kind in ("manifest", "round", "summary")}, Validator(schema)


def check_files(directories):
    kinds, whole = validators()
    for directory in directories:
        count = 0
        for kind, place, document in documents(directory):
            for error in kinds[kind].iter_errors(document):
                fault("%s: %s: %s" % (place, "/".join(map(str, error.path)),
                                      error.message[:200]))
            if kind != "round" or count < 4:
                assert whole.is_valid(document) == \
                    kinds[kind].is_valid(document), place
            count += kind == "round"
        if count == 0:
            fault("%s: no round" % directory)


# Objects with a member for each of something: one less is no fault.
MAPS = {"keys", "errors", "families", "values", "ratios", "places"}
OPTIONAL = {"code", "fault", "instrumented", "meters", "resumed", "wait_ns",
            "waiting"}
# Lists of texts: any text may stand in them.
TEXTS = {"notes", "reasons", "texts", "winners"}


def first_of_each(document):
    """A smaller one of the same shape: lists keep one of their elements."""
    if isinstance(document, dict):
        return {key: first_of_each(value) for key, value in document.items()}
    if isinstance(document, list):
        return [first_of_each(value) for value in document[:1]]
    return document


def wrong_ones(document, at=(), parent=""):
    """(what, document) with one thing wrong in each."""
    def changed(what, change):
        other = copy.deepcopy(document)
        place = other
        for key in at:
            place = place[key]
        change(place)
        return "/".join(map(str, at)) + " " + what, other

    here = document
    for key in at:
        here = here[key]
    inner = list(here.items()) if isinstance(here, dict) else \
        list(enumerate(here)) if isinstance(here, list) else []
    if isinstance(here, dict):
        yield changed("has a field more",
                      lambda place: place.update({"surprise": 1}))
    for key, value in inner:
        if isinstance(here, dict) and parent not in MAPS and \
                key not in OPTIONAL:
            yield changed("lacks " + key, lambda place: place.pop(key))
        # What is null may be of any type in another document.
        bad = [{"surprise": 1}, ["surprise"]]
        if isinstance(value, bool):
            bad += [1, "true"]
        elif isinstance(value, int):
            bad += [1.5, -1, 2**53, str(value)]
        elif isinstance(value, (float, str)):
            bad += [True, "" if isinstance(value, float) else 1]
        if key in TEXTS:
            bad.remove(["surprise"])
        for other in bad:
            yield changed("%s is %r" % (key, other),
                          lambda place: place.__setitem__(key, other))
        if isinstance(value, (dict, list)):
            yield from wrong_ones(document, at + (key,), str(key))


def check_refusals(directory):
    kinds, _ = validators()
    refused = 0
    seen = {}
    for kind, place, document in documents(directory):
        if seen.setdefault(kind, 0) == 1:
            continue
        seen[kind] += 1
        small = first_of_each(document)
        assert kinds[kind].is_valid(small), place
        for what, wrong in wrong_ones(small):
            if kinds[kind].is_valid(wrong):
                fault("%s is taken for a right one: %s" % (kind, what))
            refused += 1
    failed = {"ok": False, "reason": None}
    for kind, place, document in documents(directory):
        if kind == "round":
            assert not kinds[kind].is_valid({**document, **failed}), place
            break
    print("%d wrong documents refused" % (refused - faults))
    if refused < 500 or set(seen) != set(kinds):
        fault("there were only %d to refuse" % refused)


if sys.argv[1] == "fields":
    check_fields()
elif sys.argv[1] == "files":
    check_files(sys.argv[2:])
else:
    check_refusals(sys.argv[2])
sys.exit(faults > 0)
