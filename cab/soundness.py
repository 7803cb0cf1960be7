"""Whether a task is sound: its solution passes, its untouched workspace fails, and doing nothing earns nothing."""

from datetime import UTC, datetime

from runner.cell import Cell, CellId, TaskFacts
from runner.evidence import Evidence
from runner.grader.local import LocalPlace
from runner.grader.validate import validate
from runner.grader.verdict import grade
from runner.local import LocalSandbox
from runner.sandbox import Command
from runner.toolchain import Toolchain
from scorers.score import Score
from scorers.score_cell import score
from tasks.task import Task


def problems(task: Task, tools: Toolchain) -> list[str]:
    """What is wrong with the task, a sentence each; empty when it is sound."""
    found = validate(task, LocalPlace(tools))
    composite = next(axis for axis in score(_doing_nothing(task, tools)).axes if axis.axis == "composite")
    if not isinstance(composite, Score):
        found.append(f"doing nothing is not scored: {composite.reason}")
    elif composite.value != 0:
        found.append(f"doing nothing scores composite {composite.value}; it must score 0")
    return found


def _doing_nothing(task: Task, tools: Toolchain) -> Evidence:
    """The evidence of an agent that ends at once."""
    sandbox, started_at = LocalSandbox(tools), datetime.now(UTC)
    try:
        sandbox.prepare(task)
        ran = sandbox.run(Command(argv=("true",), env={}, files={}, terminal="pipe", deadline_s=60))
        export = sandbox.export()
        verdict = grade(task, export.folder, export.manifest, LocalPlace(tools))
    finally:
        sandbox.clean()
    identity = CellId.of("nothing", "none", task.id, 1)
    cell = Cell(
        cell_id=str(identity),
        identity=identity,
        kind="rehearsal",
        provisional=True,
        started_at=started_at,
        ended_at=datetime.now(UTC),
        outcome="completed",
        reason=None,
        exit=ran.exit,
        task=TaskFacts.of(task),
        leaves=(),
        versions={},
        digests={},
        settings={},
        image=None,
        image_digest=None,
    )
    return Evidence(cell=cell, manifest=export.manifest, calls=(), grade=verdict)
