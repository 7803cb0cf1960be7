"""Diff: the lines of a unified diff, told apart for colouring."""

from dataclasses import dataclass
from typing import Literal

LINES = 3000
CHARACTERS = 2000  # of one line; minified files have lines of a megabyte

Kind = Literal["file", "hunk", "add", "remove", "same"]


@dataclass(frozen=True)
class Line:
    """One line and what it is."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Diff:
    """The lines the page shows, the counts of all, and a note when lines were left out (None: all are here)."""

    lines: tuple[Line, ...]
    added: int
    removed: int
    note: str | None


def read(diff: str) -> Diff:
    """The diff's lines; a `---` inside a hunk is a removed line, not a header, so hunks are counted."""
    lines: list[Line] = []
    old = new = 0
    for text in diff.split("\n")[: -1 if diff.endswith("\n") else None] if diff else []:
        if old > 0 or new > 0:
            kind: Kind = "add" if text.startswith("+") else "remove" if text.startswith("-") else "same"
            kept = not text.startswith("\\")
            old -= kind != "add" and kept
            new -= kind != "remove" and kept
        elif text.startswith("@@"):
            kind, (old, new) = "hunk", _sizes(text)
        else:
            kind = "same" if text.startswith("\\") else "file"
        lines.append(Line(kind, text if len(text) <= CHARACTERS else f"{text[:CHARACTERS]} \u2026 (long line cut)"))
    note = (
        f"{LINES:,} of {len(lines):,} lines are shown; all of it is in workspace.diff" if len(lines) > LINES else None
    )
    added, removed = (sum(one.kind == kind for one in lines) for kind in ("add", "remove"))
    return Diff(tuple(lines[:LINES]), added, removed, note)


def _sizes(header: str) -> tuple[int, int]:
    """Lines a hunk `@@ -a,b +c,d @@` announces on the old and the new side; 0, 0 when it is no such header."""
    parts = header.split(" ")[1:3]
    if [part[:1] for part in parts] != ["-", "+"]:
        return 0, 0
    sizes = [part[1:].partition(",")[2] or "1" for part in parts]
    return (
        (int(sizes[0]), int(sizes[1]))
        if all(size.isascii() and size.isdigit() and len(size) < 10 for size in sizes)
        else (0, 0)
    )
