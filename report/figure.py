"""Figures as people read them; what was not observed is a dash, never a zero."""

import math
from datetime import UTC, datetime

DASH = "\u2014"


def count(value: float | None) -> str:
    """A whole number with thousands apart."""
    return DASH if value is None else f"{value:,.0f}"


def duration(ms: float | None) -> str:
    """Milliseconds in the unit that reads best."""
    if ms is None or not math.isfinite(ms):
        return DASH
    if ms < 1000:
        return f"{ms:.0f} ms"
    return f"{ms / 1000:.2f} s" if ms < 60_000 else f"{ms / 1000:,.1f} s"


def ratio(value: float) -> str:
    """A share between 0 and 1."""
    return f"{value:.3f}"


def short(digest: str | None) -> str:
    """The beginning of a digest."""
    return DASH if digest is None else digest[:12]


def clock(moment: datetime) -> str:
    """The time of day in UTC, to the millisecond."""
    return f"{moment.astimezone(UTC):%H:%M:%S}.{moment.microsecond // 1000:03d}"
