"""Gemini: Google's Gemini API spoken by an agent whose endpoint speaks another dialect."""

import uuid
from typing import Any

import orjson

from proxy.gemini import CALL as ROUTE
from proxy.translation.deltas import Deltas
from proxy.translation.figures import for_gemini
from proxy.translation.parts import CALL, THOUGHT, Part, Step, arguments
from proxy.translation.refused import for_gemini as refused
from proxy.translation.sides import AgentSide, Asking
from proxy.translation.tidy import tidy

FINISHES = {"length": "MAX_TOKENS", "content_filter": "SAFETY"}

JSON_OBJECT = {"type": "json_object"}


def request(path: str, body: dict[str, Any]) -> Asking:
    """The chat request, by litellm's adapter; runs in the worker."""
    from litellm.google_genai.adapters.transformation import GoogleGenAIAdapter

    route, _, query = path.partition("?")
    named = ROUTE.fullmatch(route)
    if named is None:
        raise ValueError(f"{route} is no path of generateContent or streamGenerateContent")
    given = mended(body)
    config = given.get("generationConfig") or {}
    chat = GoogleGenAIAdapter().translate_generate_content_to_completion(
        model=named[1],
        contents=given["contents"],
        config=config,
        tools=given.get("tools"),
        systemInstruction=given.get("systemInstruction"),
        toolConfig=given.get("toolConfig"),
    )
    chat["messages"] = with_ids(chat["messages"], given["contents"])
    if "response_format" not in chat and config.get("responseMimeType") == "application/json":
        chat["response_format"] = JSON_OBJECT
    stream = named[2] == "streamGenerateContent"
    notes = {"array": stream and "alt=sse" not in query.split("&")}
    return Asking(tidy(chat, stream=stream), stream, notes)


def mended(body: dict[str, Any]) -> dict[str, Any]:
    """The request as the adapter reads it: one system text, known roles, media in its spelling, no old thoughts."""
    contents = body.get("contents")
    given = [contents] if isinstance(contents, dict) else contents or []
    system = body.get("systemInstruction") or body.get("system_instruction")
    kept = body | {"contents": [part for content in given for part in _contents(content)]}
    if isinstance(system, dict):
        texts = [part["text"] for part in system.get("parts") or [] if part.get("text")]
        kept["systemInstruction"] = {"parts": [{"text": "\n\n".join(texts)}]}
    return kept


def _contents(content: dict[str, Any]) -> list[dict[str, Any]]:
    """One content, or two: results of tools must come before what else the user says beside them."""
    parts = [_part(part) for part in content.get("parts") or [] if not part.get("thought")]
    if content.get("role") == "model":
        return [{"role": "model", "parts": parts}] if parts else []
    results = [part for part in parts if "functionResponse" in part]
    others = [part for part in parts if "functionResponse" not in part]
    return [{"role": "user", "parts": some} for some in (results, others) if some]


def _part(part: dict[str, Any]) -> dict[str, Any]:
    media = part.get("inlineData")
    if isinstance(media, dict):
        return {"inline_data": {"mime_type": media.get("mimeType") or "", "data": media.get("data") or ""}}
    return part


def with_ids(messages: list[Any], contents: list[dict[str, Any]]) -> list[Any]:
    """The messages with each call's own id, where the adapter names two calls of one tool alike."""
    parts = [part for content in contents for part in content["parts"]]
    calls = [part["functionCall"] for part in parts if "functionCall" in part]
    results = [part["functionResponse"] for part in parts if "functionResponse" in part]
    ids = [call.get("id") or f"call_{number}" for number, call in enumerate(calls)]
    asked = iter(ids)
    for message in messages:
        for call in message.get("tool_calls") or []:
            call["id"] = next(asked)
    open_calls = [(call.get("name"), identity) for call, identity in zip(calls, ids, strict=True)]
    answered = iter(results)
    for message in messages:
        if message["role"] == "tool":
            result = next(answered)
            message["tool_call_id"] = _answered(result, open_calls)
            message["content"] = _words(result.get("response"))
    return messages


def _words(response: Any) -> str:
    """What a tool said; the one member that agents wrap it in is no part of it."""
    if isinstance(response, dict) and len(response) == 1 and isinstance(response.get("output"), str):
        return str(response["output"])
    return orjson.dumps(response).decode()


def _answered(result: dict[str, Any], open_calls: list[tuple[Any, str]]) -> str:
    """The call that a result answers: by its id, else the first open one of its name."""
    said, name = result.get("id"), result.get("name")
    for place, (called, identity) in enumerate(open_calls):
        if identity == said or (not said and called == name):
            del open_calls[place]
            return identity
    return said or f"call_{name}"


class GeminiWriter:
    """The answer's chunks, or its one body, out of the chat answer's parts."""

    alive = b"\r\n"  # Google's SDK reads no comments: with one it would not find the event that follows

    def __init__(self, notes: dict[str, Any], model: str | None) -> None:
        self._array = bool(notes.get("array"))
        self._model = model
        self._id = uuid.uuid4().hex
        self._chunks = 0
        self.content_type = b"application/json; charset=utf-8" if self._array else b"text/event-stream"

    def steps(self, deltas: Deltas, steps: list[Step]) -> bytes:
        """The chunks of some steps; a call is one part, so it goes when it is complete."""
        parts = [part for step in steps for part in _said(step)]
        return self._chunk(self._answer(deltas, parts)) if parts else b""

    def end(self, deltas: Deltas) -> bytes:
        """The chunk that says why it ended and what it cost."""
        return self._chunk(self._answer(deltas, [], ended=True)) + (b"]" if self._array else b"")

    def failed(self, deltas: Deltas) -> bytes:
        """The chunk that says what went wrong in the middle."""
        return self._chunk(refused(deltas.status, deltas.error, deltas.why)) + (b"]" if self._array else b"")

    def whole(self, deltas: Deltas, parts: list[Part]) -> bytes:
        """The answer as one body."""
        return orjson.dumps(self._answer(deltas, [_part_of(part, part.text) for part in parts], ended=True))

    def _answer(self, deltas: Deltas, parts: list[dict[str, Any]], *, ended: bool = False) -> dict[str, Any]:
        candidate: dict[str, Any] = {"content": {"role": "model", "parts": parts}, "index": 0}
        answer: dict[str, Any] = {"candidates": [candidate], "modelVersion": deltas.served or self._model}
        if ended:
            candidate["finishReason"] = FINISHES.get(deltas.finish_reason, "STOP")
            if usage := for_gemini(deltas.usage):
                answer["usageMetadata"] = usage
        return answer | {"responseId": self._id}

    def _chunk(self, answer: dict[str, Any]) -> bytes:
        self._chunks += 1
        if not self._array:
            return b"data: %b\r\n\r\n" % orjson.dumps(answer)
        return (b"[" if self._chunks == 1 else b",\r\n") + orjson.dumps(answer)


def _said(step: Step) -> list[dict[str, Any]]:
    if step.part.kind == CALL:
        return [_part_of(step.part, step.part.text)] if step.what == "close" else []
    return [_part_of(step.part, step.piece)] if step.what == "grow" else []


def _part_of(part: Part, text: str) -> dict[str, Any]:
    if part.kind == CALL:
        return {"functionCall": {"id": part.id, "name": part.name, "args": arguments(text)}}
    return {"text": text} | ({"thought": True} if part.kind == THOUGHT else {})


SIDE = AgentSide(request=request, writer=GeminiWriter, refused=refused)
