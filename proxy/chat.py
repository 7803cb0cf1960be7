"""Chat: what a chat-completions request asks and what its answer says, read from JSON."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from proxy.hashing import parsed
from proxy.splice import set_member
from proxy.usage import says_something

TOKEN_KEYS = (
    "content",
    "tool_calls",
    "function_call",
    "reasoning",
    "reasoning_content",
    "reasoning_details",
    "refusal",
)


DONE = "[DONE]"

# A record stays a record, whatever the other side sends.
NAME = 500
CHOICES = 1000


@dataclass(frozen=True)
class ChatRequest:
    """The facts of a request; a body that is not a JSON object asks nothing."""

    model: str | None
    stream: bool
    messages: int | None
    tools: int | None
    lacks_usage: bool  # a stream whose usage nobody asked for


def read_request(body: Any) -> ChatRequest:
    """The facts of a parsed body."""
    if not isinstance(body, dict):
        return ChatRequest(model=None, stream=False, messages=None, tools=None, lacks_usage=False)
    model, messages, tools, options = (body.get(key) for key in ("model", "messages", "tools", "stream_options"))
    stream = body.get("stream") is True
    return ChatRequest(
        model=model[:NAME] if isinstance(model, str) else None,
        stream=stream,
        messages=len(messages) if isinstance(messages, list) else None,
        tools=len(tools) if isinstance(tools, list) else 0,
        lacks_usage=stream and not (isinstance(options, dict) and options.get("include_usage") is True),
    )


def with_usage(body: bytes, options: Any) -> bytes:
    """The body, whose stream_options are `options`, with `include_usage` set and every other byte as it was."""
    wanted = (options if isinstance(options, dict) else {}) | {"include_usage": True}
    return set_member(body, "stream_options", orjson.dumps(wanted).decode())


class Seen(NamedTuple):
    """What one event of a stream is."""

    token: bool = False  # something the model said
    usage_only: bool = False  # the extra chunk that include_usage brings


@dataclass
class ChatAnswer:
    """An answer as read so far, from events or from one body."""

    served: str | None = None
    usage: dict[str, Any] | None = None
    finish: dict[int, str | None] = field(default_factory=dict)
    error: str | None = None
    done: bool = False
    parsed: bool = False  # a JSON object came
    answers: bool = False  # one with choices, as this dialect's answers have them

    def event(self, data: str) -> Seen:
        """Takes the data of one event."""
        if data.strip() == DONE:
            self.done = True
            return Seen()
        return self._take(_object(data))

    def whole(self, body: bytes) -> None:
        """Takes a body that is one JSON object."""
        self._take(_object(body))
        self.done = self.answers

    @property
    def finished(self) -> bool:
        """Whether the model came to an end, with or without a [DONE]."""
        return self.done or any(reason is not None for reason in self.finish.values())

    @property
    def finish_reasons(self) -> list[str | None]:
        """One per index."""
        return [reason for _, reason in sorted(self.finish.items())]

    def _take(self, chunk: dict[str, Any]) -> Seen:
        choices = chunk.get("choices")
        self.parsed = self.parsed or bool(chunk)
        self.answers = self.answers or isinstance(choices, list)
        parts = [part for part in choices if isinstance(part, dict)] if isinstance(choices, list) else []
        if isinstance(chunk.get("model"), str):
            self.served = chunk["model"][:NAME]
        self._take_usage(chunk.get("usage"), *(part.get("usage") for part in parts))
        self._take_error(chunk.get("error"), *(part.get("error") for part in parts))
        tokens = [self._take_choice(part, position) for position, part in enumerate(parts[:CHOICES])]
        return Seen(token=any(tokens), usage_only=choices == [] and isinstance(chunk.get("usage"), dict))

    def _take_choice(self, choice: dict[str, Any], position: int) -> bool:
        index = choice.get("index")
        index = index if type(index) is int else position
        reason = choice.get("finish_reason")
        if index in self.finish or len(self.finish) < CHOICES:
            self.finish[index] = reason[:NAME] if isinstance(reason, str) else self.finish.get(index)
        delta = choice.get("delta")
        return bool(choice.get("text")) or (isinstance(delta, dict) and any(delta.get(key) for key in TOKEN_KEYS))

    def _take_usage(self, *places: Any) -> None:
        # On every chunk or only once: the last that says something counts; Moonshot puts it into the choice.
        self.usage = next((usage for usage in places if says_something(usage)), self.usage)

    def _take_error(self, *places: Any) -> None:
        for error in places:
            if error and self.error is None:
                self.error = error_text(error)


def error_text(error: Any) -> str:
    """The message of an error object, at most a few lines of it."""
    message = error.get("message") if isinstance(error, dict) else error
    if not isinstance(message, str) or not message:
        try:
            message = orjson.dumps(error).decode()
        except orjson.JSONEncodeError:
            message = "an error nested beyond reason"
    return message[:500]


def is_whole(data: str) -> bool:
    """Whether the data of an event that may have been cut is not."""
    return data.strip() == DONE or bool(_object(data))


def _object(data: str | bytes) -> dict[str, Any]:
    value = parsed(data.encode() if isinstance(data, str) else data)
    return value if isinstance(value, dict) else {}
