"""Record: the plain dict that becomes a call's terminal line; proxy.call.Call is its shape."""

import hashlib
from typing import Any

from proxy.call import SCHEMA

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


def terminal(intent: dict[str, Any], ending: dict[str, Any]) -> dict[str, Any]:
    """The terminal line of an intent: what the intent said, with what the call's ending adds or corrects."""
    call = {
        "schema": SCHEMA,
        "kind": "call",
        **{key: intent[key] for key in ("cell", "seq", "id", "started_at", "dialect", "method", "path", "stream")},
        **{key: intent[key] for key in ("messages", "tools", "model", "request")},
        "response": NO_RESPONSE,
        "finish_reason": None,
        "finish_reasons": None,
        "translated": None,
        "usage": NO_USAGE,
        "cost": None,
        "ms": NO_TIMES,
        "attempt": intent["attempt"],
        "logical": intent["logical"],
        "tags": [],
        "end": None,
        "error": None,
    }
    unknown = ending.keys() - call.keys()
    if unknown or "end" not in ending:
        raise ValueError(f"the ending of call {intent['id']} lacks its end or has unknown keys {sorted(unknown)}")
    return call | ending


CRASHED: dict[str, Any] = {"end": "crashed", "error": "the proxy died before this call had ended"}

STOPPED: dict[str, Any] = {"end": "crashed", "error": "the proxy stopped during this call"}
