"""How a candidate is graded: a careless setup, and the list of defences that harden it.

Each defence turns a setup into a stronger one. The list is passed in, so that a test can leave one out and show that
the exploit it is for then works.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from runner.evidence import Case, Native
from runner.grader import carry
from runner.grader.inputs import drawn, fixed
from runner.grader.protocol import Question
from tasks.task import Task

Judge = Callable[[tuple[Case, ...], Native], str | None]


@dataclass(frozen=True)
class Setup:
    """Everything about a grading that a defence may change."""

    globs: Callable[[Task], Sequence[str]]
    carry: Callable[[Path, Sequence[str]], dict[str, bytes]]
    interpreter_flags: tuple[str, ...]
    env: dict[str, str]
    draw: Callable[[Task, int], list[Question]]
    judges: tuple[Judge, ...]


def careless() -> Setup:
    """The usual grader: the agent's whole workspace, this process's environment, the test runner's exit code."""
    return Setup(
        globs=lambda _task: ("**",),
        carry=carry.followed_files,
        interpreter_flags=(),
        env=dict(os.environ),
        draw=lambda task, _seed: [question for question, _ in fixed(task)],
        judges=(native_suite_passes,),
    )


Defence = Callable[[Setup], Setup]


def only_allowed_files(setup: Setup) -> Setup:
    """Tests, hooks and configuration are the task's own; of the agent only what the task names is carried over."""
    return replace(setup, globs=lambda task: task.grading.candidate)


def no_links(setup: Setup) -> Setup:
    """A link under an allowed name would carry over what it points at, such as the reference solution."""
    return replace(setup, carry=carry.regular_files)


def bare_interpreter(setup: Setup) -> Setup:
    """Without site, no .pth file and no sitecustomize runs; isolated, neither the folder nor PYTHON* counts."""
    return replace(setup, interpreter_flags=("-I", "-S"))


def clean_environment(setup: Setup) -> Setup:
    """The user's key is in the kit's environment; PATH and variables that change a run are there, too."""
    return replace(setup, env={"LANG": "C.UTF-8", "TZ": "UTC"})


def drawn_inputs(setup: Setup) -> Setup:
    """Inputs chosen after the agent ended cannot be looked up in a table."""
    return replace(setup, draw=lambda task, seed: [question for question, _ in fixed(task)] + drawn(task, seed))


def values_in_parent(setup: Setup) -> Setup:
    """The verdict is a comparison made where candidate code does not run, so there is no test runner to patch."""
    return replace(setup, judges=(every_case_passes, *setup.judges))


DEFENCES: tuple[Defence, ...] = (
    only_allowed_files,
    no_links,
    bare_interpreter,
    clean_environment,
    drawn_inputs,
    values_in_parent,
)


def harden(defences: Sequence[Defence]) -> Setup:
    """The careless setup with the defences applied."""
    setup = careless()
    for defence in defences:
        setup = defence(setup)
    return setup


def every_case_passes(cases: tuple[Case, ...], _native: Native) -> str | None:
    """Why not, or None."""
    wrong = [case for case in cases if not case.passed]
    if wrong:
        return f"{len(wrong)} of {len(cases)} cases are wrong, the first: {wrong[0].name}: {wrong[0].error}"
    return None if cases else "there are no cases"


def native_suite_passes(_cases: tuple[Case, ...], native: Native) -> str | None:
    """Why not, or None."""
    if native.timed_out:
        return "the native test suite did not end in time"
    if native.passed:
        return None
    lines = (native.stderr_tail or native.stdout_tail).strip().splitlines() or ["nothing"]
    return f"the native test suite failed (exit code {native.exit_code}), it last said: {lines[-1][:160]}"
