"""Said: the texts of an answer, whole or as events, put together from its pieces as the model said them."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import orjson

from proxy.dialect import part
from proxy.hashing import parsed
from proxy.sse import SseReader

Json = dict[str, Any]


class Said(NamedTuple):
    """A piece of text; pieces of one `place` are one text."""

    place: tuple[Any, ...]
    text: Any  # JSON where the model writes JSON
    reasoning: bool = False


class Texts(NamedTuple):
    """What an answer says."""

    plain: list[str]
    reasoning: list[str]


def texts(dialect: str, answer: bytes) -> Texts | None:
    """The texts of an answer of a dialect; None: it is none, or none that has texts."""
    pieces = PIECES.get(dialect)
    objects = _objects(answer) if pieces else []
    if pieces is None or not objects:
        return None
    joined: dict[tuple[bool, str], list[str]] = {}
    for said in pieces(objects):
        if said.text:
            joined.setdefault((said.reasoning, repr(said.place)), []).append(as_json(said.text))
    whole = [(reasoning, "".join(held)) for (reasoning, _), held in joined.items()]
    return Texts([text for thought, text in whole if not thought], [text for thought, text in whole if thought])


def as_json(value: Any) -> str:
    """A text as it is, anything else as JSON; empty: it is nested beyond reason."""
    try:
        return value if isinstance(value, str) else orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return ""


def _objects(answer: bytes) -> list[Json]:
    """The JSON objects of a body, whatever its content type says: one, an array of them, or the data of events."""
    if answer.lstrip()[:1] in (b"{", b"["):
        value = parsed(answer)
        if value is None and answer.lstrip().startswith(b"["):
            value = parsed(answer.rstrip(b", \r\n") + b"]")  # a stream that was cut between two elements
        return _dicts(value if isinstance(value, list) else [value])
    reader = SseReader()
    data = [piece.data for piece in reader.feed(answer + b"\n\n") if piece.data is not None]
    return _dicts([parsed(text.encode()) for text in data])


def _dicts(value: Any) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _choices(objects: list[Json]) -> Iterator[Said]:
    for place, choice in [pair for chunk in objects for pair in enumerate(_dicts(chunk.get("choices")))]:
        index = choice.get("index", place)
        yield Said((index, "text"), choice.get("text"))
        said = part(choice, "message") or part(choice, "delta")
        content = said.get("content")
        for text in content if isinstance(content, list) else [{"text": content}]:
            yield Said((index, "text"), part(text).get("text"))
        yield Said((index, "refusal"), said.get("refusal"))
        yield Said((index,), said.get("reasoning_content") or said.get("reasoning"), reasoning=True)
        for number, call in enumerate([*_dicts(said.get("tool_calls")), part(said, "function_call")]):
            function = part(call, "function") or part(call, "custom") or call
            for key in ("name", "arguments", "input"):
                yield Said((index, key, call.get("index", number)), function.get(key))


def _messages(objects: list[Json]) -> Iterator[Said]:
    for event in objects:
        blocks = _dicts(event.get("content"))
        for order, block in enumerate(blocks or [part(event, "content_block"), part(event, "delta")]):
            place = (order if blocks else event.get("index"),)
            yield Said((*place, "text"), block.get("text"))
            yield Said(place, block.get("thinking"), reasoning=True)
            yield Said((*place, "name"), block.get("name"))
            yield Said((*place, "input"), block.get("input") or block.get("partial_json"))


def _responses(objects: list[Json]) -> Iterator[Said]:
    ended = [one for one in objects if _dicts(one.get("output"))] or [part(one, "response") for one in objects]
    items = next((found for one in reversed(ended) if (found := _dicts(one.get("output")))), [])
    for place, item in enumerate(items):
        yield from _item(place, item)
    for event in [] if items else objects:  # it did not come to its end
        kind, index = str(event.get("type")), event.get("output_index")
        if kind == "response.output_item.added":
            yield Said((index, "name"), part(event, "item").get("name"))
        elif kind.endswith(".delta") and isinstance(event.get("delta"), str):
            yield Said((index, kind), event["delta"], reasoning="reasoning" in kind)


def _item(place: int, item: Json) -> Iterator[Said]:
    reasoning = item.get("type") == "reasoning"
    # Of a reasoning whose text is kept secret there is a summary at best.
    for number, text in enumerate(_dicts(item.get("content")) or _dicts(item.get("summary"))):
        yield Said((place, number), text.get("text") or text.get("refusal"), reasoning=reasoning)
    for key in ("name", "arguments", "input", "action", "operation"):
        yield Said((place, key), item.get(key))


def _gemini(objects: list[Json]) -> Iterator[Said]:
    for number, chunk in enumerate(objects):
        for place, candidate in enumerate(_dicts(chunk.get("candidates"))):
            index = candidate.get("index", place)
            for order, one in enumerate(_dicts(part(candidate, "content").get("parts"))):
                yield Said((index,), one.get("text"), reasoning=one.get("thought") is True)
                call = part(one, "functionCall")
                yield Said((index, number, order, "name"), call.get("name"))
                yield Said((index, number, order, "args"), call.get("args"))


PIECES: dict[str, Callable[[list[Json]], Iterator[Said]]] = {
    "chat": _choices,
    "completions": _choices,
    "messages": _messages,
    "responses": _responses,
    "gemini": _gemini,
}
