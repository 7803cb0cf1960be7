"""Chat: OpenAI's chat completions spoken by an agent whose endpoint speaks another dialect."""

import time
import uuid
from typing import Any

import orjson

from proxy.translation.deltas import Deltas
from proxy.translation.figures import for_chat
from proxy.translation.parts import CALL, TEXT, THOUGHT, Part, Step
from proxy.translation.refused import for_chat as refused
from proxy.translation.sides import AgentSide, Asking
from proxy.translation.tidy import tidy
from proxy.usage import usage_of

MEMBERS = {THOUGHT: "reasoning_content", TEXT: "content"}

# Left out they would change what the answer is, not only how good it is.
REFUSED = ("functions", "logprobs", "audio")


def request(_path: str, body: dict[str, Any]) -> Asking:
    """The request without what other dialects have no word for."""
    for name in REFUSED:
        if body.get(name):
            raise ValueError(f"{name}: the endpoint's dialect has no such thing")
    if (body.get("n") or 1) != 1:
        raise ValueError("n: the endpoint's dialect gives one answer to a request")
    given = body | {"max_tokens": body.get("max_completion_tokens") or body.get("max_tokens")}
    stream, options = body.get("stream") is True, body.get("stream_options")
    notes = {"usage": isinstance(options, dict) and options.get("include_usage") is True}
    return Asking(tidy(given, stream=stream), stream, notes)


class ChatWriter:
    """The answer's chunks, or its one body."""

    content_type = b"text/event-stream; charset=utf-8"
    alive = b":\n\n"

    def __init__(self, notes: dict[str, Any], model: str | None) -> None:
        self._usage = bool(notes.get("usage"))
        self._model = model
        self._id = f"chatcmpl-{uuid.uuid4().hex}"
        self._created = int(time.time())
        self._calls: dict[int, int] = {}
        self._begun = False

    def steps(self, deltas: Deltas, steps: list[Step]) -> bytes:
        """The chunks of some steps."""
        told = [delta for step in steps for delta in self._deltas(step)]
        return b"".join(self._said(deltas, delta) for delta in told)

    def end(self, deltas: Deltas) -> bytes:
        """The chunks of the end."""
        end = self._said(deltas, {}, deltas.finish_reason)
        usage = for_chat(usage_of(deltas.usage))
        if self._usage and usage:
            end += _sse(self._base(deltas, "chat.completion.chunk") | {"choices": [], "usage": usage})
        return end + b"data: [DONE]\n\n"

    def failed(self, deltas: Deltas) -> bytes:
        """The event that says what went wrong in the middle."""
        return _sse(refused(deltas.status, deltas.error, deltas.why))

    def whole(self, deltas: Deltas, parts: list[Part]) -> bytes:
        """The answer as one body."""
        said = {kind: "".join(part.text for part in parts if part.kind == kind) for kind in MEMBERS}
        message: dict[str, Any] = {"role": "assistant", "content": said[TEXT] or None}
        if said[THOUGHT]:
            message[MEMBERS[THOUGHT]] = said[THOUGHT]
        if calls := [_call(part, part.text) for part in parts if part.kind == CALL]:
            message["tool_calls"] = calls
        choice = {"index": 0, "message": message, "finish_reason": deltas.finish_reason}
        usage = for_chat(usage_of(deltas.usage))
        answer = self._base(deltas, "chat.completion") | {"choices": [choice]}
        return orjson.dumps(answer | ({"usage": usage} if usage else {}))

    def _base(self, deltas: Deltas, kind: str) -> dict[str, Any]:
        model = deltas.served or self._model
        return {"id": self._id, "object": kind, "created": deltas.created or self._created, "model": model}

    def _said(self, deltas: Deltas, delta: dict[str, Any], finish: str | None = None) -> bytes:
        if not self._begun:
            self._begun = True
            delta = {"role": "assistant"} | delta
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return _sse(self._base(deltas, "chat.completion.chunk") | {"choices": [choice]})

    def _deltas(self, step: Step) -> list[dict[str, Any]]:
        part = step.part
        if part.kind != CALL:
            return [{MEMBERS[part.kind]: step.piece}] if step.what == "grow" else []
        if step.what == "open":
            index = self._calls.setdefault(part.number, len(self._calls))
            return [{"tool_calls": [{"index": index} | _call(part, "")]}]
        if step.what == "grow":
            return [{"tool_calls": [{"index": self._calls[part.number], "function": {"arguments": step.piece}}]}]
        return []


def _call(part: Part, arguments: str) -> dict[str, Any]:
    return {"id": part.id, "type": "function", "function": {"name": part.name, "arguments": arguments}}


def _sse(event: dict[str, Any]) -> bytes:
    return b"data: %b\n\n" % orjson.dumps(event)


SIDE = AgentSide(request=request, writer=ChatWriter, refused=refused)
