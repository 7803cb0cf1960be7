"""The verdict on what an agent left in its workspace."""

import os
import secrets
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from runner.evidence import Case, Grade, Manifest, Native
from runner.grader import carry, effects
from runner.grader.asking import Silence, answers
from runner.grader.inputs import fixed
from runner.grader.languages import LANGUAGES, Bench, Broken
from runner.grader.native import native
from runner.grader.protocol import Answer, Question, Raised, Value, alike
from runner.grader.setup import DEFENCES, Defence, Setup, harden
from runner.temporary import temporary
from runner.toolchain import Toolchain
from tasks.task import Task

ISOLATION = "local child process"
FOLDER = "cab-grade-"
SHOWN = 160


class Facts(NamedTuple):
    """What running the candidate showed; `reason` is None exactly when it passed."""

    reason: str | None
    cases: tuple[Case, ...] = ()
    native: Native | None = None


def grade(
    task: Task, workspace: Path, manifest: Manifest, tools: Toolchain, defences: Sequence[Defence] = DEFENCES
) -> Grade:
    """The verdict on `workspace`, as `manifest` compares it with what the agent was given."""
    declined, changes = effects.declined(workspace), effects.changes(task, manifest)
    common: dict[str, Any] = {
        "violations": effects.violations(task, manifest),
        "declined": declined,
        "isolation": ISOLATION,
    }
    if task.decline:
        effect, reason = effects.of_declining(task.decline, declined, changes)
        status = "failed" if reason else "passed"
        return Grade(status=status, reason=reason, effect=effect, seed=None, cases=(), native=None, **common)
    seed = secrets.randbits(48)
    setup = harden(defences)
    try:
        # Its folder is gone before the candidate starts, which could look into it.
        with temporary(FOLDER) as folder:
            right = _right_answers(task, _bench(folder, setup, tools), seed)
    except (RuntimeError, ValueError, OSError, subprocess.SubprocessError) as error:
        reason = f"the task or the machine, not the candidate: {error}"
        return Grade(status="infra_failed", reason=reason, effect="error", seed=seed, cases=(), native=None, **common)
    facts = _run_candidate(task, workspace, setup, tools, right)
    return Grade(
        status="failed" if facts.reason else "passed",
        reason=facts.reason,
        effect=effects.of_solving(declined, changes, facts.reason, facts.cases),
        seed=seed,
        cases=facts.cases,
        native=facts.native,
        **common,
    )


def _right_answers(task: Task, bench: Bench, seed: int) -> list[tuple[Question, Answer]]:
    """Every question with its right answer, from the reference solution; RuntimeError when that fails."""
    questions = bench.setup.draw(task, seed)
    carry.lay(task.workspace, bench.code)
    carry.lay(task.solution, bench.code)
    ready = LANGUAGES[task.language](task, bench)
    if isinstance(ready, Broken):
        raise RuntimeError(f"the reference solution {ready.reason}")  # noqa: TRY004 - not a wrong type, a wrong state
    right: list[tuple[Question, Answer]] = []
    for question, said in zip(questions, answers(ready, bench, questions, task.grading.case_timeout_s), strict=True):
        if isinstance(said, Silence):
            silence = f"did not answer {question.name!r}: {said.reason}"
            raise RuntimeError(f"the reference solution {silence}")  # noqa: TRY004 - likewise
        right.append((question, said))
    for (question, known), (_, said) in zip(fixed(task), right, strict=False):
        if not alike(known, said):
            raise RuntimeError(f"cases.json says {_show(known)} for {question.name!r}, the reference {_show(said)}")
    return right


def _run_candidate(
    task: Task, workspace: Path, setup: Setup, tools: Toolchain, right: list[tuple[Question, Answer]]
) -> Facts:
    try:
        candidate = setup.carry(workspace, setup.globs(task))
    except (ValueError, OSError) as error:
        return Facts(f"its files cannot be carried over: {error}")
    with temporary(FOLDER) as folder:
        bench = _bench(folder, setup, tools)
        try:
            _lay(task, candidate, bench)
        except ValueError as error:
            return Facts(f"its files cannot be carried over: {error}")
        ready = LANGUAGES[task.language](task, bench)
        if isinstance(ready, Broken):
            return Facts(f"the candidate {ready.reason}")
        said = answers(ready, bench, [question for question, _ in right], task.grading.case_timeout_s)
    cases = tuple(_case(question, known, heard) for (question, known), heard in zip(right, said, strict=True))
    suite = _native(task, candidate, setup, tools)
    reasons = (judge(cases, suite) for judge in setup.judges)
    return Facts(next((reason for reason in reasons if reason), None), cases, suite)


def _native(task: Task, candidate: dict[str, bytes], setup: Setup, tools: Toolchain) -> Native:
    # A folder of its own, made only when the candidate, which was at work in the other one, has ended.
    with temporary(FOLDER) as folder:
        bench = _bench(folder, setup, tools)
        _lay(task, candidate, bench)
        carry.lay(task.grading_folder / "native", bench.code)
        return native(task, bench)


def _lay(task: Task, candidate: dict[str, bytes], bench: Bench) -> None:
    carry.lay(task.workspace, bench.code)
    carry.place(candidate, bench.code, bench.setup.globs(task))


def _bench(folder: Path, setup: Setup, tools: Toolchain) -> Bench:
    for name in ("code", "home", "tmp"):
        (folder / name).mkdir(parents=True)
    env = {
        **setup.env,
        **tools.env,
        "PATH": os.pathsep.join([*map(str, tools.folders), "/usr/bin", "/bin"]),
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return Bench(folder, setup, env, tools.programs)


def _case(question: Question, known: Answer, said: Answer | Silence) -> Case:
    if isinstance(said, Silence):
        error: str | None = said.reason
    else:
        error = None if alike(known, said) else f"answered {_show(said)}, right is {_show(known)}"
    return Case(name=question.name, seeded=question.seeded, passed=error is None, error=error)


def _show(answer: Value | Raised) -> str:
    shown = f"raised {answer.name}" if isinstance(answer, Raised) else repr(answer.value)
    return shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
