"""Sides: what it takes to let agents of one dialect talk to endpoints of another, one row of functions a side."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from proxy.dialect import Dialect
from proxy.translation.deltas import Deltas, Reader
from proxy.translation.parts import Part, Step
from proxy.upstream import Headers


class Asking(NamedTuple):
    """An agent's request put as chat, and what must be remembered of it until the answer."""

    chat: dict[str, Any]
    stream: bool
    notes: dict[str, Any]
    answer: dict[str, Any] | None = None  # where no endpoint need be asked


class Sent(NamedTuple):
    """A chat request put as the endpoint speaks."""

    path: str
    query: str
    body: dict[str, Any]


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


# Chat stands in the middle of every way: four sides of each kind make all the ways there are. Requests are litellm's to
# translate: wide, and ever changing. Answers are not: its adapters lose thoughts, reasoning tokens and ids of calls,
# mix calls that come interleaved, and forge an end where a stream was cut.
@dataclass(frozen=True)
class AgentSide:
    """What agents speak."""

    request: Callable[[str, dict[str, Any]], Asking]  # of path and body; in the worker, where litellm is
    writer: Callable[[dict[str, Any], str | None], Writer]  # of the request's notes and the model asked for
    refused: Callable[[int, Any, str], dict[str, Any]]  # an error's body, of status, error object and message


@dataclass(frozen=True)
class EndpointSide:
    """What endpoints speak."""

    dialect: Dialect
    request: Callable[[dict[str, Any]], Sent]  # of a chat request; in the worker too
    reader: Callable[[], Reader]
    headers: Headers = ()  # what no request may lack
