"""Messages: what a request of Anthropic's Messages API asks and what its answer says, read from JSON."""

from dataclasses import dataclass
from typing import Any

from proxy import counts
from proxy.dialect import Dialect, Facts, Seen, error_text, json_object, length_of, name_of, only_null, part
from proxy.hosted import Cut, members, typed
from proxy.record import NO_USAGE

# What a delta holds that the model said; a signature alone is none.
TOKEN_KEYS = ("text", "thinking", "partial_json")

RUN_HERE = frozenset(("custom", "function"))

RUN_HERE_DATED = ("bash_", "text_editor_", "computer_", "memory_", "tool_search_tool_")  # a date follows

# Servers asked by Anthropic, the container that its code execution and skills run in, OpenRouter's additions.
HOSTED = ("mcp_servers", "container", "plugins")

KINDS = {401: "authentication_error", 404: "not_found_error", 413: "request_too_large"}


def read_request(_path: str, body: Any) -> Facts:
    """The facts of a parsed body."""
    if not isinstance(body, dict):
        return Facts()
    return Facts(
        model=name_of(body.get("model")),
        stream=body.get("stream") is True,
        messages=length_of(body.get("messages")),
        tools=length_of(body.get("tools")) or 0,
    )


@dataclass
class MessagesAnswer:
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
        self._take(part(event, "message"))
        self._take_end(part(event, "delta"))
        self._take_usage(event.get("usage"))
        self._take_error(event)
        if kind in ("message_stop", "error"):
            self.done = True
            return Seen()
        return Seen(token=_is_token(event))

    def whole(self, body: bytes) -> None:
        """Takes a body that is one JSON object."""
        value = json_object(body)
        self.parsed = bool(value)
        self._take(value)
        self._take_error(value)
        self.done = self.answers

    @property
    def finished(self) -> bool:
        """Whether the model came to an end, with or without a message_stop."""
        return self.done or self.finish is not None

    @property
    def finish_reasons(self) -> list[str | None]:
        """The stop_reason."""
        return [self.finish]

    def _take(self, message: dict[str, Any]) -> None:
        self.answers = self.answers or isinstance(message.get("content"), list)
        self.served = name_of(message.get("model")) or self.served
        self._take_end(message)
        self._take_usage(message.get("usage"))

    def _take_end(self, said: dict[str, Any]) -> None:
        self.finish = name_of(said.get("stop_reason")) or self.finish

    def _take_usage(self, usage: Any) -> None:
        # Figures are cumulative: the later counts. A null or a 0 of a later event only says that it does not know.
        self.usage = counts.merged(self.usage, usage, zero_is_news=False)

    def _take_error(self, said: dict[str, Any]) -> None:
        self.error = self.error or error_text(said.get("error"))


def _is_token(event: dict[str, Any]) -> bool:
    if event.get("type") == "content_block_start":
        block = part(event, "content_block")
        # The name of a tool is something the model said; an empty text or thinking block is not.
        return (name_of(block.get("type")) or "").endswith("tool_use") or any(block.get(key) for key in TOKEN_KEYS)
    return any(part(event, "delta").get(key) for key in TOKEN_KEYS)


def dull(events: bytes) -> bool:
    """Whether events after the first token are deltas of content, their frames and pings, and nothing else."""
    return (
        b'"message' not in events
        and b'"error"' not in events
        and b'"usage"' not in events
        and only_null(events, b'"stop_reason"')
    )


def usage_of(raw: Any) -> dict[str, Any]:
    """The record's usage fields of a usage object as received; its input_tokens leave the cached ones out."""
    if not isinstance(raw, dict):
        return NO_USAGE
    uncached, read, written = (
        counts.count(raw, key) for key in ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
    )
    return counts.record(
        raw,
        None,
        input=None if uncached is None else uncached + (read or 0) + (written or 0),
        cache_read=read,
        cache_write=written,
        output=counts.count(raw, "output_tokens"),
        reasoning=counts.count(raw, "output_tokens_details", "thinking_tokens"),
    )


def hosted(asked: dict[str, Any]) -> list[Cut]:
    """The tools that run at the provider."""
    return typed(asked, RUN_HERE, _runs_here) + members(asked, HOSTED)


def _runs_here(tool: dict[str, Any]) -> bool:
    return str(tool["type"]).startswith(RUN_HERE_DATED)


def refusal(status: int, message: str) -> dict[str, Any]:
    """An error of the proxy's own."""
    kind = KINDS.get(status, "api_error" if status >= 500 else "invalid_request_error")
    return {"type": "error", "error": {"type": kind, "message": message}}


DIALECT = Dialect(
    name="messages",
    routes=(("POST", "/v1/messages"),),
    aside=(("POST", "/v1/messages/count_tokens"),),
    under="/v1/messages",
    facts=read_request,
    reading=MessagesAnswer,
    usage=usage_of,
    refusal=refusal,
    key_field=b"x-api-key",
    dull=dull,
    end_marks=(b'"message_stop"', b'"error"'),
    hosted=hosted,
)
