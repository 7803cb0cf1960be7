"""Standing: where a journal's chains and calls stand, followed line by line."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from proxy.chain import GENESIS, Line, unseal


@dataclass
class Chain:
    """Where one cell's chain stands."""

    head: str = GENESIS
    calls: int = 0


@dataclass
class Standing:
    """What the lines so far say."""

    cells: dict[str, Chain] = field(default_factory=dict)
    open: dict[str, Line] = field(default_factory=dict)

    def take(self, line: Line) -> None:
        """Follows one line that stands, or is about to stand, in the file."""
        cell = self.cells.setdefault(line["cell"], Chain())
        if line["prev"] != cell.head:
            raise ValueError(f"it does not follow the line before it of cell {line['cell']}")
        cell.head = line["sha256"]
        if line["kind"] == "intent":
            cell.calls = line["seq"]
            self.open[line["id"]] = line
        elif self.open.pop(line["id"], None) is None:
            raise ValueError(f"call {line['id']} of cell {line['cell']} has no intent, or ended before")


BATCH = 2**20  # bytes; no more than this, or a single line, is ever written before it is synced


def recover(file: int, path: Path) -> Standing:
    """Reads the journal open as `file`, and cuts the bad end that a crash may have left: what was never synced.

    Damage before a sound line is somebody's doing: it is not touched, and ValueError. But a machine that loses its
    power may have kept only some pages of the last batch: zeros where the others were, with sound lines after them.
    """
    state, good, bad, hole = Standing(), 0, "", False
    size = os.fstat(file).st_size
    with open(os.dup(file), "rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                record = _complete(line)
            except ValueError as problem:
                bad = bad or f"line {number}: {problem}"
                hole = hole or (b"\0" in line and size - good <= BATCH)
                continue
            if hole:
                continue
            if bad:
                raise ValueError(f"journal {path} is damaged inside ({bad}); move it away and start a new one")
            try:
                state.take(record)
            except ValueError as problem:
                raise ValueError(f"journal {path} is damaged at line {number}: {problem}; move it away") from None
            good += len(line)
    if bad:
        os.ftruncate(file, good)
        os.fsync(file)
    return state


def _complete(line: bytes) -> Line:
    if not line.endswith(b"\n"):
        raise ValueError("it has no end")
    return unseal(line)
