"""Splice: one member of a JSON object set in its bytes, all other bytes left as they are."""

import json
import re

SPACE = re.compile(r"[ \t\r\n]*")

DECODER = json.JSONDecoder()


def spans(text: str) -> dict[str, tuple[int, int]]:
    """Where each value of a JSON object's own members begins and ends; the last of equal names counts."""
    at = _skip(text, _skip(text, 0) + 1)
    found: dict[str, tuple[int, int]] = {}
    while text[at] != "}":
        name, at = DECODER.raw_decode(text, at)
        start = _skip(text, _skip(text, at) + 1)
        _, end = DECODER.raw_decode(text, start)
        found[name] = (start, end)
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)
    return found


def set_member(body: bytes, name: str, value: str) -> bytes:
    """The JSON object `body` (checked before) with the member `name` set to the JSON text `value`."""
    text = body.decode("utf-8")
    span = spans(text).get(name)
    if span is not None:
        return (text[: span[0]] + value + text[span[1] :]).encode()
    opening = text.index("{") + 1
    comma = "" if text[_skip(text, opening)] == "}" else ","
    return f"{text[:opening]}{json.dumps(name)}:{value}{comma}{text[opening:]}".encode()


def _skip(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return found.end() if found else at
