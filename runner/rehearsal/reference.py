"""Reference: what the scripted model knows of a task."""

import shlex
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from tasks.task import Language, Task

FROZEN = ConfigDict(frozen=True, extra="forbid")

# The visible tests, run so that they leave nothing in the workspace; a language that is not here: as the grader does.
CHECKS: dict[Language, str] = {
    "python": "python3 -m unittest discover -s tests -t .",
    "rust": "cargo test --offline --quiet",
}


class Reference(BaseModel):
    """The files the reference solution writes, as they were and as they become."""

    model_config = FROZEN
    before: dict[str, str] = Field(description="by path; a file the solution adds is not in it")
    after: dict[str, str]
    check: str = Field(description="the shell command that runs the visible tests")


def reference(task: Task) -> Reference:
    """The task's solution laid beside its workspace; ValueError when there is nothing to write."""
    solution = _texts(task.solution, _paths(task.solution))
    workspace = _texts(task.workspace, [path for path in _paths(task.workspace) if path in solution])
    after = {path: text for path, text in solution.items() if workspace.get(path) != text}
    if not after:
        raise ValueError(f"{task.solution}: it changes nothing of {task.workspace}; write the reference solution there")
    before = {path: workspace[path] for path in after if path in workspace}
    return Reference(before=before, after=after, check=CHECKS.get(task.language) or shlex.join(task.grading.native))


def _paths(folder: Path) -> list[str]:
    paths = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted(path.relative_to(folder).as_posix() for path in paths)


def _texts(folder: Path, paths: Sequence[str]) -> dict[str, str]:
    # Bytes decoded, not read as text: a file's own line ends are part of it.
    return {path: (folder / path).read_bytes().decode() for path in paths}
