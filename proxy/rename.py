"""Rename: a request's model set to the grant's by splicing bytes, so that nothing else of the body changes."""

import re
from typing import Any, NamedTuple
from urllib.parse import quote

import orjson

from proxy.hashing import parsed
from proxy.splice import set_member

TEXT = rb'("(?:[^"\\]++|\\.)*+")'

# Where most agents have it; what may stand before the object is tolerated by some endpoints.
FIRST = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"model"\s*:\s*' + TEXT)

NAMED = re.compile(rb'"model"\s*:\s*' + TEXT)

MARK = "\x00cab"  # no model's name

MARKED = orjson.dumps(MARK)

CALL = re.compile(r"(.*/models/)[^/]+(:[a-zA-Z]+)")


class Named(NamedTuple):
    """A request as it was asked and as it is sent."""

    asked: Any  # the body as it came, parsed; None: it is no JSON
    sent: bytes  # with the model's name in it, where it is an object; the very body that came, if that has it already


def renamed(body: bytes, model: str) -> Named:
    """The parsed body, and its bytes with the top-level "model" set to `model`, all other bytes as they were.

    Parsing has to be done anyway, so it is done with a mark at the likely place: where the mark comes out as the model,
    that was the place, however often and in whichever spelling the name stands in the body.
    """
    name = orjson.dumps(model)
    place = _likely(body)
    said = parsed(body[place[0] : place[1]]) if place else None
    if place and isinstance(said, str):
        asked = parsed(_with(body, place, MARKED))
        if isinstance(asked, dict) and asked.get("model") == MARK:
            asked["model"] = said
            return Named(asked, _with(body, place, name))
    asked = parsed(body)
    if not isinstance(asked, dict):
        return Named(asked, body)
    sent = set_member(body, "model", name, absent="model" not in asked)
    return Named(asked, body if sent == body else sent)


def renamed_path(path: str, model: str) -> str:
    """The path of a Gemini call with `model` as its model; one that names none stays as it is."""
    return CALL.sub(lambda found: found[1] + quote(model.removeprefix("models/"), safe="") + found[2], path)


def _likely(body: bytes) -> tuple[int, int] | None:
    """Where the model's name may be: at the beginning, else the last text of that name (tools have no texts)."""
    if found := FIRST.match(body):
        return found.span(1)
    at = len(body)
    while (at := body.rfind(b'"model"', 0, at)) >= 0:
        if found := NAMED.match(body, at):
            return found.span(1)
    return None


def _with(body: bytes, place: tuple[int, int], name: bytes) -> bytes:
    start, end = place
    return body if body[start:end] == name else b"".join((body[:start], name, body[end:]))
