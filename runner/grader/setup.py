"""How a candidate is graded: a careless setup, and the list of defences that harden it.

Each defence turns a setup into a stronger one. The list is passed in, so that a test can leave one out and show that
the exploit it is for then works.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from runner.grader import carry
from runner.grader.inputs import drawn, fixed
from runner.grader.judges import Judge, every_case_passes, native_suite_passes, suite_says_so
from runner.grader.protocol import Answer, Question, alike, loosely_alike
from tasks.task import Task


@dataclass(frozen=True)
class Setup:
    """Everything about a grading that a defence may change."""

    globs: Callable[[Task], Sequence[str]]
    carry: Callable[[Path, Sequence[str]], dict[str, bytes]]
    interpreter_flags: tuple[str, ...]
    env: dict[str, str]
    draw: Callable[[Task, int], list[Question]]
    seconds: Callable[[Task], float]  # for one case
    answers_inside: bool  # the right answer goes with each question, and the reference solution lies in the room
    silence_fails: bool
    alike: Callable[[Answer, Answer], bool]
    rooms_apart: bool  # the native suite does not run where the candidate was asked
    judges: tuple[Judge, ...]


def careless() -> Setup:
    """The usual grader: the agent's whole workspace, this process's environment, what the test runner says."""
    return Setup(
        globs=lambda _task: ("**",),
        carry=carry.followed_files,
        interpreter_flags=(),
        env=dict(os.environ),
        draw=lambda task, _seed: [question for question, _ in fixed(task)],
        seconds=lambda task: task.grading.native_timeout_s,
        answers_inside=True,
        silence_fails=False,
        alike=loosely_alike,
        rooms_apart=False,
        judges=(suite_says_so,),
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


def answers_outside(setup: Setup) -> Setup:
    """What never enters the candidate's process or room cannot be read from a frame, from memory or from a file."""
    return replace(setup, answers_inside=False)


def silence_is_wrong(setup: Setup) -> Setup:
    """A question that was not answered counts, so that ending early, skipping and collecting nothing gain nothing."""
    return replace(setup, silence_fails=True)


def plain_comparison(setup: Setup) -> Setup:
    """One type all through: true is not 1, and 1.0 is not 1."""
    return replace(setup, alike=alike)


def clock_outside(setup: Setup) -> Setup:
    """Each case has its time limit, held by the kit's own clock: the one inside is the candidate's."""
    return replace(setup, seconds=lambda task: task.grading.case_timeout_s)


def rooms_apart(setup: Setup) -> Setup:
    """The suite runs in a room of its own: what the candidate changed or left running in the other is not there."""
    return replace(setup, rooms_apart=True)


def reports_unread(setup: Setup) -> Setup:
    """What a suite or a file claims is for people to read; of the suite only its exit code is heard."""
    judges = (native_suite_passes if judge is suite_says_so else judge for judge in setup.judges)
    return replace(setup, judges=tuple(judges))


DEFENCES: tuple[Defence, ...] = (
    only_allowed_files,
    no_links,
    bare_interpreter,
    clean_environment,
    drawn_inputs,
    values_in_parent,
    answers_outside,
    silence_is_wrong,
    plain_comparison,
    clock_outside,
    rooms_apart,
    reports_unread,
)


def harden(defences: Sequence[Defence]) -> Setup:
    """The careless setup with the defences applied."""
    setup = careless()
    for defence in defences:
        setup = defence(setup)
    return setup
