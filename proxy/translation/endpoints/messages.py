"""Messages: an endpoint that speaks Anthropic's Messages API, asked by way of chat."""

from typing import Any

import orjson

from proxy.dialect import json_object, name_of, part
from proxy.messages import DIALECT, MessagesAnswer, usage_of
from proxy.translation.endpoints.chunks import Json, call, chunk, failed, joined
from proxy.translation.figures import for_chat
from proxy.translation.sides import EndpointSide, Sent
from proxy.translation.tidy import in_blocks

VERSION = (b"anthropic-version", b"2023-06-01")

FINISHES = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "pause_turn": "stop",
    "tool_use": "tool_calls",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "content_filter",
}

STATUSES = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "overloaded_error": 503,
}

# Thinking is not to be had without the signed thoughts of the turns before, and a schema only as a tool that is none.
LEFT_OUT = ("model", "messages", "stream", "stream_options", "reasoning_effort", "response_format")

MAX_TOKENS = 8192  # where neither the agent names a limit, without which no request may be, nor litellm knows the model

WORDS = {"text": "content", "thinking": "reasoning_content"}


def request(chat: Json) -> Sent:
    """The request, by litellm's adapter; runs in the worker."""
    from litellm import model_cost
    from litellm.llms.anthropic.chat.transformation import AnthropicConfig

    adapter: Any = AnthropicConfig()
    least = {} if chat["model"] in model_cost else {"max_tokens": MAX_TOKENS}
    params = least | {key: value for key, value in chat.items() if key not in LEFT_OUT}
    if "temperature" in params:
        params.pop("top_p", None)  # Anthropic's later models refuse the two together
    optional = adapter.map_openai_params(params, {}, chat["model"], drop_params=True)
    body = adapter.transform_request(chat["model"], in_blocks(chat["messages"]), optional, {}, {})
    return Sent("/v1/messages", "", body | ({"stream": True} if chat.get("stream") else {}))


class MessagesReader:
    """Events and bodies put as chat."""

    def __init__(self) -> None:
        self.reading = MessagesAnswer()

    def event(self, data: str) -> list[Json]:
        """The chunks that an event says."""
        self.reading.event(data)
        event = json_object(data)
        kind, given = event.get("type"), event.get("index")
        index = given if type(given) is int else 0
        if kind == "error":
            return [_failed(event)]
        if kind == "content_block_start":
            return [self._chunk(_opened(part(event, "content_block"), index))]
        if kind == "content_block_delta":
            return [self._chunk(_grown(part(event, "delta"), index))]
        return [self._chunk({})] if kind in ("message_start", "message_delta") else []

    def whole(self, body: bytes) -> Json | None:
        """What a body says; None: it is no message."""
        self.reading.whole(body)
        value = json_object(body)
        if value.get("error"):
            return _failed(value)
        if not self.reading.answers:
            return None
        blocks = [block for block in value["content"] if isinstance(block, dict)]
        return self._chunk(joined([_opened(block, index) for index, block in enumerate(blocks)]))

    def _chunk(self, delta: Json) -> Json:
        finish = self.reading.finish
        usage = for_chat(usage_of(self.reading.usage))
        return chunk(self.reading, usage, FINISHES.get(finish, finish) if finish else None, delta)


def _opened(block: Json, index: int) -> Json:
    kind = name_of(block.get("type")) or ""
    if kind == "tool_use":
        given = orjson.dumps(block["input"]).decode() if block.get("input") else ""
        return {"tool_calls": [call(index, block.get("id"), block.get("name"), given)]}
    return {WORDS[kind]: block.get(kind)} if kind in WORDS else {}


def _grown(delta: Json, index: int) -> Json:
    if delta.get("type") == "input_json_delta":
        return {"tool_calls": [{"index": index, "function": {"arguments": delta.get("partial_json")}}]}
    return {name: delta[kind] for kind, name in WORDS.items() if kind in delta}


def _failed(said: Json) -> Json:
    kind = name_of(part(said, "error").get("type")) or ""
    return failed(said.get("error"), STATUSES.get(kind))


SIDE = EndpointSide(dialect=DIALECT, request=request, reader=MessagesReader, headers=(VERSION,))
