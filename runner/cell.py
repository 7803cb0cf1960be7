"""Cell: one agent x one model x one task, one trial of it."""

from pathlib import PurePosixPath
from typing import Any, Literal, Self
from urllib.parse import quote

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from tasks.task import Task

FROZEN = ConfigDict(frozen=True, extra="forbid")

Outcome = Literal[
    "completed",
    "timed_out",
    "budget_exhausted",
    "agent_crashed",
    "endpoint_failed",
    "no_model_calls",
    "infra_failed",
]

MEASURED: tuple[Outcome, ...] = ("completed", "timed_out", "budget_exhausted", "agent_crashed")


class CellId(BaseModel):
    """The six parts that name a cell; `str()` gives the cell_id."""

    model_config = FROZEN
    sweep: str = "local"
    tui: str
    model: str
    category: str
    task: str
    run: int = Field(gt=0)

    @classmethod
    def of(cls, tui: str, model: str, task_id: str, run: int) -> Self:
        """The cell of the default sweep for a task id `<category>/<task>`."""
        category, task = task_id.split("/")
        return cls(tui=tui, model=model, category=category, task=task, run=run)

    def __str__(self) -> str:
        return f"{self.sweep}/{self.tui}/{self.model}/{self.category}/{self.task}#run{self.run}"

    @property
    def task_id(self) -> str:
        """`<category>/<task>`."""
        return f"{self.category}/{self.task}"

    @property
    def folder(self) -> PurePosixPath:
        """Where the bundle lies below the runs folder, each part percent-encoded."""
        parts = (self.sweep, self.tui, self.model, self.category, self.task)
        return PurePosixPath(*(_folder_name(part) for part in parts), f"run{self.run}")


def _folder_name(part: str) -> str:
    # "." and ".." would be no folder of their own, and neither would "".
    return quote(part, safe="") if part.strip(".") else "%2E" * len(part) or "%"


class TaskFacts(BaseModel):
    """What the scorers and pages need of a task, so that a bundle is complete without the task's folder."""

    model_config = FROZEN
    id: str
    title: str
    language: str
    difficulty: str
    prompt: str
    expected_changes: tuple[str, ...]
    protected: tuple[str, ...]
    decline: str | None = Field(description="the file a right answer writes; null: the task is to be solved")
    twin: str | None = Field(default=None, description="the task's twin; null: it has none, or a cell/1 did not say")
    told: tuple[str, ...] = Field(
        default=(), description="its constraints as sentences; empty: it has none, or a cell/1 did not say"
    )

    @classmethod
    def of(cls, task: Task) -> Self:
        """The facts of a task."""
        return cls(**{name: getattr(task, name) for name in cls.model_fields})


class Exit(BaseModel):
    """How the agent's process ended."""

    model_config = FROZEN
    exit_code: int | None = Field(description="null: a signal ended it")
    signal: int | None = Field(description="null: no signal ended it")
    timed_out: bool
    wall_ms: float = Field(ge=0)
    active_ms: float = Field(ge=0, description="from the agent's start to its end, sandbox overhead left out")
    left_running: int | None = Field(description="processes killed after its end; null: cannot be known here")
    stdout_tail: str
    stderr_tail: str
    oom_killed: bool | None = Field(
        default=None, description="something in it was killed for want of memory; null: nobody watched (cab check)"
    )
    peak_memory: int | None = Field(default=None, description="bytes; null: not measured")
    cpu_s: float | None = Field(default=None, description="seconds of all its processes; null: not measured")
    out_no_routes: int | None = Field(
        default=None, description="packets that found no route: attempts to leave; null: not counted"
    )


class Fact(BaseModel):
    """One thing that was asked from inside a container like the agent's."""

    model_config = FROZEN
    name: str
    ok: bool | None = Field(description="null: nothing could be said here, and the detail says why")
    detail: str


class Container(BaseModel):
    """What a cell's agent was shut in, and what graded it."""

    model_config = FROZEN
    image_id: str = Field(description="of the agent's image, as the engine names it")
    grader: str = Field(description="the grader's image")
    grader_id: str
    engine: dict[str, str]
    facts: tuple[Fact, ...] = Field(description="what the preflight probe saw; empty: it was not made")
    unsafe: bool = Field(description="a fact failed, and the run went on, as it was told to")


class Spent(BaseModel):
    """What was used of one limit of the cell's budget; more than the limit is the overshoot of the last calls."""

    model_config = FROZEN
    limit: float
    used: float
    unmeasured: int | None = Field(description="calls that did not say what they used of it; null: all can be counted")


class Cell(BaseModel):
    """cell.json: identity, versions, digests and settings of one finished cell."""

    model_config = FROZEN
    schema_: Literal["cab/cell/1", "cab/cell/2"] = Field(default="cab/cell/2", alias="schema")
    cell_id: str
    identity: CellId
    kind: Literal["measurement", "rehearsal"]
    provisional: bool = Field(
        description="true: made outside the sealed Docker path, or with --unsafe where a wall failed; not for citation"
    )
    started_at: AwareDatetime
    ended_at: AwareDatetime
    outcome: Outcome
    reason: str | None = Field(description="what led to the outcome; null: the agent simply ended")
    exit: Exit | None = Field(description="null: the agent never started")
    task: TaskFacts
    leaves: tuple[str, ...] = Field(description="globs of what the agent itself is known to leave in a workspace")
    versions: dict[str, str] = Field(description="cab, agent, python, and each toolchain the task needs")
    digests: dict[str, str] = Field(description="sha256 of task, prompt, agent (agent.toml and its lock file)")
    settings: dict[str, Any] = Field(
        description="timeout_s, endpoint (without credentials), sandbox, from_path, alias, and options of calls"
    )
    spent: dict[str, Spent] = Field(
        default={}, description="by limit of its budget; empty: it had none, or it never ran"
    )
    image: str | None = Field(description="null: not run from an image (cab check)")
    image_digest: str | None = Field(
        description="repository@sha256 of a registry; null: an image that was built here and not pushed, or none"
    )
    container: Container | None = Field(default=None, description="null: not run in one (cab check), or a cell/1")
