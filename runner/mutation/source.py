"""Edits: splices of a source file's bytes."""

from collections.abc import Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """The bytes from `start` up to `end` become `text`."""

    start: int
    end: int
    text: bytes


def applied(source: bytes, edits: Iterable[Edit]) -> bytes:
    """The source after all edits, whose offsets are those of the source before; ValueError where two overlap."""
    pieces, at = [], 0
    for edit in sorted(edits):
        if edit.start < at or edit.end < edit.start or edit.end > len(source):
            raise ValueError(f"{edit} overlaps another edit, or is not within the {len(source)} bytes")
        pieces += [source[at : edit.start], edit.text]
        at = edit.end
    return b"".join([*pieces, source[at:]])
