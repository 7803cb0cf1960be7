"""The result of a finished cell, for people and as JSON."""

from pathlib import Path

import orjson
from rich.text import Text

from cab import view
from report.page import marks
from scorers.score import Score
from store.bundle import Bundle


def show(finished: Bundle, page: Path) -> None:
    """Prints the axes, the calls, the page's path, and what must stand beside the numbers."""
    cell = finished.evidence.cell
    ended = f"{cell.cell_id}: {cell.outcome}" + (f" ({cell.reason})" if cell.reason else "")
    calls = finished.evidence.calls
    view.show(view.axes(finished.scores), view.calls(calls), view.totals(calls, cell.spent))
    grade = finished.evidence.grade
    view.show(Text(ended), *([Text(f"not passed: {grade.reason}")] if grade and grade.reason else []))
    view.show(Text(f"page   {page}"), Text(f"bundle {finished.folder}"))
    view.show(*(Text(mark, style="bold yellow") for mark in marks(cell)))


def as_json(finished: Bundle, page: Path) -> str:
    """One line: identity, outcome, marks, axes (null with the reason where unmeasured), tokens, paths."""
    cell = finished.evidence.cell
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
            "axes": measured | dict.fromkeys(unmeasured),
            "unmeasured": unmeasured,
            "tokens": next((axis.detail for axis in finished.scores.axes if axis.axis == "tokens"), {}),
            "model_calls": len(finished.evidence.calls),
            "spent": {name: spent.model_dump() for name, spent in cell.spent.items()},
            "bundle": str(finished.folder),
            "page": str(page),
        }
    ).decode()
