"""Deltas: an answer's events, put as chat, read into parts that follow one another."""

import uuid
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Protocol

from proxy.dialect import Reading, error_text, name_of, part
from proxy.translation.parts import CALL, TEXT, THOUGHT, Part, Step
from proxy.usage import says_something

NO_ARGUMENTS = "{}"


class Reader(Protocol):
    """Reads an endpoint's answer in its dialect, and says it as chat."""

    @property
    def reading(self) -> Reading:
        """The answer as the dialect itself reads it, for the record."""

    def event(self, data: str) -> list[dict[str, Any]]:
        """The chat chunks that the data of one event says."""

    def whole(self, body: bytes) -> dict[str, Any] | None:
        """The chat chunk, or completion, that a body says; None: it is no answer of the dialect."""


@dataclass
class Deltas:
    """Reads an answer's events; a part that begins while a tool call is not complete waits for it."""

    reader: Reader
    id: str | None = None
    served: str | None = None
    created: int | None = None
    finish: str | None = None
    usage: dict[str, Any] | None = None
    error: Any = None
    done: bool = False
    quiet: bool = False  # the last event said nothing: a ping, or a frame
    parts: list[Part] = field(default_factory=list)
    _waiting: deque[Part] = field(default_factory=deque)  # the first of them goes on as it comes
    _by_index: dict[int, Part] = field(default_factory=dict)

    @property
    def ended(self) -> bool:
        """Whether the model has come to its end, so that the agent may be told so."""
        return self.error is None and (self.done or self.finish is not None)

    @property
    def finish_reason(self) -> str:
        """Why it ended; calls decide where the endpoint says only that it stopped."""
        called = any(part.kind == CALL for part in self.parts)
        if self.finish in (None, "stop", "function_call", "tool_calls"):
            return "tool_calls" if called else "stop"
        return self.finish or "stop"

    def event(self, data: str) -> list[Step]:
        """What the data of one event adds."""
        if self.done or self.error:
            return []
        chunks = self.reader.event(data)
        self.quiet = not chunks
        steps = [step for chunk in chunks for step in self.chunk(chunk)]
        self.done = self.reader.reading.done
        return steps

    def chunk(self, chunk: dict[str, Any]) -> list[Step]:
        """What one chunk adds; an answer that is no stream is one large chunk."""
        choices = chunk.get("choices")
        first = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
        self.id, self.served = self.id or name_of(chunk.get("id")), self.served or name_of(chunk.get("model"))
        self.created = self.created or (chunk["created"] if type(chunk.get("created")) is int else None)
        for usage in (first.get("usage"), chunk.get("usage")):
            self.usage = usage if says_something(usage) else self.usage
        self.error = self.error or chunk.get("error") or first.get("error")
        if self.error is not None or first.get("index", 0) not in (0, None):
            return []
        self.finish = name_of(first.get("finish_reason")) or self.finish
        self._take(part(first, "delta") or part(first, "message"))
        return self._flow(last=False)

    def rest(self) -> list[Step]:
        """What was still waiting, once the answer has ended."""
        return self._flow(last=True)

    @property
    def why(self) -> str:
        """The endpoint's words for its error."""
        return error_text(self.error) or "the endpoint reported an error and did not say which"

    @property
    def status(self) -> int:
        """The HTTP status that its error would have had."""
        code = self.error.get("code") if isinstance(self.error, dict) else None
        return code if type(code) is int and 400 <= code < 600 else 500

    def _take(self, delta: dict[str, Any]) -> None:
        thought = delta.get("reasoning_content")
        self._say(THOUGHT, thought if isinstance(thought, str) and thought else delta.get("reasoning"))
        self._say(TEXT, delta.get("content"))
        self._say(TEXT, delta.get("refusal"))
        calls = delta.get("tool_calls")
        for call in calls if isinstance(calls, list) else []:
            if isinstance(call, dict):
                self._call(call)

    def _say(self, kind: str, piece: Any) -> None:
        if isinstance(piece, list):
            piece = "".join(said.get("text") or "" for said in piece if isinstance(said, dict))
        if not isinstance(piece, str) or not piece:
            return
        if not self.parts or self.parts[-1].kind != kind:
            self._begin(Part(kind, len(self.parts)))
        self.parts[-1].pieces.append(piece)

    def _call(self, call: dict[str, Any]) -> None:
        function = part(call, "function")
        begun = self._begun(call, function)
        begun.name = begun.name or name_of(function.get("name")) or ""
        arguments = function.get("arguments")
        if isinstance(arguments, str) and arguments:
            begun.pieces.append(arguments)

    def _begun(self, call: dict[str, Any], function: dict[str, Any]) -> Part:
        """The tool call that a delta belongs to; some servers give no index, or 0 to every call."""
        given, said = call.get("index"), name_of(call.get("id"))
        index = given if type(given) is int else None
        known = self._by_index.get(index) if index is not None else self._known(said)
        if known is not None and not (said and known.id != said) and not (index is None and self._anew(function, said)):
            return known
        begun = Part(CALL, len(self.parts), id=said or f"call_{uuid.uuid4().hex[:24]}")
        self._begin(begun)
        if index is not None:
            self._by_index[index] = begun
        return begun

    def _known(self, said: str | None) -> Part | None:
        calls = [begun for begun in reversed(self.parts) if begun.kind == CALL]
        if said:
            return next((begun for begun in calls if begun.id == said), None)
        return calls[0] if calls else None

    def _anew(self, function: dict[str, Any], said: str | None) -> bool:
        return said is None and bool(function.get("name"))

    def _begin(self, begun: Part) -> None:
        self.parts.append(begun)
        self._waiting.append(begun)

    def _flow(self, *, last: bool) -> list[Step]:
        steps: list[Step] = []
        while self._waiting:
            front = self._waiting[0]
            steps += _grown(front, last=last)
            if not last and not (len(self._waiting) > 1 and front.complete):
                break
            self._waiting.popleft()
            steps += _closed(front)
        return steps


def _grown(front: Part, *, last: bool) -> list[Step]:
    steps: list[Step] = []
    if not front.opened and (front.name or front.kind != CALL or last):
        front.opened = True
        steps.append(Step("open", front))
    if front.opened and front.sent < len(front.pieces):
        steps.append(Step("grow", front, "".join(front.pieces[front.sent :])))
        front.sent = len(front.pieces)
    return steps


def _closed(front: Part) -> list[Step]:
    steps: list[Step] = []
    if front.kind == CALL and not front.text.strip():
        # Where a tool takes no arguments some models say nothing at all, which is no JSON.
        front.pieces = [NO_ARGUMENTS]
        steps.append(Step("grow", front, NO_ARGUMENTS))
    return [*steps, Step("close", front)]
