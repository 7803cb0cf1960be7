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
        "model_call_ms": _sum(call.ms.total for call in calls),
        "proxy_ms": _sum(call.ms.proxy for call in calls),
        "waited_ms": _sum(call.ms.waited for call in calls),
    }
    why = measured.why_not(evidence) or (None if ended else "the agent never started")
    return measured.axis("latency", detail["wall_clock_ms"], detail, why)


def _sum(figures: Iterable[float | None]) -> float | None:
    known = list(figures)
    if not known or None in known:
        return None
    return math.fsum(figure for figure in known if figure is not None)
