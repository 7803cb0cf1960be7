"""Wishes: `>=1.2.0 <2.0.0`, `~2.3.1`, `=1.0.0-rc1` or `*`."""

import re

from stock.version import Version

CLAUSE = re.compile(r"(>=|<=|>|<|=|~)(\S+)")


class Wish:
    """Clauses that must hold together."""

    def __init__(self, text):
        self.text = text
        self.clauses = [] if text.strip() == "*" else [self._clause(part) for part in text.split()]
        if text.strip() != "*" and not self.clauses:
            raise ValueError("an empty wish; write *")

    @staticmethod
    def _clause(text):
        match = CLAUSE.fullmatch(text)
        if not match:
            raise ValueError(f"not a wish: {text!r}")
        return match[1], Version(match[2])

    def allows(self, version):
        """Whether a version is what is wished for; a candidate only where a clause itself names a candidate."""
        if version.candidate is not None and not any(each.candidate is not None for _, each in self.clauses):
            return False
        return all(self._holds(sign, version, wanted) for sign, wanted in self.clauses)

    @staticmethod
    def _holds(sign, version, wanted):
        if sign == "~":
            return version >= wanted and version.numbers[:2] == wanted.numbers[:2]
        return {
            ">=": version >= wanted,
            "<=": version <= wanted,
            ">": version > wanted,
            "<": version < wanted,
            "=": version == wanted,
        }[sign]
