"""Prices: what a call's tokens cost in dollars by litellm's pinned price list, read without importing litellm.

A wrong price is worse than none. So the endpoint's host says whose list counts: a known provider's own entries; at any
other public host only the names of models that nobody else can serve; at a host of the user's own network nothing,
since a local server may call its model gpt-4o. No price either where it depends on the hour (off-peak), or where the
list lacks a rate for what the usage counts. Priority, flex and batch tiers are not known of a call: standard rates.
"""

import importlib.util
import ipaddress
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from proxy.counts import count

# The host of an endpoint, and litellm's name for who is behind it.
PROVIDERS = {
    "api.openai.com": "openai",
    "api.anthropic.com": "anthropic",
    "generativelanguage.googleapis.com": "gemini",
    "api.deepseek.com": "deepseek",
    "api.x.ai": "xai",
    "api.mistral.ai": "mistral",
    "codestral.mistral.ai": "codestral",
    "api.moonshot.ai": "moonshot",
    "api.z.ai": "zai",
    "api.minimax.io": "minimax",
    "dashscope-intl.aliyuncs.com": "dashscope",
    "api.groq.com": "groq",
    "api.cerebras.ai": "cerebras",
    "api.sambanova.ai": "sambanova",
    "api.together.ai": "together_ai",
    "api.together.xyz": "together_ai",
    "api.fireworks.ai": "fireworks_ai",
    "api.deepinfra.com": "deepinfra",
    "api.novita.ai": "novita",
    "api.hyperbolic.xyz": "hyperbolic",
    "api.inference.wandb.ai": "wandb",
    "ai-gateway.vercel.sh": "vercel_ai_gateway",
}

# Whose models have names that stand alone, and that no other serves or serves at the same price.
CLOSED = ("openai", "text-completion-openai", "anthropic", "gemini", "vertex_ai-language-models")

OF_TOKENS = ("chat", "completion", "responses", "embedding")

ABOVE = re.compile(r"((?:input|output|cache_read_input|cache_creation_input)_.+)_above_(\d+)k_tokens")

AT_ONCE = ("xai",)  # whose higher tier begins at the threshold, not above it

HOME = (".local", ".internal", ".lan", ".home", ".localhost")


def cost(model: str | None, usage: dict[str, Any], host: str | None = None) -> dict[str, Any] | None:
    """The record's cost of a usage (of the record's shape) by the price list; None: it cannot be told from it.

    `host` is the endpoint's; None is a public one that nothing is known of.
    """
    entry = _entry(model, host) if model else None
    given = usage["input"]
    if entry is None or given is None:
        return None
    made = 0 if usage["output"] is None and entry["mode"] == "embedding" else usage["output"]
    rates = _rates(entry, given)
    if made is None or rates is None:
        return None
    parts = [*_input(usage, given, rates), *_output(usage, made, rates)]
    # What nothing was counted of needs no rate.
    if any(number and rate is None for number, rate in parts):
        return None
    usd = sum(number * rate for number, rate in parts if rate) + entry.get("input_cost_per_request", 0.0)
    return {"usd": usd, "source": "prices"}


def _input(usage: dict[str, Any], given: int, rates: dict[str, Any]) -> list[tuple[int, float | None]]:
    read, written = usage["cache_read"] or 0, usage["cache_write"] or 0
    hour = min(count(usage["raw"], "cache_creation", "ephemeral_1h_input_tokens") or 0, written)
    return [
        (max(0, given - read - written), rates.get("input_cost_per_token")),
        (read, rates.get("cache_read_input_token_cost")),
        (written - hour, rates.get("cache_creation_input_token_cost")),
        (hour, rates.get("cache_creation_input_token_cost_above_1hr")),
    ]


def _output(usage: dict[str, Any], made: int, rates: dict[str, Any]) -> list[tuple[int, float | None]]:
    thought = min(usage["reasoning"] or 0, made)
    plain = rates.get("output_cost_per_token")
    return [(made - thought, plain), (thought, rates.get("output_cost_per_reasoning_token", plain))]


def _rates(entry: dict[str, Any], given: int) -> dict[str, Any] | None:
    """An entry's rates for a prompt of so many tokens; None: they also depend on something else."""
    if "off_peak_pricing" in entry:
        return None
    if tiers := entry.get("tiered_pricing"):
        tiers = sorted(tiers, key=lambda tier: tier["range"][0])
        return dict(next((tier for tier in tiers if given <= tier["range"][1]), tiers[-1]))
    steps = sorted((int(found[2]) * 1000, key, found[1]) for key in entry if (found := ABOVE.fullmatch(key)))
    reached = [
        (key, plain)
        for least, key, plain in steps
        if given > least or (given == least and entry["litellm_provider"] in AT_ONCE)
    ]
    return entry | {plain: entry[key] for key, plain in reached}


@lru_cache(maxsize=256)
def _entry(model: str, host: str | None) -> dict[str, Any] | None:
    """The list's entry that surely is this model's, without its provider's other facts."""
    if host is not None and _is_home(host):
        return None
    provider = PROVIDERS.get(host or "")
    names = (f"{provider}/{model}", model) if provider else (model,)
    known = (provider,) if provider else CLOSED
    for entry in _found(names):
        if entry.get("litellm_provider") in known and entry.get("mode") in OF_TOKENS:
            return entry
    return None


def _is_home(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return "." not in host or host.endswith(HOME)


def _found(names: tuple[str, ...]) -> list[dict[str, Any]]:
    """The entries of these names; the list's 3 MB are searched as text, so that none of its 4 000 others are built."""
    spec = importlib.util.find_spec("litellm")
    if spec is None or not spec.submodule_search_locations:
        return []  # an image without litellm has no prices
    text = (Path(spec.submodule_search_locations[0]) / "model_prices_and_context_window_backup.json").read_bytes()
    return [entry for name in names if (entry := _read(text, name)) is not None]


def _read(text: bytes, name: str) -> dict[str, Any] | None:
    # Entries are indented by four spaces, and nothing else that ends an object is.
    begin = text.find(b"\n    " + orjson.dumps(name) + b": {")
    end = text.find(b"\n    }", begin)
    if begin < 0 or end < 0:
        return None
    entry = orjson.loads(b"{" + text[begin:end] + b"}}")[name]
    return entry if isinstance(entry, dict) else None
