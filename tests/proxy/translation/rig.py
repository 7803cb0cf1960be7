"""Rig: scripted chat answers, and what an agent of another dialect gets of them."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from proxy.translation.answer import TranslatedAnswer
from proxy.translation.translator import Translated
from proxy.translation.ways import AGENTS, ENDPOINTS
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


def put(body: bytes, *, stream: bool = True, notes: Json | None = None, answer: bytes | None = None) -> Translated:
    """A translated request."""
    return Translated("/v1/chat/completions", b"", body, "asked-m", stream, notes or {}, answer)


def answer(
    dialect: str, said: Answer, *, stream: bool = True, notes: Json | None = None, of: str = "chat"
) -> TranslatedAnswer:
    """The answer of an endpoint that speaks `of` as the dialect's agent gets it."""
    asked = put(b'{"model":"asked-m"}', stream=stream, notes=notes)
    return TranslatedAnswer(said, (AGENTS[dialect], ENDPOINTS[of]), asked)


@dataclass
class Chatted:
    """A chat stream as a chat agent understands it."""

    message: Json
    finish: str | None = None
    model: str | None = None
    usage: Json | None = None
    done: bool = False


def chatted(endpoint: str, *pieces: bytes) -> Chatted:
    """What a chat agent understands of an endpoint's stream."""
    told = Chatted({"role": "assistant"})
    calls: dict[int, Json] = {}
    for line in got(answer("chat", Said(*pieces), of=endpoint, notes={"usage": True})).splitlines():
        if line == b"data: [DONE]":
            told.done = True
        elif line.startswith(b"data: "):
            chunk = orjson.loads(line[6:])
            told.model, told.usage = chunk["model"], chunk.get("usage") or told.usage
            for choice in chunk["choices"]:
                told.finish = choice["finish_reason"] or told.finish
                _grow(told.message, calls, choice["delta"])
    return told


def _grow(message: Json, calls: dict[int, Json], delta: Json) -> None:
    for name in ("content", "reasoning_content"):
        if name in delta:
            message[name] = message.get(name, "") + delta[name]
    for call in delta.get("tool_calls", ()):
        if call["index"] not in calls:
            calls[call["index"]] = {key: value for key, value in call.items() if key != "index"}
            message["tool_calls"] = list(calls.values())
        else:
            calls[call["index"]]["function"]["arguments"] += call["function"]["arguments"]


CHAT: Json = {
    "model": "m",
    "messages": [
        {"role": "system", "content": "Be good."},
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": "let me", "reasoning_content": "think", "tool_calls": [
            {"id": "c1", "type": "function", "function": {"name": "bash", "arguments": '{"command": "ls"}'}},
            {"id": "c2", "type": "function", "function": {"name": "bash", "arguments": '{"command": "pwd"}'}}]},
        {"role": "tool", "tool_call_id": "c1", "content": "a.py"},
        {"role": "tool", "tool_call_id": "c2", "content": "/w"},
        {"role": "user", "content": [
            {"type": "text", "text": "see"},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}]},
    ],
    "tools": [{"type": "function", "function": {"name": "bash", "description": "Runs.", "parameters": {
        "type": "object", "properties": {"command": {"type": "string"}}, "required": ["command"]}}}],
    "max_tokens": 500,
    "temperature": 0.5,
    "reasoning_effort": "low",
    "stream": True,
}  # fmt: skip


def put_as(translate: Callable[[str, str, Any], Translated], endpoint: str, **changed: object) -> Translated:
    """A chat agent's request as an endpoint of another dialect gets it."""
    body = {key: value for key, value in (CHAT | changed).items() if value is not None}
    return translate(endpoint, "/v1/chat/completions", body)


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
