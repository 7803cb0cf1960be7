"""Bundle: the folder of one finished cell, everything a third party needs to check it."""

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from proxy.call import Call, Intent
from proxy.calls import head as head_of
from proxy.verify import verify as problems_of
from runner.cell import Cell
from runner.evidence import Evidence, Grade, Manifest
from runner.span import Span
from scorers.claims import unfounded
from scorers.score import Scores
from scorers.score_cell import score
from store import atomic, bodies, hostile

FROZEN = ConfigDict(frozen=True, extra="forbid")

SEAL = "bundle.json"

FILES = (
    "cell.json",
    "calls.jsonl",
    "spans.jsonl",
    "terminal.cast",
    "workspace.diff",
    "manifest.json",
    "grader.json",
    "scores.json",
)

# Made from the bundle, at any time again: beside its files, but not of the seal.
DERIVED = ("page.html", "badge.svg")

# The folder of kept bodies, if they are: not of the seal either, as each is named by its hash in calls.jsonl.
BODIES = "bodies"


class Seal(BaseModel):
    """bundle.json: sha256 of every file of the bundle, and the journal's count and head."""

    model_config = FROZEN
    schema_: Literal["cab/bundle/1"] = Field(default="cab/bundle/1", alias="schema")
    cell_id: str
    files: dict[str, str]
    journal_lines: int
    journal_head: str = Field(description="sha256 of the last journal line; 64 zeros when there is none")


class Parts(BaseModel):
    """What a bundle is written from."""

    model_config = FROZEN
    evidence: Evidence
    journal: bytes = Field(description="the cell's journal lines, verbatim; empty: it made no call")
    spans: tuple[Span, ...]
    cast: str = Field(description="asciicast v2; empty: the agent never started")
    diff: str
    scores: Scores


class _Line(RootModel[Annotated[Intent | Call, Field(discriminator="kind")]]):
    """One line of calls.jsonl."""


class Bundle(BaseModel):
    """One cell as read back from disk."""

    model_config = FROZEN
    folder: Path
    evidence: Evidence
    spans: tuple[Span, ...]
    cast: str = Field(description="asciicast v2; empty: the agent never started")
    diff: str
    scores: Scores
    seal: Seal


def write(folder: Path, parts: Parts, before: Callable[[str], None] | None = None) -> Bundle:
    """Writes and seals the bundle in `folder`, which must not be sealed; `before` is told of each file, seal last.

    Whatever stops it before the seal is in place leaves an unfinished cell, never a broken bundle.
    """
    if sealed(folder):
        raise FileExistsError(f"{folder} holds a finished cell, which is never overwritten; take another run number")
    data = _files(parts)
    lines, head = head_of(parts.journal)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in data.items()}
    seal = Seal(cell_id=parts.evidence.cell.cell_id, files=digests, journal_lines=lines, journal_head=head)
    bundle = _bundle(folder, data, seal)
    if bundle.evidence.calls != parts.evidence.calls:
        raise ValueError(f"{seal.cell_id}: the calls of its evidence are not those of its journal; read them from it")
    for name, content in {**data, SEAL: _json(seal)}.items():
        if before is not None:
            before(name)
        atomic.put(folder / name, content)
    return bundle


def sealed(folder: Path) -> bool:
    """Whether the cell in `folder` is finished."""
    return os.path.lexists(folder / SEAL)


def read(folder: Path) -> Bundle:
    """The bundle in `folder`; FileNotFoundError when it has no seal, ValueError when something is wrong with it."""
    seal, data, problems = _gather(folder)
    if problems:
        raise ValueError("; ".join(problems))
    return _bundle(folder, data, seal)


def check(folder: Path) -> list[str]:
    """Every problem of the bundle in `folder`: of its seal, its records, its journal's chain, its scores, its bodies.

    None found says that the bundle is whole and of one piece, not who made it.
    """
    try:
        seal, data, problems = _gather(folder)
    except ValueError as problem:
        return [str(problem)]
    if "calls.jsonl" in data:
        found = problems_of(data["calls.jsonl"], (seal.journal_lines, seal.journal_head))
        problems += [f"{folder / 'calls.jsonl'}: {problem}" for problem in found]
    if problems:
        return problems
    try:
        bundle = _bundle(folder, data, seal)
    except ValueError as problem:
        return [str(problem)]
    given = score(bundle.evidence, bundle.scores.methodology)
    found = [f"{folder / 'scores.json'}: {problem}" for problem in unfounded(bundle.scores, given)]
    return found + [f"{folder}: {problem}" for problem in _bodies(bundle)]


def _bodies(bundle: Bundle) -> list[str]:
    folder = bundle.folder / BODIES
    # Who hands a bundle on may leave them out: nothing else of it rests on them.
    return bodies.problems(folder, bundle.evidence.calls) if os.path.lexists(folder) else []


def rescore(folder: Path, methodology: str = "1.0") -> Scores:
    """The scores that the bundle's evidence gives now; the bundle stays as it is."""
    return score(read(folder).evidence, methodology)


def _json(record: BaseModel | None, indent: int | None = 2) -> bytes:
    plain = None if record is None else record.model_dump(mode="json", by_alias=True)
    return json.dumps(plain, allow_nan=False, ensure_ascii=False, indent=indent).encode() + b"\n"


def _files(parts: Parts) -> dict[str, bytes]:
    evidence = parts.evidence
    return {
        "cell.json": _json(evidence.cell),
        "calls.jsonl": parts.journal,
        "spans.jsonl": b"".join(_json(span, indent=None) for span in parts.spans),
        "terminal.cast": parts.cast.encode(),
        "workspace.diff": parts.diff.encode(),
        "manifest.json": _json(evidence.manifest),
        "grader.json": _json(evidence.grade),
        "scores.json": _json(parts.scores),
    }


def _gather(folder: Path) -> tuple[Seal, dict[str, bytes], list[str]]:
    """The seal, the files that are as it says, and what is wrong with the others; no name is taken from the seal."""
    if not sealed(folder):
        raise FileNotFoundError(f"{folder} has no seal ({SEAL}): no finished cell; `cab check` makes another run")
    seal = hostile.record(Seal, hostile.content(folder / SEAL, limit=1024 * 1024), folder / SEAL)
    data, problems = {}, []
    for name in FILES:
        try:
            content = hostile.content(folder / name)
        except ValueError as problem:
            problems.append(str(problem))
            continue
        if seal.files.get(name) == hashlib.sha256(content).hexdigest():
            data[name] = content
        else:
            problems.append(f"{folder / name}: " + ("changed" if name in seal.files else "not in the seal"))
    strange = sorted({*seal.files} - {*FILES})
    problems += [f"{folder / SEAL}: names {name[:80]!r}, which is no file of a bundle" for name in strange]
    problems += [f"{folder}: has an extra file {name!r}; move it away" for name in sorted(_extra(folder))]
    return seal, data, problems


def _extra(folder: Path) -> Iterable[str]:
    # A page whose writing was killed leaves its draft, which harms nobody.
    drafts = tuple(f".{name}." for name in DERIVED)
    return {name for name in os.listdir(folder) if not name.startswith(drafts)} - {*FILES, *DERIVED, SEAL, BODIES}


def _bundle(folder: Path, data: dict[str, bytes], seal: Seal) -> Bundle:
    cell = hostile.record(Cell, data["cell.json"], folder / "cell.json")
    evidence = Evidence(
        cell=cell,
        manifest=hostile.optional(Manifest, data["manifest.json"], folder / "manifest.json"),
        calls=_calls(data["calls.jsonl"], folder / "calls.jsonl"),
        grade=hostile.optional(Grade, data["grader.json"], folder / "grader.json"),
    )
    scores = hostile.record(Scores, data["scores.json"], folder / "scores.json")
    for name in {str(cell.identity), scores.cell_id, seal.cell_id, *(call.cell for call in evidence.calls)}:
        if name != cell.cell_id:
            raise ValueError(f"{folder}: is of cell {cell.cell_id!r} and of cell {name!r}")
    return Bundle(
        folder=folder,
        evidence=evidence,
        spans=hostile.lines(Span, data["spans.jsonl"], folder / "spans.jsonl"),
        cast=hostile.text(data["terminal.cast"], folder / "terminal.cast"),
        diff=hostile.text(data["workspace.diff"], folder / "workspace.diff"),
        scores=scores,
        seal=seal,
    )


def _calls(data: bytes, name: Path) -> tuple[Call, ...]:
    lines = (line.root for line in hostile.lines(_Line, data, name))
    # The journal has them as they ended, which for calls made side by side is not as they began.
    return tuple(sorted((line for line in lines if isinstance(line, Call)), key=lambda call: call.seq))
