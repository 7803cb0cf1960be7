"""Verify: what is wrong with a journal, each problem a sentence that names line and cell."""

from array import array
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from proxy.call import Call, Intent
from proxy.calls import lines_of
from proxy.chain import GENESIS, Line, claimed, unseal

MOST = 1000  # problems named; a journal may be huge, and wrong in every line


class Problem(NamedTuple):
    """Something wrong, and what must be known of the lines before it to say what."""

    number: int
    cell: str
    what: str
    sha256: str | None = None  # perhaps that of an earlier line
    prev: str | None = None  # perhaps the sha256 of an earlier line
    call: str | None = None  # perhaps one that an earlier line begins


@dataclass
class _Cell:
    """What the lines read so far say of one cell."""

    head: str = GENESIS
    calls: int = 0
    open: dict[str, int] = field(default_factory=dict)  # call -> its number in the cell


class _Begun:
    """Which calls began, in eight bytes each, as there may be millions."""

    def __init__(self) -> None:
        self._parts = [array("q") for _ in range(64)]

    def add(self, cell: str, call: str) -> None:
        known = hash((cell, call))
        self._parts[known & 63].append(known)

    def twice(self) -> set[int]:
        found: set[int] = set()
        for part in self._parts:
            once: set[int] = set()
            for known in part:
                (found if known in once else once).add(known)
        return found


def verify(journal: Path | bytes, sealed: tuple[int, str] | None = None) -> list[str]:
    """Every problem of a journal; `sealed`, its count and head as once kept, shows a cut tail too.

    A sound journal is read once and never held; what is wrong has its cause looked up in a second reading.
    """
    reading = _Reading()
    for number, line in enumerate(lines_of(journal), start=1):
        reading.take(number, line)
    problems = reading.named(journal)
    if sealed is not None and sealed != (reading.count, reading.last):
        problems.append(
            f"the journal has {reading.count} lines, the last is {reading.last}; sealed: {sealed[0]}, {sealed[1]}"
        )
    return problems


class _Reading:
    """One reading of a journal."""

    def __init__(self) -> None:
        self.count = 0
        self.last = GENESIS
        self._cells: dict[str, _Cell] = {}
        self._begun = _Begun()
        self._problems: list[Problem] = []
        self._more = 0
        self._torn: int | None = None

    def take(self, number: int, line: bytes) -> None:
        if not line.endswith(b"\n"):
            self._torn = number
            return
        self.count = number
        record = claimed(line)
        if record is None:
            self._note(Problem(number, "", "is no line of a journal"))
            return
        cell = self._cells.setdefault(record["cell"], _Cell())
        for what in _changed(line) + _misshapen(record):
            self._note(Problem(number, record["cell"], what))
        if record["prev"] != cell.head:
            self._note(Problem(number, record["cell"], "", sha256=record["sha256"], prev=record["prev"]))
        self._pair(number, record, cell)
        cell.head = self.last = record["sha256"]

    def _pair(self, number: int, record: Line, cell: _Cell) -> None:
        name, call, seq = record["cell"], record["id"], record["seq"]
        if record["kind"] == "intent":
            self._begun.add(name, call)
            due, cell.calls = cell.calls + 1, seq
            cell.open[call] = seq
            if seq != due:
                self._note(Problem(number, name, f"is call {seq} of its cell where {due} was due"))
        elif call not in cell.open:
            self._note(Problem(number, name, f"ends call {call}", call=call))
        elif cell.open.pop(call) != seq:
            self._note(Problem(number, name, f"ends call {call} under another number than it began with"))

    def _note(self, problem: Problem) -> None:
        if len(self._problems) < MOST:
            self._problems.append(problem)
        else:
            self._more += 1

    def named(self, journal: Path | bytes) -> list[str]:
        """The problems as sentences."""
        twice = self._begun.twice()
        earlier = _Earlier(self._problems, twice)
        if twice or any(problem.prev or problem.call for problem in self._problems):
            for number, line in enumerate(lines_of(journal), start=1):
                earlier.take(number, line)
        found = sorted([*self._problems, *earlier.again], key=lambda problem: problem.number)
        said = [earlier.sentence(problem) for problem in found]
        if self._more:
            said.append(f"there are {self._more} more problems")
        if self._torn is not None:
            said.append(f"line {self._torn} is torn: it has no end")
        open_still = [(name, call) for name, cell in self._cells.items() for call in cell.open]
        said += [f"call {call} (cell {name}) has an intent but no terminal line" for name, call in open_still[:MOST]]
        if len(open_still) > MOST:
            said.append(f"there are {len(open_still) - MOST} more calls without a terminal line")
        return said


class _Earlier:
    """A second reading: where the hashes and calls stand that the problems name."""

    def __init__(self, problems: list[Problem], twice: set[int]) -> None:
        asked = {(problem.cell, key) for problem in problems for key in problem[3:] if key is not None}
        self._asked = asked
        self._twice = twice
        self._at: dict[tuple[str, str], int] = {}
        self._first: set[int] = set()
        self.again: list[Problem] = []

    def take(self, number: int, line: bytes) -> None:
        record = claimed(line)
        if record is None:
            return
        for key in ((record["cell"], record["sha256"]), (record["cell"], record["id"])):
            if key in self._asked:
                self._at.setdefault(key, number)
        known = hash((record["cell"], record["id"])) if record["kind"] == "intent" else None
        if known in self._twice and len(self.again) < MOST:
            if known in self._first:
                self.again.append(Problem(number, record["cell"], f"begins call {record['id']} a second time"))
            self._first.add(known)

    def sentence(self, problem: Problem) -> str:
        number, cell, what = problem[:3]
        if problem.call is not None:
            ended = self._at.get((cell, problem.call), number) < number
            what += " a second time" if ended else ", which has no intent"
        elif problem.prev is not None:
            what = self._broken(problem)
        return f"line {number} (cell {cell}) {what}" if cell else f"line {number} {what}"

    def _broken(self, problem: Problem) -> str:
        itself = self._at.get((problem.cell, problem.sha256 or ""), problem.number)
        before = self._at.get((problem.cell, problem.prev or ""), problem.number)
        if itself < problem.number:
            return f"repeats line {itself}"
        if before < problem.number:
            return f"is out of order, or something was inserted before it: it follows line {before}"
        return "does not follow the line before it: lines are missing, were changed or stand in another order"


def _changed(line: bytes) -> list[str]:
    try:
        unseal(line)
    except ValueError as problem:
        return [f"was changed: {problem}"]
    return []


def _misshapen(record: Line) -> list[str]:
    try:
        if record["kind"] == "intent":
            Intent.model_validate(record)
        else:
            Call.model_validate(record)
    except ValidationError as problem:
        first = problem.errors()[0]
        return [f"is not as {record.get('schema')} has it: {'.'.join(map(str, first['loc']))}: {first['msg']}"]
    return []
