"""Schemas: what tools take, in the words that Gemini's schemas have for it."""

from typing import Any

from proxy.translation.endpoints.chunks import Json

NAMED = ("properties", "$defs", "definitions")


def plain(schema: Any) -> Json:
    """The schema without what litellm's adapter loses or stumbles over; one that allows anything is empty."""
    if not isinstance(schema, dict):
        return {}
    read = _typed(_alone(schema))
    for name in NAMED:
        if isinstance(inside := read.get(name), dict):
            read[name] = {key: plain(each) for key, each in inside.items()}
    if isinstance(ways := read.get("anyOf"), list):
        read["anyOf"] = [plain(way) for way in ways]
    return read | ({"items": plain(read["items"])} if "items" in read else {})


def _alone(schema: Json) -> Json:
    """With one word for one of several, which stands alone there: what it would be beside properties is left out."""
    read = {("anyOf" if name == "oneOf" else name): value for name, value in schema.items()}
    if isinstance(alone := read.get("allOf"), list) and len(alone) == 1 and isinstance(alone[0], dict):
        read = alone[0] | {name: value for name, value in read.items() if name != "allOf"}
    return {name: value for name, value in read.items() if name != "anyOf" or "properties" not in read}


def _typed(read: Json) -> Json:
    """With one type, and words that are none left out."""
    if isinstance(types := read.get("type"), list) and len(types) == 2 and "null" in types:
        read = read | {"type": next((each for each in types if each != "null"), "null"), "nullable": True}
    words = [read["const"]] if "const" in read else read.get("enum")
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words if word is not None):
        return read
    said = {"enum": [word for word in words if word]} if any(words) else {}
    return {"type": "string"} | {name: value for name, value in read.items() if name != "enum"} | said
