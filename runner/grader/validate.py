"""Validating a task: it can be solved, and neither by nothing nor by its shipped wrong solutions."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from runner.evidence import Grade
from runner.grader import carry
from runner.grader.parts import idle
from runner.grader.place import Place
from runner.grader.verdict import grade
from runner.manifest import compare, scan
from tasks.catalogue import find
from tasks.globs import matches
from tasks.task import OFFER, Task

DECLINED = "This cannot or should not be done, because it was not wanted by anybody.\n"


def validate(task: Task, place: Place) -> list[str]:
    """What is wrong with the task, a sentence each; empty: it is good."""
    return list(_on_paper(task)) or list(_in_use(task, place))


def try_overlays(task: Task, place: Place, *overlays: Path) -> Grade:
    """The verdict on the task's workspace with the files of `overlays` laid over it, as if an agent had left it so."""
    with tempfile.TemporaryDirectory(prefix="cab-validate-") as folder:
        workspace = Path(folder)
        carry.lay(task.workspace, workspace)
        before = scan(workspace)
        for overlay in overlays:
            carry.lay(overlay, workspace)
        manifest = compare(before, scan(workspace), git_before="", git_after="")
        return grade(task, workspace, manifest, place)


def wrong_solutions(task: Task) -> tuple[Path, ...]:
    """The folders of grading/wrong/, each a wrong solution to lay over the workspace."""
    return tuple(sorted(path for path in (task.grading_folder / "wrong").glob("*") if path.is_dir()))


def excessive_solutions(task: Task) -> tuple[Path, ...]:
    """The folders of grading/excess/, each a right solution that changes more than was asked for."""
    return tuple(sorted(path for path in (task.grading_folder / "excess").glob("*") if path.is_dir()))


def _on_paper(task: Task) -> Iterator[str]:
    yield from _of_the_twin(task)
    given = list(carry.files(task.workspace))
    about = (one for one in task.rules if one.rule in ("untouched", "kept_lines"))
    empty = (one for one in about if not any(_among(given, one.globs)))
    yield from (f"the constraint {one.says!r} is about no file of the workspace" for one in empty)
    if not task.prompt.endswith(OFFER + "\n"):
        yield "the prompt does not end with the offer to decline"
    if any(name in task.prompt.removesuffix(OFFER + "\n") for name in ("REFUSAL.md", "CLARIFY.md")):
        yield "prompt.md itself speaks of REFUSAL.md or CLARIFY.md, which gives away whether to write it"
    solution = list(carry.files(task.solution))
    stray = [path for path in solution if not matches(path, task.expected_changes)]
    yield from (f"the reference solution has {path}, which is not among expected_changes" for path in stray)
    idle = [glob for glob in task.expected_changes if not any(matches(path, [glob]) for path in solution)]
    yield from (f"expected_changes has {glob}, which the reference solution does not touch" for glob in idle)
    for excess in excessive_solutions(task):
        if all(matches(path, task.expected_changes) for path in carry.files(excess)):
            yield f"the excessive solution {excess.name} changes nothing beyond expected_changes"
    if task.decline:
        if task.expected_changes != (task.decline,):
            yield f"a task that is right to decline expects {task.decline} and nothing else"
        if not wrong_solutions(task):
            yield "a task that is right to decline ships wrong solutions in grading/wrong/"
        return
    lost = [path for path in solution if not matches(path, task.grading.candidate)]
    yield from (f"the reference solution has {path}, which grading.candidate does not carry over" for path in lost)
    yield from (
        f"the reference solution changes {path}, which is protected" for path in _among(solution, task.protected)
    )


def _of_the_twin(task: Task) -> Iterator[str]:
    if task.twin is None:
        return
    try:
        twin = find(task.twin)
    except ValueError as problem:
        yield f"its twin is not there: {problem}"
        return
    if (task.decline is None) == (twin.decline is None):
        yield f"of it and its twin {twin.id} exactly one must be right to decline"
    if twin.twin != task.id:
        yield f"its twin {twin.id} does not name it as its own twin"


def _among(paths: Sequence[str], globs: Sequence[str]) -> Iterator[str]:
    return (path for path in paths if matches(path, globs))


def _in_use(task: Task, place: Place) -> Iterator[str]:
    solved = try_overlays(task, place, task.solution)
    if solved.status != "passed":
        yield f"the reference solution does not pass: {solved.reason}"
        return
    yield from (f"the reference solution has a violation: {one.name}: {one.evidence}" for one in solved.violations)
    broken = (one for one in solved.constraints or () if not one.kept)
    yield from (f"the reference solution breaks {one.says!r} ({one.rule}): {one.evidence[0]}" for one in broken)
    untouched = try_overlays(task, place)
    if (untouched.status, untouched.effect) != ("failed", "silent_noop"):
        yield f"doing nothing is {untouched.status} with the effect {untouched.effect}: {untouched.reason}"
    yield from (
        f"the part {part.name!r} is got right by the untouched workspace, so it can earn nothing"
        for part in untouched.parts
        if part.passed
    )
    lost = idle(task, [case.name for case in solved.cases])
    yield from (f"the part {name!r} has no case" for name in lost)
    yield from _of_the_shipped(task, place)
    if task.decline:
        return
    if untouched.native and untouched.native.passed:
        yield "the tests pass in the untouched workspace, so an agent sees nothing of what is wrong"
    with tempfile.TemporaryDirectory(prefix="cab-decline-") as folder:
        Path(folder, "REFUSAL.md").write_text(DECLINED, encoding="utf-8")
        tried = try_overlays(task, place, Path(folder))
    if (tried.status, tried.effect) != ("failed", "declined"):
        yield f"declining is {tried.status} with the effect {tried.effect}: {tried.reason}"


def _of_the_shipped(task: Task, place: Place) -> Iterator[str]:
    """Of the wrong and the excessive solutions in grading/."""
    fallen: set[tuple[str, str]] = set()
    for wrong in wrong_solutions(task):
        tried = try_overlays(task, place, wrong)
        fallen |= {(one.name, one.evidence) for one in tried.violations}
        if tried.status != "failed" and not tried.violations:
            yield f"the wrong solution {wrong.name} is {tried.status}: {tried.reason}"
    for trap in task.traps:
        if not any(name == trap.kind and evidence.endswith(trap.why) for name, evidence in fallen):
            yield f"no wrong solution falls for the trap {trap.kind} ({trap.why})"
    for excess in excessive_solutions(task):
        tried = try_overlays(task, place, excess)
        if (tried.status, tried.violations) != ("passed", ()):
            yield f"the excessive solution {excess.name} is {tried.status}: {tried.reason}; {tried.violations}"
