"""Counts: token counts read out of a usage object from outside, and the record made of them."""

from typing import Any

import orjson

from proxy.record import NO_USAGE

RAW_LIMIT = 16 * 2**10

LARGEST = 2**53

PARTS = 100  # objects and lists in it, or members


def count(value: Any, *keys: str) -> int | None:
    """The count at a place inside an object; None: it does not say, or nothing like a count."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    if type(value) is int:  # a bool is none
        return value if 0 <= value < LARGEST else None
    if type(value) is float and 0 <= value < LARGEST and value.is_integer():
        return int(value)
    return None


def first(value: dict[str, Any], *places: tuple[str, ...]) -> int | None:
    """The count at the first of some places inside an object that has one."""
    for place in places:
        # Most spellings are somebody else's: it costs little to see that they are not there.
        if place[0] in value and (number := count(value, *place)) is not None:
            return number
    return None


def record(raw: dict[str, Any], total: int | None, **figures: int | None) -> dict[str, Any]:
    """The record's usage of figures read from `raw`; the total is the sum of both sides where it is not said."""
    given, made, thought = figures["input"], figures["output"], figures["reasoning"]
    if given is None and made is None and total is None:
        return NO_USAGE | {"raw": kept(raw)}
    if given is not None and made is not None and thought and total == given + made + thought:
        # The total decides: here reasoning is counted beside the output, as xAI does, not in it.
        figures["output"] = made + thought
    if total is None and given is not None and made is not None:
        total = given + made
    return {**NO_USAGE, **figures, "total": total, "source": "upstream", "raw": kept(raw)}


def merged(known: dict[str, Any] | None, said: Any, *, zero_is_news: bool) -> dict[str, Any] | None:
    """Cumulative figures, of which a later event may leave some out, or say null (or 0) for what it does not know."""
    if not isinstance(said, dict):
        return known
    known = known or {}
    news = {key: value for key, value in said.items() if value is not None}
    if not zero_is_news:
        news = {key: value for key, value in news.items() if value or not known.get(key)}
    return known | news if len(known) + len(news) <= PARTS else known or None


def kept(raw: dict[str, Any]) -> dict[str, Any] | None:
    """The object as received, but for what no usage object is: huge, or nested beyond what those who read JSON take."""
    try:
        text = orjson.dumps(raw)
    except orjson.JSONEncodeError:
        return None
    return raw if len(text) <= RAW_LIMIT and text.count(b"{") + text.count(b"[") <= PARTS else None
