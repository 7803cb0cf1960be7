"""One field of a line."""

import re
from typing import NamedTuple

MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
WEEKDAYS = {name: number for number, name in enumerate("sun mon tue wed thu fri sat".split())}


class Kind(NamedTuple):
    """Which values a field may have; `most` is the highest that may be written, `high` the highest there is."""

    name: str
    low: int
    high: int
    most: int
    names: dict


KINDS = (
    Kind("minute", 0, 59, 59, {}),
    Kind("hour", 0, 23, 23, {}),
    Kind("day", 1, 31, 31, {}),
    Kind("month", 1, 12, 12, MONTHS),
    Kind("weekday", 0, 6, 7, WEEKDAYS),
)


class Field(NamedTuple):
    """What a field says: plain values, and days told by the month's end (`last`) or by weekday (`nth`; 0 is the last)."""

    values: frozenset
    last: frozenset
    nth: frozenset
    restricted: bool


class Wrong(Exception):
    """What is wrong with a line."""


def read(kind, text):
    values, last, nth = set(), set(), set()
    items = text.split(",")
    for item in items:
        if kind.name == "day" and (found := re.fullmatch(r"L(?:-([0-9]{1,2}))?", item)):
            back = int(found[1] or 0)
            if found[1] and not 1 <= back <= 30:
                raise Wrong(f"{kind.name}: {item}")
            last.add(back)
        elif kind.name == "weekday" and (found := re.fullmatch(r"(\w+)#([1-5])|(\w+)L", item)):
            nth.add((value(kind, found[1] or found[3], item) % 7, int(found[2] or 0)))
        else:
            values |= plain(kind, item)
    return Field(frozenset(values), frozenset(last), frozenset(nth), restricted=text != "*")


def plain(kind, item):
    found = re.fullmatch(r"(?:(\*)|(\w+)(?:-(\w+))?)(?:/([0-9]{1,2}))?", item)
    if not found or found[4] and int(found[4]) == 0:
        raise Wrong(f"{kind.name}: {item}")
    if found[1]:
        first, last = kind.low, kind.high
    else:
        first = value(kind, found[2], item)
        last = until(kind, found[3], item) if found[3] else (max(first, kind.high) if found[4] else first)
    if first > last:
        raise Wrong(f"{kind.name}: {item}")
    return {number % 7 if kind.name == "weekday" else number for number in range(first, last + 1, int(found[4] or 1))}


def until(kind, text, item):
    """The end of a range; Sunday is 7 there."""
    number = value(kind, text, item)
    return 7 if kind.name == "weekday" and text.lower() == "sun" else number


def value(kind, text, item):
    if text.lower() in kind.names:
        return kind.names[text.lower()]
    if not re.fullmatch(r"[0-9]{1,2}", text) or not kind.low <= int(text) <= kind.most:
        raise Wrong(f"{kind.name}: {item}")
    return int(text)
