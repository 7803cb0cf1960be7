"""Choices: an answer made of choices, as OpenAI's older dialects send it, read from JSON."""

from dataclasses import dataclass, field
from typing import Any

from proxy.dialect import CHOICES, DONE, Seen, error_text, json_object, name_of, only_null, only_says
from proxy.usage import says_something

LONG = 2**10

DONE_BYTES = DONE.encode()

# The end of a stream, and what comes shortly before it: when it ends, nothing is left to be read.
END_MARKS = (DONE_BYTES, b'"finish_reason":"', b'"finish_reason": "')

TOKEN_KEYS = (
    "content",
    "tool_calls",
    "function_call",
    "reasoning",
    "reasoning_content",
    "reasoning_details",
    "refusal",
)


@dataclass
class ChoicesAnswer:
    """An answer as read so far, from events or from one body."""

    served: str | None = None
    usage: dict[str, Any] | None = None
    finish: dict[int, str | None] = field(default_factory=dict)
    error: str | None = None
    done: bool = False
    parsed: bool = False
    answers: bool = False

    def event(self, data: str) -> Seen:
        """Takes the data of one event."""
        if data.strip() == DONE:
            self.done = True
            return Seen()
        return self._take(json_object(data))

    def whole(self, body: bytes) -> None:
        """Takes a body that is one JSON object."""
        self._take(json_object(body))
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
        choices, usage = chunk.get("choices"), chunk.get("usage")
        self.parsed = self.parsed or bool(chunk)
        self.served = name_of(chunk.get("model")) or self.served
        self._take_error(chunk)
        token = False
        if isinstance(choices, list):
            self.answers = True
            for position, part in enumerate(part for part in choices if isinstance(part, dict)):
                self._take_error(part)
                self._take_usage(part)
                if position < CHOICES:
                    token = self._take_choice(part, position) or token
        self._take_usage(chunk)
        return Seen(token=token, usage_only=choices == [] and isinstance(usage, dict))

    def _take_choice(self, choice: dict[str, Any], position: int) -> bool:
        index = choice.get("index")
        index = index if type(index) is int else position
        if index in self.finish or len(self.finish) < CHOICES:
            self.finish[index] = name_of(choice.get("finish_reason")) or self.finish.get(index)
        delta = choice.get("delta")
        return bool(choice.get("text")) or (isinstance(delta, dict) and any(map(delta.get, TOKEN_KEYS)))

    def _take_usage(self, place: dict[str, Any]) -> None:
        # On every chunk or only once: the last that says something counts; Moonshot puts it into the choice.
        if "usage" in place and says_something(place["usage"]):
            self.usage = place["usage"]

    def _take_error(self, place: dict[str, Any]) -> None:
        if "error" in place:
            self.error = self.error or error_text(place["error"])


def may_end(begun: bytes) -> bool:
    """Whether an event that begins so may be [DONE], which is short and no JSON object."""
    return b"{" not in begun and len(begun) < LONG


def dull(events: bytes) -> bool:
    """Whether events after the first token are deltas of the first choice, and nothing else."""
    return (
        DONE_BYTES not in events
        and b'"error"' not in events
        and only_null(events, b'"finish_reason"')
        and only_null(events, b'"usage"')
        # A choice without an index may be the second one.
        and events.count(b"\n\n") <= events.count(b'"index":')
        and only_says(events, b'"index"', b"0")
    )
