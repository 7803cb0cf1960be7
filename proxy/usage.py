"""Usage: the token figures of an OpenAI-shaped usage object, in the many spellings endpoints have."""

from typing import Any

from proxy.counts import count, first, record
from proxy.record import NO_USAGE

TICKS = 10**10  # of xAI's to a dollar

BEYOND = 10**18  # no price in either

READ = (
    ("prompt_tokens_details", "cached_tokens"),
    ("prompt_cache_hit_tokens",),  # DeepSeek
    ("cached_tokens",),  # Moonshot
    ("num_cached_tokens",),  # Mistral, which has three spellings of it
    ("prompt_token_details", "cached_tokens"),
    ("cache_read_input_tokens",),
)

WRITTEN = (
    ("prompt_tokens_details", "cache_write_tokens"),
    ("prompt_tokens_details", "cache_creation_tokens"),
    ("cache_creation_input_tokens",),
)

THOUGHT = (("completion_tokens_details", "reasoning_tokens"), ("reasoning_tokens",))  # the latter SGLang's


def usage_of(raw: Any) -> dict[str, Any]:
    """The record's usage fields of a usage object as received; what it does not say stays null."""
    if not isinstance(raw, dict):
        return NO_USAGE
    return record(
        raw,
        count(raw, "total_tokens"),
        input=count(raw, "prompt_tokens"),
        cache_read=first(raw, *READ),
        cache_write=first(raw, *WRITTEN),
        output=count(raw, "completion_tokens"),
        reasoning=first(raw, *THOUGHT),
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
    if isinstance(raw, dict):
        for key in raw:
            if count(raw, key) is not None:
                return True
    return False
