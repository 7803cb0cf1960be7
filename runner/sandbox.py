"""Sandbox: where one cell's agent runs; the seam between the cell's steps and the machine they are taken on."""

from pathlib import Path
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from runner.cell import Exit
from runner.evidence import Entry, Manifest
from tasks.task import Task

FROZEN = ConfigDict(frozen=True, extra="forbid")


class Prepared(BaseModel):
    """A sandbox with the task in it; `home` and `workspace` are paths as the agent sees them."""

    model_config = FROZEN
    home: str
    workspace: str
    baseline: tuple[Entry, ...] = Field(description="the workspace before the agent")


class Command(BaseModel):
    """What is started in a sandbox; its `env` is laid over the sandbox's own."""

    model_config = FROZEN
    argv: tuple[str, ...] = Field(min_length=1)
    env: dict[str, str]
    files: dict[str, str] = Field(description="text by path below HOME, written before the start")
    terminal: Literal["pty", "pipe"]
    deadline_s: float = Field(gt=0)


class Ran(BaseModel):
    """How the command ended, and its terminal as asciicast v2."""

    model_config = FROZEN
    exit: Exit
    cast: str


class Export(BaseModel):
    """The workspace after the agent: `folder` is on the kit's side, readable until the sandbox is cleaned."""

    model_config = FROZEN
    folder: Path
    manifest: Manifest
    diff: str


class Sandbox(Protocol):
    """One cell's machine: called in this order, once each; `clean` always, whatever happened, and as often as wanted.

    An exception from any of them is a failure of the kit or the machine, never of the agent; but for the one of export.
    """

    @property
    def facts(self) -> dict[str, Any]:
        """What a bundle says of this sandbox: its kind, and how it isolates."""

    def prepare(self, task: Task) -> Prepared:
        """Puts the task's workspace in place; no program of the agent has run yet."""

    def endpoint(self, proxy_url: str) -> str:
        """The URL (without /v1) at which the agent finds the proxy that listens at `proxy_url`."""

    def run(self, command: Command) -> Ran:
        """Runs the command until its end or deadline, then kills all that is left of it; also when interrupted."""

    def export(self) -> Export:
        """The workspace as the agent left it, read as hostile bytes; TooMuchError where that is more than is taken."""

    def clean(self) -> None:
        """Removes everything of this sandbox."""
