"""Rig: scripted chat answers, and what an agent of another dialect gets of them."""

import asyncio
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import orjson

from proxy.translation.answer import TranslatedAnswer
from proxy.translation.pairs import PAIRS
from proxy.translation.translator import Translated
from proxy.upstream import Answer, Ask, Headers

Json = dict[str, Any]

USAGE: Json = {
    "prompt_tokens": 100,
    "completion_tokens": 50,
    "total_tokens": 150,
    "prompt_tokens_details": {"cached_tokens": 64},
    "completion_tokens_details": {"reasoning_tokens": 20},
}

SSE: Headers = [(b"content-type", b"text/event-stream"), (b"content-length", b"9"), (b"x-request-id", b"r")]


def request(name: str) -> Any:
    """What an agent sent at its fourth turn, long texts cut short."""
    path = Path(__file__).parent / "requests" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def said(delta: Json, finish: str | None = None) -> Json:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c1", "object": "chat.completion.chunk", "created": 7, "model": "served-m", "choices": [choice]}


def calling(index: int | None, call_id: str | None, name: str | None, arguments: str | None) -> Json:
    function = {key: value for key, value in (("name", name), ("arguments", arguments)) if value is not None}
    call = {"index": index, "id": call_id, "type": "function" if call_id else None, "function": function}
    return said({"tool_calls": [{key: value for key, value in call.items() if value is not None}]})


def sse(*events: Json | bytes) -> bytes:
    return b"".join(b"data: %b\n\n" % (event if isinstance(event, bytes) else orjson.dumps(event)) for event in events)


def stream(*events: Json, finish: str | None = "stop", usage: Json | None = USAGE, done: bool = True) -> bytes:
    """A whole chat stream, as OpenAI ends it."""
    end = [said({}, finish)] if finish else []
    figures = [{"id": "c1", "choices": [], "usage": usage}] if usage else []
    return sse(said({"role": "assistant", "content": ""}), *events, *end, *figures, *([b"[DONE]"] if done else []))


def completion(message: Json, finish: str = "stop", usage: Json | None = USAGE) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant"} | message, "finish_reason": finish}
    answer = {"id": "c1", "object": "chat.completion", "created": 7, "model": "served-m", "choices": [choice]}
    return orjson.dumps(answer | ({"usage": usage} if usage else {}))


class Said:
    """An endpoint's answer, in pieces; `broken` is raised after the last."""

    def __init__(
        self, *pieces: bytes, status: int = 200, headers: Headers = SSE, broken: Exception | None = None
    ) -> None:
        self.status = status
        self.headers = headers
        self.translated = None
        self.whole = False
        self.did: list[str] = []
        self._pieces = pieces
        self._broken = broken

    async def flow(self, to: Callable[[bytes], None]) -> None:
        for piece in self._pieces:
            if "closed" not in self.did:
                to(piece)
        if self._broken is not None:
            raise self._broken

    def pause(self) -> None:
        self.did.append("paused")

    def resume(self) -> None:
        self.did.append("resumed")

    def close(self) -> None:
        self.did.append("closed")


class Scripted:
    """An upstream that gives these answers, one after the other, and keeps what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.asks: list[Ask] = []
        self.closed = False
        self._answers = list(answers)

    async def send(self, ask: Ask) -> Answer:
        self.asks.append(ask)
        return self._answers.pop(0)

    async def aclose(self) -> None:
        self.closed = True


def answer(dialect: str, said: Answer, *, stream: bool = True, notes: Json | None = None) -> TranslatedAnswer:
    """The answer of an endpoint as the dialect's agent gets it."""
    body = orjson.dumps({"model": "asked-m"})
    return TranslatedAnswer(said, PAIRS[dialect, "chat"], Translated(body, stream, notes or {}, None))


def got(answer: Answer) -> bytes:
    """All that an agent gets."""
    pieces: list[bytes] = []
    asyncio.run(answer.flow(pieces.append))
    return b"".join(pieces)


def events(data: bytes) -> list[Json]:
    """The events of a stream."""
    texts = [part for part in data.replace(b"\r\n", b"\n").split(b"\n\n") if part.strip() and not part.startswith(b":")]
    found = [orjson.loads(text[text.index(b"data: ") + 6 :]) for text in texts]
    return [event for event in found if event != {"type": "ping"}]


def streamed(dialect: str, *pieces: bytes, notes: Json | None = None) -> list[Json]:
    """The events that an agent gets of a chat stream."""
    return events(got(answer(dialect, Said(*pieces), notes=notes)))


def whole(dialect: str, body: bytes, notes: Json | None = None) -> Json:
    """The body that an agent gets of a chat answer that is no stream."""
    read: Json = orjson.loads(got(answer(dialect, Said(body), stream=False, notes=notes)))
    return read


def kinds(events: Sequence[Json]) -> list[str]:
    return [event["type"] for event in events]


def of_kind(events: Sequence[Json], kind: str) -> list[Json]:
    return [event for event in events if event["type"] == kind]
