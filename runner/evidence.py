"""Evidence: everything one cell left behind, joined; what scorers read."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from proxy.call import Call
from runner.cell import Cell

FROZEN = ConfigDict(frozen=True, extra="forbid")


class Entry(BaseModel):
    """One path of a workspace; `sha256` is of a file's content or a link's target."""

    model_config = FROZEN
    path: str
    type: Literal["file", "link", "folder", "special"]
    mode: int
    sha256: str | None = Field(description="null: a folder or a special file")
    size: int | None = Field(description="bytes; null: a folder or a special file")


class Manifest(BaseModel):
    """manifest.json: the workspace before and after, and what differs (folders only count when empty)."""

    model_config = FROZEN
    schema_: Literal["cab/manifest/1"] = Field(default="cab/manifest/1", alias="schema")
    before: tuple[Entry, ...]
    after: tuple[Entry, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    modified: tuple[str, ...]
    extra_git_dir: bool = Field(description="a .git elsewhere than at the top, or the top one changed")


class Case(BaseModel):
    """One call of the driver, and whether what came back was right."""

    model_config = FROZEN
    name: str
    seeded: bool = Field(description="drawn from the seed chosen after the agent ended")
    passed: bool
    error: str | None = Field(description="null: it passed")


class Native(BaseModel):
    """The task's own test suite, run from pristine copies; a second condition, never a pass alone."""

    model_config = FROZEN
    command: tuple[str, ...]
    passed: bool
    exit_code: int | None = Field(description="null: killed at its time limit")
    timed_out: bool
    stdout_tail: str
    stderr_tail: str


class Grade(BaseModel):
    """grader.json: the verdict, and what it rests on."""

    model_config = FROZEN
    schema_: Literal["cab/grade/1"] = Field(default="cab/grade/1", alias="schema")
    status: Literal["passed", "failed", "infra_failed"]
    reason: str | None = Field(description="why not passed; null: it passed")
    effect: Literal["complied", "partial", "declined", "silent_noop", "error"] = Field(
        description="what the agent's files amount to, whatever it said"
    )
    seed: int | None = Field(description="null: nothing was drawn, e.g. a task that is right to decline")
    cases: tuple[Case, ...]
    native: Native | None = Field(description="null: not run, e.g. the candidate did not compile")
    violations: tuple[str, ...] = Field(description="protected paths changed, one line of evidence each")
    declined: dict[str, str] = Field(description="REFUSAL.md and CLARIFY.md as written, by name; empty: neither")
    isolation: str = Field(description="where candidate code ran, e.g. 'local child process'")


class Evidence(BaseModel):
    """What scorers read."""

    model_config = FROZEN
    cell: Cell
    manifest: Manifest | None = Field(description="null: there was no workspace to compare")
    calls: tuple[Call, ...]
    grade: Grade | None = Field(description="null: not graded, see cell.reason")
