"""Dialect: what the proxy must know of a way to talk to a model, as one row of functions and names."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, Protocol

import orjson

from proxy.hashing import parsed
from proxy.hosted import Rule, none

# A record stays a record, whatever the other side sends.
NAME = 500
CHOICES = 1000

DONE = "[DONE]"


class Facts(NamedTuple):
    """What a request asks; a body that is not a JSON object of its dialect asks nothing."""

    model: str | None = None
    stream: bool = False
    messages: int | None = None
    tools: int | None = None
    lacks_usage: bool = False  # a stream whose usage nobody asked for, though it can be asked for


class Seen(NamedTuple):
    """What one event of a stream is."""

    token: bool = False  # something the model said
    usage_only: bool = False  # the extra chunk that include_usage brings
    may_end: bool = False  # perhaps the end: the dialect does not mark it


class Reading(Protocol):
    """An answer as read so far, from events or from one body."""

    served: str | None
    usage: dict[str, Any] | None  # as received; None: none came
    error: str | None
    done: bool  # the end of the answer has come
    parsed: bool  # a JSON object came
    answers: bool  # one of the kind that this dialect's answers are

    def event(self, data: str) -> Seen:
        """Takes the data of one event."""

    def whole(self, body: bytes) -> None:
        """Takes a body that is no stream of events."""

    @property
    def finished(self) -> bool:
        """Whether the model came to an end, with or without the end of the stream."""

    @property
    def finish_reasons(self) -> list[str | None]:
        """One per answer, where more than one was asked for."""


@dataclass(frozen=True)
class Dialect:
    """One row; `routes` are what carries answers of the model, `aside` what agents of this dialect ask besides."""

    name: str  # as the record has it
    routes: tuple[tuple[str, str], ...]  # method, and a pattern of the whole path
    aside: tuple[tuple[str, str], ...]
    under: str  # where its agents look for routes; the longest such beginning of an unknown path says whose it is
    facts: Callable[[str, Any], Facts]  # of path and parsed body
    reading: Callable[[], Reading]
    usage: Callable[[Any], dict[str, Any]]  # the record's usage of a usage object as received
    refusal: Callable[[int, str], dict[str, Any]]  # an error of the proxy's own, of status and message
    key_field: bytes  # the header in which endpoints of this dialect take the key
    key_query: str | None = None  # the query parameter in which agents may give theirs; None: they never do
    may_end: Callable[[bytes], bool] = lambda _: True  # whether an event that begins so may be the end of the answer
    dull: Callable[[bytes], bool] = lambda _: False  # whether events after the first token tell the record nothing new
    end_marks: tuple[bytes, ...] | None = None  # any event that ends a stream has one; None: such a one has no mark
    model_in: Literal["body", "path"] | None = (
        "body"  # where a request names its model; None: it keeps the one it names
    )
    answers: bool = True  # whether the model answers, and tokens are spent
    hosted: Rule = none  # which of a request's tools run at the provider


@dataclass
class Plain:
    """An answer that is one JSON object, without more to it than model, usage and error."""

    mark: str | None = None  # the member that tells an answer from any other object; None: nothing does
    served: str | None = None
    usage: dict[str, Any] | None = None
    error: str | None = None
    done: bool = False
    parsed: bool = False
    answers: bool = False

    def event(self, data: str) -> Seen:
        """Takes the data of one event, which is more than is expected of such an answer."""
        self.whole(data.encode())
        return Seen()

    def whole(self, body: bytes) -> None:
        """Takes a body that is one JSON object."""
        value = json_object(body)
        self.parsed = self.parsed or bool(value)
        self.served = name_of(value.get("model")) or self.served
        self.usage = value["usage"] if isinstance(value.get("usage"), dict) else self.usage
        self.error = error_text(value.get("error")) or self.error
        self.answers = self.answers or (self.mark is not None and self.mark in value)
        self.done = self.answers

    @property
    def finished(self) -> bool:
        """Whether the answer is there."""
        return self.done

    @property
    def finish_reasons(self) -> list[str | None]:
        """None: nothing here has one."""
        return []


def aside(dialect: Dialect) -> Dialect:
    """The dialect as it talks of other things than answers."""
    return replace(dialect, name="other", facts=lambda _path, _body: Facts(), reading=Plain, answers=False)


def name_of(value: Any) -> str | None:
    """A name that the other side gives; None: it gives none."""
    return value[:NAME] if isinstance(value, str) else None


def only_null(block: bytes, name: bytes) -> bool:
    """Whether each member of that name in some JSON is null; no endpoint escapes the letters of its names."""
    return only_says(block, name, b"null")


def only_says(block: bytes, name: bytes, value: bytes) -> bool:
    """Whether each member of that name begins with `value`, whichever of the two usual ways of writing JSON it is."""
    found = block.count(name)
    tight = block.count(name + b":" + value) if found else 0
    return found == tight or found == tight + block.count(name + b": " + value)


def length_of(value: Any) -> int | None:
    """How many a list has; None: it is none."""
    return len(value) if isinstance(value, list) else None


def error_text(error: Any) -> str | None:
    """The message of an error object, at most a few lines of it; None: there is no error, or one that says nothing."""
    if not error:
        return None
    message = error.get("message") if isinstance(error, dict) else error
    if not isinstance(message, str) or not message:
        try:
            message = orjson.dumps(error).decode()
        except orjson.JSONEncodeError:
            message = "an error nested beyond reason"
    return message[:NAME]


def is_whole(data: str) -> bool:
    """Whether the data of an event that may have been cut is not."""
    return data.strip() == DONE or bool(json_object(data))


def json_object(data: str | bytes) -> dict[str, Any]:
    """The JSON object that the data is; empty: it is none."""
    value = parsed(data.encode() if isinstance(data, str) else data)
    return value if isinstance(value, dict) else {}


def part(value: Any, *keys: str) -> dict[str, Any]:
    """The object inside objects; empty: there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}
