"""Usage: the token figures of an OpenAI-shaped usage object, in the many spellings endpoints have."""

from typing import Any

from proxy.counts import count, first, record
from proxy.record import NO_USAGE

TICKS = 10**10  # of xAI's to a dollar

BEYOND = 10**18  # no price in either


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
            count(raw, "prompt_cache_hit_tokens"),  # DeepSeek
            count(raw, "cached_tokens"),  # Moonshot
            count(raw, "num_cached_tokens"),  # Mistral, which has three spellings of it
            count(raw, "prompt_token_details", "cached_tokens"),
            count(raw, "cache_read_input_tokens"),
        ),
        cache_write=first(
            count(raw, "prompt_tokens_details", "cache_write_tokens"),
            count(raw, "prompt_tokens_details", "cache_creation_tokens"),
            count(raw, "cache_creation_input_tokens"),
        ),
        output=count(raw, "completion_tokens"),
        reasoning=first(
            count(raw, "completion_tokens_details", "reasoning_tokens"),
            count(raw, "reasoning_tokens"),  # SGLang
        ),
    )


def cost_of(raw: Any) -> dict[str, Any] | None:
    """The dollars that the endpoint names in a usage object of any dialect; None: it names none, or not all."""
    if not isinstance(raw, dict):
        return None
    cost, ticks = raw.get("cost"), _dollars(raw.get("cost_in_usd_ticks"))
    usd = _dollars(cost.get("total_cost") if isinstance(cost, dict) else cost)  # Perplexity has an object there
    if usd is None and ticks is not None:
        usd = ticks / TICKS
    if usd is not None and raw.get("is_byok") is True:
        # OpenRouter with the user's own key at the provider: its cost is the fee alone.
        details = raw.get("cost_details")
        own = _dollars(details.get("upstream_inference_cost")) if isinstance(details, dict) else None
        usd = None if own is None else usd + own
    return None if usd is None else {"usd": usd, "source": "upstream"}


def _dollars(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < BEYOND:
        return None
    return float(value)


def says_something(raw: Any) -> bool:
    """Whether a usage object holds any figure; an empty one must not wipe out the one before it."""
    return isinstance(raw, dict) and any(count(raw, key) is not None for key in raw)
