"""Hashing: what identifies a request, by its bytes and by its meaning."""

import hashlib
import re
from collections.abc import Iterable
from typing import Any

import orjson

VERSION = b"cab/request/1"

# What a body may hold without changing the answer.
NO_MATTER = ("stream", "stream_options", "user", "metadata", "client_metadata", "prompt_cache_key", "store")

# Half of a surrogate pair, which some JSON writers let through and strict readers refuse; pairs and backslashes stay.
HALF = re.compile(rb"(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}")

# A few bytes of JSON become a hundred in memory: no more of them are read. A long text has commas, too, but fewer.
LARGE = 2**20
MARKS = 2**20

EXACT = 2**53  # beyond it a float no longer says which integer was meant

# What ends every float in canonical JSON that says an integer, and some texts: where it is not, no such float is.
# It begins with a plain ".0", for which `re` searches a large body five times faster than for a number's own beginning.
MAYBE_INTEGRAL = re.compile(rb"\.0(?<=[0-9]\.0)(?:[,\]}]|\Z)")


def sha256(data: bytes) -> str:
    """The hash of the bytes as received."""
    return hashlib.sha256(data).hexdigest()


def parsed(body: bytes) -> Any:
    """The body as JSON, half characters in it replaced; None: it is none, or a bomb (`null` says as little)."""
    if len(body) > LARGE and sum(map(body.count, (b",", b"[", b"{"))) > MARKS:
        return None
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        if (rb"\ud" not in body and rb"\uD" not in body) or body.count(b"\\") > MARKS:
            return None
        mended = HALF.sub(lambda found: found[1] or rb"\ufffd", body)
    return None if mended == body else parsed(mended)


def request_hash(route: str, body: Any) -> str | None:
    """The hash of a parsed body's meaning at a route; None: the body was not JSON, or nested beyond reason."""
    if body is None:
        return None
    if isinstance(body, dict):
        # The body's own floats (a temperature of 1.0) are put right here already, for most bodies have no others.
        body = {key: _number(it) if type(it) is float else it for key, it in body.items() if key not in NO_MATTER}
    try:
        canonical = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
        if MAYBE_INTEGRAL.search(canonical) and _has_integral([body]):
            canonical = orjson.dumps(_plain(body), option=orjson.OPT_SORT_KEYS)
    except (RecursionError, orjson.JSONEncodeError):
        return None
    digest = hashlib.sha256(b"%b\n%b\n" % (VERSION, route.encode()))
    digest.update(canonical)
    return digest.hexdigest()


def _has_integral(parts: Iterable[Any]) -> bool:
    for part in parts:
        kind = type(part)
        if kind is str:
            continue
        if kind is float and type(_number(part)) is int:
            return True
        if (kind is dict or kind is list) and _has_integral(part.values() if kind is dict else part):
            return True
    return False


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: part if type(part) is str else _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [part if type(part) is str else _plain(part) for part in value]
    return _number(value) if isinstance(value, float) else value


def _number(value: float) -> float:
    # 1.0 and 1 are the same number, whichever the agent's JSON library writes.
    return int(value) if value.is_integer() and abs(value) < EXACT else value
