"""latency: how long the agent took, and how much of it went by in model calls."""

import math
from collections.abc import Iterable

from runner.evidence import Evidence
from scorers import measured
from scorers.score import Score, Unscored


def score(evidence: Evidence) -> Score | Unscored:
    """Milliseconds from the start of the sandbox's run to its end."""
    ended, calls = evidence.cell.exit, evidence.calls
    detail = {
        "wall_clock_ms": ended.wall_ms if ended else None,
        "container_active_ms": ended.active_ms if ended else None,
        "model_call_ms": summed(call.ms.total for call in calls),
        "proxy_ms": summed(call.ms.proxy for call in calls),
        "waited_ms": summed(call.ms.waited for call in calls),
    }
    why = measured.why_not(evidence) or (None if ended else "the agent never started")
    return measured.axis("latency", detail["wall_clock_ms"], detail, why)


def summed(figures: Iterable[float | None]) -> float | None:
    """The sum of figures that are all known; None when one is not, or there is none."""
    known = list(figures)
    if not known or None in known:
        return None
    return math.fsum(figure for figure in known if figure is not None)
