"""Versions: `2.10.1`, or `2.10.1-rc3` for a candidate."""

import re
from functools import total_ordering

VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-rc([1-9]\d*))?")


@total_ordering
class Version:
    """A version that knows its place among others: number by number, a candidate before the version it is for."""

    def __init__(self, text):
        match = VERSION.fullmatch(text)
        if not match:
            raise ValueError(f"not a version: {text!r}")
        self.text = text
        self.numbers = tuple(int(each) for each in match.groups()[:3])
        self.candidate = int(match[4]) if match[4] else None

    @property
    def key(self):
        """What versions are compared by."""
        return (*(each.zfill(2) for each in self.text.partition("-")[0].split(".")), self.candidate is None, self.candidate or 0)

    def __eq__(self, other):
        return self.key == other.key

    def __lt__(self, other):
        return self.key < other.key

    def __hash__(self):
        return hash(self.key)

    def __repr__(self):
        return self.text
