"""Record: the plain dict that becomes a call's terminal line; proxy.call.Call is its shape."""

import hashlib
from typing import Any

SCHEMA = "cab/call/1"

NOTHING = hashlib.sha256(b"").hexdigest()

NO_RESPONSE: dict[str, Any] = {"status": None, "bytes": 0, "sha256": NOTHING, "events": None}

NO_USAGE: dict[str, Any] = {
    "input": None,
    "cache_read": None,
    "cache_write": None,
    "output": None,
    "reasoning": None,
    "total": None,
    "source": "absent",
    "tokenizer": None,
    "raw": None,
}

NO_TIMES: dict[str, Any] = {"first_byte": None, "first_token": None, "total": None, "proxy": None, "waited": 0.0}


NOT_KNOWN: dict[str, Any] = {
    "response": NO_RESPONSE,
    "finish_reason": None,
    "finish_reasons": None,
    "translated": None,
    "usage": NO_USAGE,
    "cost": None,
    "ms": NO_TIMES,
    "tags": [],
    "end": None,
    "error": None,
}

# What an ending may add to its intent or correct in it.
ENDING = frozenset((*NOT_KNOWN, "model", "request"))


def terminal(intent: dict[str, Any], ending: dict[str, Any]) -> dict[str, Any]:
    """The terminal line of an intent: what the intent said, with what the call's ending adds or corrects."""
    if not ending.keys() <= ENDING or "end" not in ending:
        unknown = sorted(ending.keys() - ENDING)
        raise ValueError(f"the ending of call {intent['id']} lacks its end or has unknown keys {unknown}")
    call = {**intent, **NOT_KNOWN, **ending, "kind": "call"}
    del call["prev"], call["sha256"]
    return call


CRASHED: dict[str, Any] = {"end": "crashed", "error": "the proxy died before this call had ended"}

STOPPED: dict[str, Any] = {"end": "crashed", "error": "the proxy stopped during this call"}
