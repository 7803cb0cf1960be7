"""Usage: the token figures of an OpenAI-shaped usage object, in the many spellings endpoints have."""

from typing import Any

import orjson

from proxy.record import NO_USAGE

RAW_LIMIT = 16 * 2**10

PARTS = 100  # objects and lists in it


def usage_of(raw: Any) -> dict[str, Any]:
    """The record's usage fields of a usage object as received; what it does not say stays null."""
    if not isinstance(raw, dict):
        return NO_USAGE
    prompt, completion, total = (_count(raw, f"{what}_tokens") for what in ("prompt", "completion", "total"))
    reasoning = _count(_part(raw, "completion_tokens_details"), "reasoning_tokens")
    if prompt is None and completion is None and total is None:
        return NO_USAGE | {"raw": _kept(raw)}
    if None not in (prompt, completion, total, reasoning) and total == prompt + completion + reasoning:  # type: ignore[operator]  # none is None here
        completion += reasoning or 0  # type: ignore[operator]  # xAI counts reasoning beside the completion, not in it
    if total is None and prompt is not None and completion is not None:
        total = prompt + completion
    return NO_USAGE | {
        "input": prompt,
        "cache_read": _cache_read(raw),
        "cache_write": _cache_write(raw),
        "output": completion,
        "reasoning": reasoning,
        "total": total,
        "source": "upstream",
        "raw": _kept(raw),
    }


def cost_of(raw: Any) -> dict[str, Any] | None:
    """The dollars that OpenRouter and its like name in the usage object."""
    cost = raw.get("cost") if isinstance(raw, dict) else None
    if isinstance(cost, bool) or not isinstance(cost, int | float) or cost < 0:
        return None
    return {"usd": float(cost), "source": "upstream"}


def says_something(raw: Any) -> bool:
    """Whether a usage object holds any figure; an empty one must not wipe out the one before it."""
    return isinstance(raw, dict) and any(_count(raw, key) is not None for key in raw)


def _kept(raw: dict[str, Any]) -> dict[str, Any] | None:
    # As received, but for what no usage object is: huge, or nested beyond what those who write and read JSON take.
    try:
        text = orjson.dumps(raw)
    except orjson.JSONEncodeError:
        return None
    return raw if len(text) <= RAW_LIMIT and text.count(b"{") + text.count(b"[") <= PARTS else None


def _cache_read(raw: dict[str, Any]) -> int | None:
    details = _part(raw, "prompt_tokens_details")
    places = ((details, "cached_tokens"), (raw, "prompt_cache_hit_tokens"), (raw, "cached_tokens"))
    return _first(*places, (raw, "cache_read_input_tokens"))


def _cache_write(raw: dict[str, Any]) -> int | None:
    details = _part(raw, "prompt_tokens_details")
    return _first(
        (details, "cache_write_tokens"), (details, "cache_creation_tokens"), (raw, "cache_creation_input_tokens")
    )


def _first(*places: tuple[dict[str, Any], str]) -> int | None:
    return next((count for place, key in places if (count := _count(place, key)) is not None), None)


def _part(raw: dict[str, Any], key: str) -> dict[str, Any]:
    part = raw.get(key)
    return part if isinstance(part, dict) else {}


def _count(raw: dict[str, Any], key: str) -> int | None:
    value = raw.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 2**53:
        return None
    return int(value) if value == int(value) else None
