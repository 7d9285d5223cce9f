"""The Prometheus text format (version 0.0.4), read strictly."""
from __future__ import annotations

import math
import re
from typing import NamedTuple

_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_SAMPLE = re.compile(rf"({_NAME})(?:\{{(.*)\}})? (\S+)")
_LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)",?')
_PARTS = {"histogram": ("_bucket", "_sum", "_count"), "counter": ("",), "gauge": ("",)}


class Malformed(Exception):
    """The text does not follow the format."""


class Family(NamedTuple):
    name: str
    help: str
    kind: str
    samples: dict  # (name, sorted labels as a tuple of pairs) → value


def read(text: str) -> dict[str, Family]:
    """Families by name. Each has HELP, then TYPE, then its samples together, each series once."""
    if not text.endswith("\n"):
        raise Malformed("the last line has no newline")
    families: dict[str, Family] = {}
    pending_help = None
    family = None
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name, _, description = line[7:].partition(" ")
            if name in families or not description:
                raise Malformed(line)
            pending_help = (name, description)
        elif line.startswith("# TYPE "):
            name, kind = line[7:].split(" ")
            if pending_help is None or pending_help[0] != name or kind not in _PARTS:
                raise Malformed(line)
            family = families[name] = Family(name, pending_help[1], kind, {})
            pending_help = None
        else:
            _take_sample(family, line)
    for each in families.values():
        _check(each)
    return families


def _take_sample(family: Family | None, line: str) -> None:
    match = _SAMPLE.fullmatch(line)
    if not match or family is None:
        raise Malformed(line)
    name, labels, value = match.groups()
    if name.removeprefix(family.name) not in _PARTS[family.kind]:
        raise Malformed(f"{line} in the family {family.name}")
    if labels and _LABEL.sub("", labels):
        raise Malformed(line)
    key = (name, tuple(sorted(_LABEL.findall(labels or ""))))
    if key in family.samples:
        raise Malformed(f"twice: {line}")
    family.samples[key] = float(value)


def _check(family: Family) -> None:
    if not family.samples:
        raise Malformed(f"{family.name} has no samples")
    if family.kind == "counter" and not family.name.endswith("_total"):
        raise Malformed(f"{family.name} is a counter without the suffix of one")
    if family.kind != "counter" and family.name.endswith(("_total", "_count", "_sum")):
        raise Malformed(f"{family.name} is not a counter, but has the suffix of one")
    if family.kind == "histogram":
        for labels in {_without_le(labels) for _, labels in family.samples}:
            _check_histogram(family, labels)


def _without_le(labels: tuple) -> tuple:
    return tuple(pair for pair in labels if pair[0] != "le")


def _check_histogram(family: Family, labels: tuple) -> None:
    buckets = sorted((float(dict(of)["le"]), value) for (name, of), value in family.samples.items()
                     if name == family.name + "_bucket" and _without_le(of) == labels)
    counts = [count for _, count in buckets]
    if counts != sorted(counts) or buckets[-1][0] != math.inf:
        raise Malformed(f"{family.name}{labels}: {buckets}")
    if counts[-1] != family.samples[(family.name + "_count", labels)]:
        raise Malformed(f"{family.name}{labels} has a count that differs from its buckets")
    total = family.samples[(family.name + "_sum", labels)]
    least = sum((count - before) * bound for (bound, _), (_, count), before in
                zip([(0, 0)] + buckets, buckets, [0] + counts))
    if total < least:
        raise Malformed(f"{family.name}{labels}: a sum of {total}, but at least {least}")
