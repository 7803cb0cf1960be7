"""The verdict on what an agent left in its workspace."""

import secrets
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from runner.evidence import Case, Grade, Manifest, Native
from runner.grader import constraints, effects
from runner.grader.asking import Silence, answers
from runner.grader.bench import Bench
from runner.grader.files import Files, laid_over, of_folder, replaced
from runner.grader.inputs import fixed
from runner.grader.judges import Seen
from runner.grader.languages import Broken, ready
from runner.grader.native import native
from runner.grader.parts import parts
from runner.grader.place import Place
from runner.grader.protocol import Answer, Question, Raised, Value, alike
from runner.grader.setup import DEFENCES, Defence, Setup, harden
from tasks.task import Task

SHOWN = 160


# What the machine or the task has failed at when it rises here: a candidate's own failings are silences and facts.
MACHINE = (RuntimeError, ValueError, OSError, subprocess.SubprocessError)


class Facts(NamedTuple):
    """What running the candidate showed; `reason` is None exactly when it passed."""

    reason: str | None
    cases: tuple[Case, ...] = ()
    native: Native | None = None


def unread(why: str) -> Grade:
    """The verdict on a workspace that its agent has filled beyond all limits: it failed, and nothing else is known."""
    return Grade(
        status="failed",
        reason=f"the agent left more than is taken of any workspace: {why}",
        effect="error",
        seed=None,
        cases=(),
        native=None,
        violations=(),
        declined={},
        isolation="nothing of the candidate was run",
    )


def grade(
    task: Task, workspace: Path, manifest: Manifest, place: Place, defences: Sequence[Defence] = DEFENCES
) -> Grade:
    """The verdict on `workspace`, as `manifest` compares it with what the agent was given, reached in `place`."""
    declined, changes = effects.declined(workspace), effects.changes(task, manifest)
    common: dict[str, Any] = {
        "violations": effects.violations(task, workspace, manifest),
        "constraints": constraints.check(task, workspace, manifest),
        "declined": declined,
        "isolation": place.isolation,
    }
    if task.decline:
        effect, reason = effects.of_declining(task.decline, declined, changes)
        status = "failed" if reason else "passed"
        return Grade(status=status, reason=reason, effect=effect, seed=None, cases=(), native=None, **common)
    seed = secrets.randbits(48)
    setup = harden(defences)
    try:
        right = _right_answers(task, setup, place, seed)
        facts = _run_candidate(task, workspace, setup, place, right)
        got = parts(
            task,
            facts.cases,
            passed=facts.reason is None,
            changed=bool(changes),
            untouched=lambda: _untouched(task, setup, place, right),
        )
    except MACHINE as error:
        reason = f"the task or the machine, not the candidate: {error}"
        return Grade(status="infra_failed", reason=reason, effect="error", seed=seed, cases=(), native=None, **common)
    return Grade(
        status="failed" if facts.reason else "passed",
        reason=facts.reason,
        effect=effects.of_solving(declined, changes, facts.reason, facts.cases),
        seed=seed,
        cases=facts.cases,
        native=facts.native,
        parts=got,
        **common,
    )


def _right_answers(task: Task, setup: Setup, place: Place, seed: int) -> list[tuple[Question, Answer]]:
    """Every question with its right answer, from the reference solution; RuntimeError when that fails."""
    questions = setup.draw(task, seed)
    solved = laid_over(of_folder(task.workspace), of_folder(task.solution))
    # Its room is gone before the candidate starts, which could look into it.
    with place.room() as room:
        bench = Bench(room, setup, solved)
        made = ready(task, bench)
        if isinstance(made, Broken):
            raise RuntimeError(f"the reference solution {made.reason}")  # noqa: TRY004 - a wrong state, not a type
        said = answers(made, bench, questions, task.grading.case_timeout_s)
    right: list[tuple[Question, Answer]] = []
    for question, heard in zip(questions, said, strict=True):
        if isinstance(heard, Silence):
            silence = f"did not answer {question.name!r}: {heard.reason}"
            raise RuntimeError(f"the reference solution {silence}")  # noqa: TRY004 - likewise
        right.append((question, heard))
    for (question, known), (_, heard) in zip(fixed(task), right, strict=False):
        if not alike(known, heard):
            raise RuntimeError(f"cases.json says {_show(known)} for {question.name!r}, the reference {_show(heard)}")
    return right


def _run_candidate(
    task: Task, workspace: Path, setup: Setup, place: Place, right: list[tuple[Question, Answer]]
) -> Facts:
    try:
        code, tested = _laid(task, workspace, setup)
    except (ValueError, OSError) as error:
        return Facts(f"its files cannot be carried over: {error}")
    with ExitStack() as open_rooms:
        bench = Bench(open_rooms.enter_context(place.room()), setup, code)
        cases = _asked(task, bench, right)
        if isinstance(cases, Broken):
            return Facts(f"the candidate {cases.reason}")
        if setup.rooms_apart:
            # Opened only when the candidate, which was at work in the other one, has ended.
            open_rooms.close()
            bench = Bench(open_rooms.enter_context(place.room()), setup, tested)
        else:
            bench.lay(task.grading_folder / "native", "code")
        suite = native(task, bench)
    seen = Seen(cases, suite, workspace)
    reasons = (judge(seen) for judge in setup.judges)
    return Facts(next((reason for reason in reasons if reason), None), cases, suite)


def _asked(task: Task, bench: Bench, right: list[tuple[Question, Answer]]) -> tuple[Case, ...] | Broken:
    setup = bench.setup
    if setup.answers_inside:
        bench.lay(task.solution, "solution")
    made = ready(task, bench)
    if isinstance(made, Broken):
        return made
    questions, known = [question for question, _ in right], [answer for _, answer in right]
    said = answers(made, bench, questions, setup.seconds(task), known if setup.answers_inside else ())
    return tuple(
        _case(question, known, heard, setup)
        for (question, known), heard in zip(right, said, strict=True)
        if setup.silence_fails or not isinstance(heard, Silence)
    )


def _untouched(task: Task, setup: Setup, place: Place, right: list[tuple[Question, Answer]]) -> tuple[Case, ...]:
    """What the workspace as it was given answers; nothing where it does not build."""
    with place.room() as room:
        cases = _asked(task, Bench(room, setup, of_folder(task.workspace)), right)
    return () if isinstance(cases, Broken) else cases


def _laid(task: Task, workspace: Path, setup: Setup) -> tuple[Files, Files]:
    """The task's own workspace with the candidate's files in it, and the same with the hidden native tests."""
    globs = setup.globs(task)
    code = replaced(of_folder(task.workspace), setup.carry(workspace, globs), globs)
    return code, laid_over(code, of_folder(task.grading_folder / "native"))


def _case(question: Question, known: Answer, said: Answer | Silence, setup: Setup) -> Case:
    if isinstance(said, Silence):
        error: str | None = said.reason
    else:
        error = None if setup.alike(known, said) else f"answered {_show(said)}, right is {_show(known)}"
    return Case(name=question.name, seeded=question.seeded, passed=error is None, error=error)


def _show(answer: Value | Raised) -> str:
    shown = f"raised {answer.name}" if isinstance(answer, Raised) else repr(answer.value)
    return shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
