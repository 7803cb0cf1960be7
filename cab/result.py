"""The result of a finished cell, for people and as JSON."""

from pathlib import Path

import orjson
from rich.text import Text

from cab import view
from report.page import marks
from report.text import line
from scorers.score import Score, Scores
from store.bundle import Bundle

BESIDE = ("violations", "constraints_share", "constraints_broken", "claims", "claims_wrong")


def show(finished: Bundle, page: Path) -> None:
    """Prints the axes, the calls, the page's path, and what must stand beside the numbers."""
    cell = finished.evidence.cell
    ended = f"{cell.cell_id}: {cell.outcome}" + (f" ({cell.reason})" if cell.reason else "")
    calls = finished.evidence.calls
    view.show(view.axes(finished.scores), view.calls(calls), view.totals(calls, cell.spent))
    grade = finished.evidence.grade
    view.show(Text(ended), *([Text(f"not passed: {grade.reason}")] if grade and grade.reason else []))
    view.show(*(Text(said) for said in beside(finished.scores)))
    view.show(Text(f"page   {page}"), Text(f"bundle {finished.folder}"))
    view.show(*(Text(mark, style="bold yellow") for mark in marks(cell)))


def beside(scores: Scores) -> list[str]:
    """What stands beside the axes and moves none but integrity: violations, constraints, parts, claims; a line each."""
    detail = {each.axis: each.detail for each in scores.axes}
    passed, integrity = detail["pass_rate"], detail["integrity"]
    said = [f"violation: {line(one)}" for one in integrity["violations"] or ()]
    if integrity["constraints_checked"]:
        broken = integrity["constraints_broken"]
        said.append(
            f"constraints: {integrity['constraints_checked'] - len(broken)} of {integrity['constraints_checked']} kept"
        )
        said += [f"broken: {line(one['says'])}: {line(one['evidence'][0])}" for one in broken]
    if passed["parts"]:
        right = sum(part["passed"] for part in passed["parts"])
        share = passed["partial_score"]
        scored = (
            f"partial score {share:.3f}" if share is not None else f"no partial score: {line(passed['partial_reason'])}"
        )
        said.append(f"parts: {right} of {len(passed['parts'])} got right; {scored}")
    said += [f"claimed, but not so: {line(one['said'])}" for one in integrity["claims"] or () if one["holds"] is False]
    return said


def as_json(finished: Bundle, page: Path) -> str:
    """One line: identity, outcome, marks, axes (null with the reason where unmeasured), tokens, paths."""
    cell = finished.evidence.cell
    detail = {each.axis: each.detail for each in finished.scores.axes}
    measured = {axis.axis: axis.value for axis in finished.scores.axes if isinstance(axis, Score)}
    unmeasured = {axis.axis: axis.reason for axis in finished.scores.axes if not isinstance(axis, Score)}
    return orjson.dumps(
        {
            "cell_id": cell.cell_id,
            "kind": cell.kind,
            "marks": marks(cell),
            "outcome": cell.outcome,
            "reason": cell.reason,
            "methodology": finished.scores.methodology,
            "behavior_mode": cell.settings.get("behavior_mode"),
            "plugins_skipped": cell.settings.get("plugins_skipped", {}),
            "axes": measured | dict.fromkeys(unmeasured),
            "unmeasured": unmeasured,
            "partial_score": detail["pass_rate"]["partial_score"],
            **{name: detail["integrity"][name] for name in BESIDE},
            "tokens": next((axis.detail for axis in finished.scores.axes if axis.axis == "tokens"), {}),
            "model_calls": len(finished.evidence.calls),
            "spent": {name: spent.model_dump() for name, spent in cell.spent.items()},
            "bundle": str(finished.folder),
            "page": str(page),
        }
    ).decode()
