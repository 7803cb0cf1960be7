"""Figures as people read them; what was not observed is a dash, never a zero."""

import math
from datetime import UTC, datetime

DASH = "\u2014"

ABOUT = "~"  # before a figure that is not the endpoint's own: tokens that were counted, dollars of a price list


def count(value: float | None) -> str:
    """A whole number with thousands apart."""
    return DASH if value is None else f"{value:,.0f}"


def amount(value: float) -> str:
    """A number with what it has behind the point, but no zeros there."""
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def many(number: int, what: str) -> str:
    """So many of something, e.g. `1 call`, `2 calls`."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def dollars(usd: float | None, *, priced: bool = False) -> str:
    """Dollars to the cent, or to three digits where that would show nothing of them; `priced`: by a price list."""
    if usd is None or not math.isfinite(usd):
        return DASH
    digits = 2 if usd == 0 or usd >= 1 else 2 - math.floor(math.log10(usd))
    return f"{ABOUT if priced else ''}${usd:,.{digits}f}"


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
