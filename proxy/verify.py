"""Verify: what is wrong with a journal, each problem a sentence that names line and cell."""

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from proxy.call import Call, Intent
from proxy.chain import GENESIS, Line, claimed, unseal


def complete_lines(data: bytes) -> list[bytes]:
    """The lines that have their newline, without it."""
    return data.split(b"\n")[:-1]


@dataclass
class _Seen:
    """What the lines read so far say of one cell."""

    head: str = GENESIS
    calls: int = 0
    at: dict[str, int] = field(default_factory=dict)  # sha256 -> line number
    open: dict[str, Line] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)


def verify(journal: Path | bytes, sealed: tuple[int, str] | None = None) -> list[str]:
    """Every problem of a journal; `sealed`, its count and head as once kept, shows a cut tail too."""
    data = journal if isinstance(journal, bytes) else journal.read_bytes()
    lines = complete_lines(data)
    problems: list[str] = []
    cells: dict[str, _Seen] = {}
    last = GENESIS
    for number, line in enumerate(lines, start=1):
        record = claimed(line)
        if record is None:
            problems.append(f"line {number} is no line of a journal")
            continue
        last = record["sha256"]
        seen = cells.setdefault(record["cell"], _Seen())
        wrong = _changed(line) + _breaks(record, seen) + _misshapen(record) + _unpaired(record, seen)
        problems += [f"line {number} (cell {record['cell']}) {what}" for what in wrong]
        seen.head = last
        seen.at[last] = number
    if data and not data.endswith(b"\n"):
        problems.append(f"line {len(lines) + 1} is torn: it has no end")
    for cell, seen in cells.items():
        problems += [f"call {call} (cell {cell}) has an intent but no terminal line" for call in seen.open]
    if sealed is not None and sealed != (len(lines), last):
        problems.append(f"the journal has {len(lines)} lines, the last is {last}; sealed: {sealed[0]}, {sealed[1]}")
    return problems


def _changed(line: bytes) -> list[str]:
    try:
        unseal(line)
    except ValueError as problem:
        return [f"was changed: {problem}"]
    return []


def _breaks(record: Line, seen: _Seen) -> list[str]:
    if record["sha256"] in seen.at:
        return [f"repeats line {seen.at[record['sha256']]}"]
    if record["prev"] == seen.head:
        return []
    if record["prev"] in seen.at:
        return [f"is out of order, or something was inserted before it: it follows line {seen.at[record['prev']]}"]
    return ["does not follow the line before it: lines are missing, were changed or stand in another order"]


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


def _unpaired(record: Line, seen: _Seen) -> list[str]:
    call, again = record["id"], record["id"] in seen.open or record["id"] in seen.ended
    if record["kind"] == "intent":
        due, seen.calls = seen.calls + 1, record["seq"]
        seen.open[call] = record
        problems = [f"begins call {call} a second time"] if again else []
        return problems + ([f"is call {record['seq']} of its cell where {due} was due"] if record["seq"] != due else [])
    intent = seen.open.pop(call, None)
    seen.ended.add(call)
    if intent is None:
        return [f"ends call {call} a second time" if again else f"ends call {call}, which has no intent"]
    return [] if intent["seq"] == record["seq"] else [f"ends call {call} under another number than it began with"]
