"""Entries, each with the hash of the one before it."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace

GENESIS = "0" * 16


@dataclass(frozen=True)
class Entry:
    """`day` is a date as text; `before` is the hash of the entry before it."""

    day: str
    user: str
    what: str
    before: str = GENESIS

    @property
    def hash(self):
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]


def chained(entries):
    """The entries with their hashes made anew, in their order."""
    found, before = [], GENESIS
    for entry in entries:
        found.append(replace(entry, before=before))
        before = found[-1].hash
    return found
