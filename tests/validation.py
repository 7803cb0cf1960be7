"""Tries the kit's tasks: `all` prints docs/validation.md, `soak` docs/soak-tasks.md, `sample` takes some by commit."""

import hashlib
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, get_args

from cab import baselines
from cab.soundness import problems
from runner.grader.local import LocalPlace
from runner.grader.validate import excessive_solutions, try_overlays, wrong_solutions
from runner.toolchain import Toolchain, toolchain
from tasks import scaffold
from tasks.catalogue import all_tasks, digest
from tasks.task import Language, Task

AT_ONCE = 2
SAMPLE_SECONDS = 480  # no task is begun after that, so that CI's step ends within ten minutes
TIMES = 20

OPENING = """# Validation

What `make validate` printed on {date} on {machine}: for every task that the reference solution passes, that the
untouched workspace, declining and doing nothing fail, that each wrong solution it ships fails or is a violation, and
that every [baseline](baselines.md) scores what it must.
`make validate-sample`, a step of CI, does it for as many tasks as eight minutes hold, others with every commit.

| task | digest | wrong | excessive | seconds | result |
| --- | --- | --- | --- | --- | --- |
"""

SOAK = """# Soak: references

What `make soak-tasks` printed on {date} on {machine}: the reference solution of every task, and of what
`cab tasks new` makes in each language, graded {times} times with new inputs each time, {at_once} tasks at once.
Sound: it passed every time.

| task | digest | seconds | result |
| --- | --- | --- | --- |
"""

Check = Callable[[Task, Toolchain], list[str]]


class Result(NamedTuple):
    """What one task was found to be; `found` is None where its toolchain is missing, and `why` then says so."""

    task: Task
    found: list[str] | None
    seconds: float
    why: str = ""

    @property
    def text(self) -> str:
        """For people, on one line."""
        if self.found is None:
            return f"not validated: {self.why}"
        return "; ".join(" ".join(problem.split()) for problem in self.found) or "sound"


def results(tasks: Sequence[Task], check: Check, seconds: float = float("inf")) -> Iterator[Result]:
    """The results in the order of `tasks`, AT_ONCE at a time; what was not begun after `seconds` is left out."""
    deadline = time.monotonic() + seconds
    with ThreadPoolExecutor(AT_ONCE) as pool:
        begun = [pool.submit(_result, task, check, deadline) for task in tasks]
        for future in begun:
            if (found := future.result()) is not None:
                yield found


def _result(task: Task, check: Check, deadline: float) -> Result | None:
    started = time.monotonic()
    if started > deadline:
        return None
    try:
        tools = toolchain(*task.languages)
    except FileNotFoundError as missing:
        return Result(task, None, 0.0, str(missing))
    return Result(task, check(task, tools), time.monotonic() - started)


def rotated(tasks: Sequence[Task], commit: str) -> list[Task]:
    """The tasks in an order that every commit has its own of, each language's first one before the second ones."""
    mixed = sorted(tasks, key=lambda task: hashlib.sha256(f"{commit} {task.id}".encode()).digest())
    places = [sum(before.language == task.language for before in mixed[:place]) for place, task in enumerate(mixed)]
    return [task for _, task in sorted(zip(places, mixed, strict=True), key=lambda pair: pair[0])]


def whole(task: Task, tools: Toolchain) -> list[str]:
    """What is wrong with the task itself, or with what the baselines score on it."""
    return problems(task, tools) or baselines.wrong(task, tools)


def flaky(task: Task, tools: Toolchain) -> list[str]:
    """How often the reference solution did not pass in TIMES tries, with new inputs in each; empty: never."""
    tried = [try_overlays(task, LocalPlace(tools), task.solution) for _ in range(TIMES)]
    lost = [grade for grade in tried if grade.status != "passed"]
    return [f"flaky: the reference solution failed {len(lost)} of {TIMES} times: {lost[0].reason}"] if lost else []


def row(result: Result) -> str:
    """One line of the page."""
    task = result.task
    counts = len(wrong_solutions(task)), len(excessive_solutions(task))
    columns = (task.id, digest(task)[:12], *counts, f"{result.seconds:.0f}", result.text.replace("|", "\\|"))
    return f"| {' | '.join(map(str, columns))} |"


def soak_row(result: Result) -> str:
    """One line of the page of how often each reference passed."""
    columns = (result.task.id, digest(result.task)[:12], f"{result.seconds:.0f}", result.text.replace("|", "\\|"))
    return f"| {' | '.join(columns)} |"


def _opening(page: str) -> None:
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    today = datetime.now(UTC).date()
    sys.stdout.write(page.format(date=today, machine=machine, times=TIMES, at_once=AT_ONCE))


def _commit() -> str:
    return subprocess.run(("git", "rev-parse", "HEAD"), capture_output=True, text=True, check=True).stdout.strip()


def _shown(found: Iterator[Result], line: Callable[[Result], str]) -> bool:
    """Prints a line for each; whether all that could be tried are sound. In CI all of them can."""
    sound, lenient = True, "CI" not in os.environ
    for result in found:
        sys.stdout.write(line(result) + "\n")
        sys.stdout.flush()
        sound = sound and not result.found and (lenient or result.found is not None)
    return sound


def every(folder: Path) -> list[Task]:
    """The kit's tasks, and what `cab tasks new` makes in each language."""
    return [*all_tasks(), *(scaffold.make(f"new/{each}", each, folder) for each in get_args(Language))]


def main(what: str) -> int:
    """1 when a task is not sound."""
    with tempfile.TemporaryDirectory(prefix="cab-new-") as folder:
        tasks = every(Path(folder))
        if what == "all":
            _opening(OPENING)
            return int(not _shown(results(tasks, whole), row))
        if what == "soak":
            _opening(SOAK)
            return int(not _shown(results(tasks, flaky), soak_row))
        found = results(rotated(tasks, _commit()), whole, SAMPLE_SECONDS)
        return int(not _shown(found, lambda result: f"{result.task.id}: {result.text} ({result.seconds:.0f} s)"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
