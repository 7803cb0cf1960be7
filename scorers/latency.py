"""latency: how long the agent took, and how much of it went by in model calls."""

import math
from collections.abc import Iterable

from proxy.call import Call
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
        "model_ms": summed(model_ms(call) for call in calls),
        "proxy_ms": summed(call.ms.proxy for call in calls),
        "waited_ms": summed(call.ms.waited for call in calls),
    }
    why = measured.why_not(evidence) or (None if ended else "the agent never started")
    return measured.axis("latency", detail["wall_clock_ms"], detail, why)


def model_ms(call: Call) -> float | None:
    """What a call took at the endpoint: without the wait for its turn and the proxy's own share; None: not known."""
    if call.ms.total is None or call.ms.proxy is None:
        return None
    return round(max(0.0, call.ms.total - call.ms.waited - call.ms.proxy), 3)


def first_token_ms(call: Call) -> float | None:
    """The endpoint's time to its first token, from when it was asked; None: not a stream, or no token came."""
    if call.ms.first_token is None:
        return None
    translating = (call.ms.proxy or 0.0) if call.spoken else 0.0
    return max(0.0, call.ms.first_token - call.ms.waited - translating)


def summed(figures: Iterable[float | None]) -> float | None:
    """The sum of figures that are all known; None when one is not, or there is none."""
    known = list(figures)
    if not known or None in known:
        return None
    return math.fsum(figure for figure in known if figure is not None)
