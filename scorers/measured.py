"""Measured: whether a cell says anything about agent and model, and if not, why."""

from typing import Any

from runner.cell import MEASURED
from runner.evidence import Evidence, Grade
from scorers.score import Axis, Score, Unscored


def why_not(evidence: Evidence) -> str | None:
    """Why the cell is no measurement of agent and model; None when it is one."""
    cell = evidence.cell
    if cell.outcome in MEASURED:
        return None
    return f"{cell.outcome}: {cell.reason}" if cell.reason else cell.outcome


def why_no_verdict(evidence: Evidence) -> str | None:
    """Why no verdict can be gone by; None when one can."""
    grade, unmeasured = evidence.grade, why_not(evidence)
    if unmeasured is not None:
        return unmeasured
    if grade is None:
        return "the cell was not graded"
    if grade.status == "infra_failed":
        return f"the grader failed: {grade.reason}" if grade.reason else "the grader failed"
    return None


def verdict(evidence: Evidence) -> Grade | None:
    """The grade when it says something of the agent, else None."""
    return evidence.grade if why_no_verdict(evidence) is None else None


def axis(name: Axis, value: float | None, detail: dict[str, Any], why: str | None) -> Score | Unscored:
    """The axis with its value, or, where there is a reason against one, without."""
    if value is None or why is not None:
        return Unscored(axis=name, reason=why or "not measured", detail=detail)
    return Score(axis=name, value=float(value), detail=detail)
