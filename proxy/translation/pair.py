"""Pair: what it takes to let agents of one dialect talk to endpoints of another, as one row of functions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from proxy.translation.deltas import Deltas
from proxy.translation.parts import Part, Step


class Asking(NamedTuple):
    """A translated request, and what must be remembered of it until the answer."""

    chat: dict[str, Any]
    stream: bool
    notes: dict[str, Any]
    answer: dict[str, Any] | None = None  # where no endpoint need be asked


class Writer(Protocol):
    """Writes one answer in the agent's dialect as it comes."""

    @property
    def content_type(self) -> bytes:
        """Of the stream."""

    @property
    def alive(self) -> bytes:
        """What keeps the stream alive while nothing is said."""

    def steps(self, deltas: Deltas, steps: list[Step]) -> bytes:
        """What the agent gets for some steps."""

    def end(self, deltas: Deltas) -> bytes:
        """The end of the stream."""

    def failed(self, deltas: Deltas) -> bytes:
        """What says that the endpoint reported an error in the middle."""

    def whole(self, deltas: Deltas, parts: list[Part]) -> bytes:
        """The answer as one body."""


# Requests are litellm's to translate: wide, and ever changing. Answers are not: its adapters lose thoughts, reasoning
# tokens and ids of calls, mix calls that come interleaved, and forge an end where a stream was cut.
@dataclass(frozen=True)
class Pair:
    """One row."""

    request: Callable[[str, dict[str, Any]], Asking]  # of path and body; in the worker, where litellm is
    writer: Callable[[dict[str, Any], str | None], Writer]  # of the request's notes and the model asked for
    refused: Callable[[int, Any, str], dict[str, Any]]  # an error's body, of status, error object and message
