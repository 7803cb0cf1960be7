"""Usage: the token figures of an OpenAI-shaped usage object, in the many spellings endpoints have."""

from typing import Any

from proxy.counts import count, first, record
from proxy.record import NO_USAGE


def usage_of(raw: Any) -> dict[str, Any]:
    """The record's usage fields of a usage object as received; what it does not say stays null."""
    if not isinstance(raw, dict):
        return NO_USAGE
    return record(
        raw,
        count(raw, "total_tokens"),
        input=count(raw, "prompt_tokens"),
        cache_read=first(
            count(raw, "prompt_tokens_details", "cached_tokens"),
            count(raw, "prompt_cache_hit_tokens"),
            count(raw, "cached_tokens"),
            count(raw, "cache_read_input_tokens"),
        ),
        cache_write=first(
            count(raw, "prompt_tokens_details", "cache_write_tokens"),
            count(raw, "prompt_tokens_details", "cache_creation_tokens"),
            count(raw, "cache_creation_input_tokens"),
        ),
        output=count(raw, "completion_tokens"),
        reasoning=count(raw, "completion_tokens_details", "reasoning_tokens"),
    )


def cost_of(raw: Any) -> dict[str, Any] | None:
    """The dollars that OpenRouter and its like name in the usage object."""
    cost = raw.get("cost") if isinstance(raw, dict) else None
    if isinstance(cost, bool) or not isinstance(cost, int | float) or cost < 0:
        return None
    return {"usd": float(cost), "source": "upstream"}


def says_something(raw: Any) -> bool:
    """Whether a usage object holds any figure; an empty one must not wipe out the one before it."""
    return isinstance(raw, dict) and any(count(raw, key) is not None for key in raw)
