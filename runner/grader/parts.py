"""Parts: which groups of a task's cases were got right, and which of them show that anything was done."""

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase

from runner.evidence import Case, Part
from tasks.task import PartOf, Task

Cases = tuple[Case, ...]


def parts(task: Task, cases: Cases, *, passed: bool, changed: bool, untouched: Callable[[], Cases]) -> tuple[Part, ...]:
    """The task's parts; `untouched` asks the workspace as it was given the same questions, and is called if it matters.

    It does where some parts were got right but not the task: what the untouched workspace gets right earns nothing.
    """
    right = {part.name: _right(part, cases) for part in task.grading.parts}
    base: Cases | None = None
    if not passed and any(right.values()):
        base = untouched() if changed else cases
    return tuple(
        Part(
            name=part.name,
            cases=len(_of(part, cases)),
            passed=right[part.name],
            counts=None if base is None else not _right(part, base),
        )
        for part in task.grading.parts
    )


def idle(task: Task, names: Sequence[str]) -> list[str]:
    """The parts that none of the cases called `names` belongs to."""
    return [part.name for part in task.grading.parts if not any(_belongs(name, part) for name in names)]


def _of(part: PartOf, cases: Cases) -> list[Case]:
    return [case for case in cases if _belongs(case.name, part)]


def _right(part: PartOf, cases: Cases) -> bool:
    chosen = _of(part, cases)
    return bool(chosen) and all(case.passed for case in chosen)


def _belongs(name: str, part: PartOf) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in part.cases)
