"""Responses: what a request of OpenAI's Responses API asks and what its answer says, read from JSON."""

from dataclasses import dataclass
from typing import Any

from proxy import counts
from proxy.dialect import Dialect, Facts, Seen, error_text, json_object, length_of, name_of, part
from proxy.hosted import Cut, members, typed
from proxy.openai import refusal
from proxy.record import NO_USAGE

ENDS = ("response.completed", "response.incomplete", "response.failed", "response.cancelled", "error")

MARKS = tuple(b'"%b"' % end.encode() for end in ENDS)

RUN_HERE = frozenset(
    ("function", "custom", "namespace", "local_shell", "apply_patch", "tool_search", "computer", "computer_use_preview")
)

UNDER_WAY = ("queued", "in_progress")


def read_request(_path: str, body: Any) -> Facts:
    """The facts of a parsed body."""
    if not isinstance(body, dict):
        return Facts()
    given = body.get("input")
    return Facts(
        model=name_of(body.get("model")),
        stream=body.get("stream") is True,
        messages=1 if isinstance(given, str) else length_of(given),
        tools=length_of(body.get("tools")) or 0,
    )


@dataclass
class ResponsesAnswer:
    """An answer as read so far, from events or from one body."""

    served: str | None = None
    usage: dict[str, Any] | None = None
    error: str | None = None
    done: bool = False
    parsed: bool = False
    answers: bool = False
    finish: str | None = None

    def event(self, data: str) -> Seen:
        """Takes the data of one event."""
        event = json_object(data)
        kind = event.get("type")
        self.parsed = self.parsed or bool(event)
        self._take(part(event, "response"))
        if kind == "error" or kind is None:
            self._take_error(event.get("error", event if kind else None))
        if kind in ENDS:
            self.done = True
            return Seen()
        return Seen(token=isinstance(kind, str) and _is_token(kind, event))

    def whole(self, body: bytes) -> None:
        """Takes a body that is one JSON object."""
        value = json_object(body)
        self.parsed = bool(value)
        self._take(value)
        self._take_error(value.get("error"))
        self.done = self.answers

    @property
    def finished(self) -> bool:
        """Whether the model came to an end."""
        return self.done

    @property
    def finish_reasons(self) -> list[str | None]:
        """The status of the response, or why it is incomplete."""
        return [self.finish]

    def _take(self, response: dict[str, Any]) -> None:
        self.answers = self.answers or isinstance(response.get("output"), list)
        self.served = name_of(response.get("model")) or self.served
        status = name_of(response.get("status"))
        if status is not None and status not in UNDER_WAY:
            self.finish = name_of(part(response, "incomplete_details").get("reason")) or status
        if isinstance(usage := response.get("usage"), dict) and usage:
            self.usage = usage
        self._take_error(response.get("error"))

    def _take_error(self, error: Any) -> None:
        self.error = self.error or error_text(error)


def _is_token(kind: str, event: dict[str, Any]) -> bool:
    if kind.endswith(".delta"):
        return bool(event.get("delta"))
    # The name of a tool is something the model said; that it begins to think or to write is not.
    item = name_of(part(event, "item").get("type")) or ""
    return kind == "response.output_item.done" or (kind == "response.output_item.added" and item.endswith("_call"))


def dull(events: bytes) -> bool:
    """Whether events after the first token are deltas of items and their frames, and nothing else."""
    return b'"response"' not in events and not any(end in events for end in MARKS)


def usage_of(raw: Any) -> dict[str, Any]:
    """The record's usage fields of a usage object as received."""
    if not isinstance(raw, dict):
        return NO_USAGE
    return counts.record(
        raw,
        counts.count(raw, "total_tokens"),
        input=counts.count(raw, "input_tokens"),
        cache_read=counts.count(raw, "input_tokens_details", "cached_tokens"),
        cache_write=counts.first(
            raw,
            ("input_tokens_details", "cache_write_tokens"),
            ("input_tokens_details", "cache_creation_tokens"),
        ),
        output=counts.count(raw, "output_tokens"),
        reasoning=counts.count(raw, "output_tokens_details", "reasoning_tokens"),
    )


def hosted(asked: dict[str, Any]) -> list[Cut]:
    """The tools that run at the provider."""
    return typed(asked, RUN_HERE, _is_local_shell) + members(asked, ("plugins",))


def _is_local_shell(tool: dict[str, Any]) -> bool:
    # Only the environment tells the agent's shell from a container at OpenAI.
    return tool.get("type") == "shell" and part(tool, "environment").get("type", "local") == "local"


DIALECT = Dialect(
    name="responses",
    routes=(("POST", "/v1/responses"),),
    aside=(),
    under="/v1/responses",
    facts=read_request,
    reading=ResponsesAnswer,
    usage=usage_of,
    refusal=refusal,
    key_field=b"authorization",
    dull=dull,
    end_marks=MARKS,
    hosted=hosted,
)
