"""Runs made for tests of tallies."""

from typing import Any

from scorers import run
from scorers.run import Run, What, Who
from scorers.score_cell import score
from tests import samples

BASE = run.of(samples.evidence(), score(samples.evidence()))


def made(task: str = "own/solve", *, passed: bool = True, **changes: Any) -> Run:
    """A scored run of a task to be solved."""
    facts: dict[str, Any] = {"what": What(task, "d"), "passed": passed, "effect": "complied" if passed else "error"}
    return BASE.model_copy(update=facts | changes)


def unscored(why: str = "endpoint_failed: HTTP 401", **changes: Any) -> Run:
    """A run without a verdict."""
    nothing = (
        "passed",
        "partial",
        "effect",
        "declined",
        "integrity",
        "constraints",
        "claims_hold",
        "composite",
        "tokens",
        "wall_ms",
    )
    return made().model_copy(update={"unscored": why, **dict.fromkeys(nothing), **changes})


def declining(task: str, twin: str | None, *, due: bool, declined: bool) -> Run:
    """A run of a task with a twin, which the agent declined or not."""
    refusal = float(declined) if due else None
    return made(task, twin=twin, to_decline=due, declined=declined, refusal=refusal, passed=declined == due)


def varied(**who: Any) -> Who:
    """Somebody else."""
    return BASE.who._replace(**who)
