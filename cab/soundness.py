"""Whether a task is sound: its solution passes, its untouched workspace fails, and doing nothing earns nothing."""

from cab import baselines
from runner.grader.local import LocalPlace
from runner.grader.validate import validate
from runner.toolchain import Toolchain
from scorers.score import Score
from scorers.score_cell import score
from tasks.task import Task


def problems(task: Task, tools: Toolchain) -> list[str]:
    """What is wrong with the task, a sentence each; empty when it is sound."""
    found = validate(task, LocalPlace(tools))
    nothing = baselines.evidence(task, tools, baselines.NULL)
    composite = next(axis for axis in score(nothing).axes if axis.axis == "composite")
    if not isinstance(composite, Score):
        found.append(f"doing nothing is not scored: {composite.reason}")
    elif composite.value != 0:
        found.append(f"doing nothing scores composite {composite.value}; it must score 0")
    return found
