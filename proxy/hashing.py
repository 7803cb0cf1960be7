"""Hashing: what identifies a request, by its bytes and by its meaning."""

import hashlib
import re
from typing import Any

import orjson

VERSION = b"cab/request/1"

# What a body may hold without changing the answer.
NO_MATTER = ("stream", "stream_options", "user", "metadata", "client_metadata", "prompt_cache_key", "store")

# Half of a surrogate pair, which some JSON writers let through and strict readers refuse; pairs and backslashes stay.
HALF = re.compile(rb"(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}")

EXACT = 2**53  # beyond it a float no longer says which integer was meant


def sha256(data: bytes) -> str:
    """The hash of the bytes as received."""
    return hashlib.sha256(data).hexdigest()


def parsed(body: bytes) -> Any:
    """The body as JSON, half characters in it replaced; None: it is none (a body of `null` says as little)."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        mended = HALF.sub(lambda found: found[1] or rb"\ufffd", body)
    return None if mended == body else parsed(mended)


def request_hash(route: str, body: Any) -> str | None:
    """The hash of a parsed body's meaning at a route; None: the body was not JSON, or nested beyond reason."""
    if body is None:
        return None
    if isinstance(body, dict):
        body = {key: value for key, value in body.items() if key not in NO_MATTER}
    try:
        canonical = orjson.dumps(_plain(body), option=orjson.OPT_SORT_KEYS)
    except (RecursionError, orjson.JSONEncodeError):
        return None
    return sha256(b"\n".join((VERSION, route.encode(), canonical)))


def _plain(value: Any) -> Any:
    # 1.0 and 1 are the same number, whichever the agent's JSON library writes.
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < EXACT else value
