"""Calls: a journal's lines, read back as what they record."""

import io
from collections.abc import Iterator
from pathlib import Path

import orjson

from proxy.call import Call
from proxy.chain import GENESIS, Line


def lines_of(journal: Path | bytes) -> Iterator[bytes]:
    """The lines, one at a time, each with its newline; the last may lack it."""
    with io.BytesIO(journal) if isinstance(journal, bytes) else journal.open("rb") as lines:
        yield from lines


def _of(journal: Path, cell: str | None) -> Iterator[tuple[bytes, Line]]:
    named = b"" if cell is None else orjson.dumps(cell)
    for line in lines_of(journal):
        if line.endswith(b"\n") and named in line:
            record = orjson.loads(line)
            if cell is None or record["cell"] == cell:
                yield line, record


def read_calls(path: Path, cell: str | None = None) -> tuple[Call, ...]:
    """The finished calls of one cell, or of all; a torn last line is none, as nobody was ever told of it."""
    return tuple(Call.model_validate_json(line) for line, record in _of(path, cell) if record["kind"] == "call")


def cell_lines(path: Path, cell: str) -> bytes:
    """One cell's lines, intents included, verbatim."""
    return b"".join(line for line, _ in _of(path, cell))


def head(journal: Path | bytes) -> tuple[int, str]:
    """Count and last hash of a journal's lines: kept by a seal, they show a cut tail."""
    count, last = 0, b""
    for line in lines_of(journal):
        if line.endswith(b"\n"):
            count, last = count + 1, line
    return count, str(orjson.loads(last)["sha256"]) if last else GENESIS
