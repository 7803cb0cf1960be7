"""Axes: the seven scores as the page and the badge show them."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from report import figure
from scorers.score import Axis, Score, Scores, Unscored

UNSAFE = "unsafe: an isolation fact did not hold"
UNSEALED = "one container: not sealed"
PROVISIONAL = "provisional \u2014 not for citation"
REHEARSAL = "rehearsal: not a measurement"


@dataclass(frozen=True)
class Look:
    """How one axis is named, formatted and explained."""

    label: str
    form: Callable[[float], str]
    hint: str


LOOKS: dict[Axis, Look] = {
    "pass_rate": Look("Pass", figure.ratio, "the grader\u2019s verdict; 1 is right"),
    "tokens": Look("Tokens/correct", figure.count, "tokens spent per correct task; less is better"),
    "latency": Look("Wall", figure.duration, "wall clock of the run; less is better"),
    "blast_radius": Look("Blast", figure.ratio, "unexpected changes \u00f7 all changes; 0 is best"),
    "refusal": Look("Refusal", figure.ratio, "declined where declining was right"),
    "integrity": Look("Integrity", figure.ratio, "1: protected files were left alone"),
    "composite": Look("Composite", figure.ratio, "derived; the other axes are canonical"),
}
# In place of "tokens" where the task was not done: what was spent is no figure of a correct task.
SPENT = Look("Tokens", figure.count, "spent, but not on a correct task; less is better")
SHARES = ("pass_rate", "blast_radius", "refusal", "integrity", "composite")


@dataclass(frozen=True)
class Shown:
    """One axis on the page."""

    axis: Axis
    label: str
    hint: str
    value: str
    reason: str | None  # why there is no value; None: there is one
    bar: float | None  # percent of the bar filled; None: not a share, or no value
    detail: dict[str, Any]


def shown(scores: Scores) -> tuple[Shown, ...]:
    """All seven axes in the page's order; one that is missing from the scores says so."""
    found = {one.axis: one for one in scores.axes}
    return tuple(_shown(axis, look, found.get(axis)) for axis, look in LOOKS.items())


def _shown(axis: Axis, look: Look, score: Score | Unscored | None) -> Shown:
    detail = score.detail if score else {}
    if axis == "tokens" and isinstance(score, Score) and detail.get("tokens_per_correct_task") is None:
        look = SPENT
    if not isinstance(score, Score) or not math.isfinite(score.value):
        reason = score.reason if isinstance(score, Unscored) else "scores.json has no figure for this axis"
        return Shown(axis, look.label, look.hint, figure.DASH, reason, None, detail)
    bar = min(max(score.value, 0.0), 1.0) * 100 if axis in SHARES else None
    about, why = _estimated(detail) if axis == "tokens" else ("", "")
    return Shown(axis, look.label, look.hint + why, about + look.form(score.value), None, bar, detail)


def _estimated(detail: dict[str, Any]) -> tuple[str, str]:
    """What stands before and behind tokens that are not all the endpoint's own figures."""
    estimated, counted = detail.get("calls_estimated"), detail.get("calls_counted")
    if not estimated:
        return "", ""
    by = ", ".join(map(str, detail.get("tokenizers") or ["an unnamed tokenizer"]))
    return figure.ABOUT, f"; estimated for {estimated} of {counted} calls, whose usage was not reported, by {by}"


def percent(scores: Scores) -> str | None:
    """The composite as the badge's percentage; None: not scored."""
    one = {one.axis: one for one in scores.axes}.get("composite")
    return f"{one.value * 100:.0f}%" if isinstance(one, Score) and math.isfinite(one.value) else None
