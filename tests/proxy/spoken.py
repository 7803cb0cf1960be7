"""Spoken: a request and an answer in each dialect, as bytes."""

from dataclasses import dataclass
from typing import Any

import orjson


def named(*events: dict[str, Any]) -> bytes:
    """Events whose names repeat their types, as Anthropic and OpenAI's Responses send them."""
    return b"".join(b"event: %b\ndata: %b\n\n" % (event["type"].encode(), orjson.dumps(event)) for event in events)


def unnamed(*events: dict[str, Any] | bytes, end: bytes = b"\n\n") -> bytes:
    return b"".join(b"data: " + (event if isinstance(event, bytes) else orjson.dumps(event)) + end for event in events)


@dataclass(frozen=True)
class Spoken:
    """One dialect, and the figures that the journal must show for either answer."""

    dialect: str
    path: str
    stream_path: str
    ask: dict[str, Any]
    stream_ask: dict[str, Any]
    whole: bytes
    begin: bytes  # of the stream
    end: bytes  # of the stream: the piece that is held back
    error: bytes  # an event that says "overloaded"
    finish: str | None
    figures: tuple[int | None, ...]  # input, cache_read, cache_write, output, reasoning, total
    messages: int
    tools: int
    key: bytes  # the line in which the endpoint gets the key, but for it

    @property
    def stream(self) -> bytes:
        return self.begin + self.end


CACHED = {"input_tokens": 10, "cache_creation_input_tokens": 20, "cache_read_input_tokens": 70}
MESSAGE: dict[str, Any] = {
    "id": "msg_1", "type": "message", "role": "assistant", "content": [], "model": "m-0613", "stop_reason": None,
    "usage": CACHED | {"output_tokens": 1},
}  # fmt: skip
START = {"type": "message_start", "message": MESSAGE}
DELTA = {
    "type": "message_delta",
    "delta": {"stop_reason": "tool_use", "stop_sequence": None},
    "usage": {"output_tokens": 15},
}
SAID = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Hello"}}
MESSAGES_ASK = {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}], "tools": [{}, {}]}

MESSAGES = Spoken(
    dialect="messages",
    path="/v1/messages",
    stream_path="/v1/messages",
    ask=MESSAGES_ASK,
    stream_ask=MESSAGES_ASK | {"stream": True},
    whole=orjson.dumps(
        MESSAGE
        | {
            "content": [{"type": "text", "text": "Hello"}],
            "stop_reason": "tool_use",
            "usage": CACHED | {"output_tokens": 15},
        }
    ),
    begin=named(START, {"type": "ping"}, SAID, {"type": "content_block_stop", "index": 0}, DELTA),
    end=named({"type": "message_stop"}),
    error=named({"type": "error", "error": {"type": "overloaded_error", "message": "overloaded"}}),
    finish="tool_use",
    figures=(100, 70, 20, 15, None, 115),
    messages=1,
    tools=2,
    key=b"x-api-key: ",
)

RESPONSE: dict[str, Any] = {
    "id": "resp_1", "object": "response", "model": "m-0613", "status": "completed",
    "output": [{"type": "message", "content": [{"type": "output_text", "text": "Hello"}]}],
    "usage": {
        "input_tokens": 100, "input_tokens_details": {"cached_tokens": 64},
        "output_tokens": 15, "output_tokens_details": {"reasoning_tokens": 9}, "total_tokens": 115,
    },
}  # fmt: skip
BEGUN: dict[str, Any] = RESPONSE | {"status": "in_progress", "output": [], "usage": None}
RESPONSES_ASK = {"model": "m", "input": [{"role": "user", "content": "hi"}] * 3, "tools": [{}]}

RESPONSES = Spoken(
    dialect="responses",
    path="/v1/responses",
    stream_path="/v1/responses",
    ask=RESPONSES_ASK,
    stream_ask=RESPONSES_ASK | {"stream": True},
    whole=orjson.dumps(RESPONSE),
    begin=named(
        {"type": "response.created", "response": BEGUN},
        {"type": "response.output_item.added", "item": {"type": "message"}},
        {"type": "response.output_text.delta", "delta": "Hello"},
        {"type": "response.output_text.done", "text": "Hello"},
    ),
    end=named({"type": "response.completed", "response": RESPONSE}),
    error=named(
        {"type": "response.failed", "response": BEGUN | {"status": "failed", "error": {"message": "overloaded"}}}
    ),
    finish="completed",
    figures=(100, 64, None, 15, 9, 115),
    messages=3,
    tools=1,
    key=b"authorization: Bearer ",
)


def candidate(text: str, **more: Any) -> dict[str, Any]:
    parts = {"content": {"role": "model", "parts": [{"text": text}]}}
    return {"candidates": [parts | more], "modelVersion": "m-0613"}


COUNTED = {
    "promptTokenCount": 100,
    "cachedContentTokenCount": 64,
    "candidatesTokenCount": 6,
    "thoughtsTokenCount": 9,
    "totalTokenCount": 115,
}
FIRST = candidate("Hello") | {"usageMetadata": {"promptTokenCount": 100, "totalTokenCount": 100}}
LAST = candidate("", finishReason="STOP") | {"usageMetadata": COUNTED}
GEMINI_ASK = {
    "contents": [{"role": "user", "parts": [{"text": "hi"}]}],
    "tools": [{"functionDeclarations": [{}, {}, {}]}, {"computerUse": {}}],
}

GEMINI = Spoken(
    dialect="gemini",
    path="/v1beta/models/m:generateContent",
    stream_path="/v1beta/models/m:streamGenerateContent?alt=sse",
    ask=GEMINI_ASK,
    stream_ask=GEMINI_ASK,
    whole=orjson.dumps(candidate("Hello", finishReason="STOP") | {"usageMetadata": COUNTED}),
    begin=unnamed(FIRST, end=b"\r\n\r\n"),
    end=unnamed(LAST, end=b"\r\n\r\n"),
    error=unnamed({"error": {"code": 503, "message": "overloaded", "status": "UNAVAILABLE"}}),
    finish="STOP",
    figures=(100, 64, None, 15, 9, 115),
    messages=1,
    tools=4,
    key=b"x-goog-api-key: ",
)

TEXT = {"id": "c", "model": "m-0613", "choices": [{"index": 0, "text": "Hello", "finish_reason": None}]}
OVER = {"id": "c", "model": "m-0613", "choices": [{"index": 0, "text": "", "finish_reason": "stop"}]}
TOKENS = {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15}

COMPLETIONS = Spoken(
    dialect="completions",
    path="/v1/completions",
    stream_path="/v1/completions",
    ask={"model": "m", "prompt": "hi"},
    stream_ask={"model": "m", "prompt": "hi", "stream": True, "stream_options": {"include_usage": True}},
    whole=orjson.dumps(OVER | {"usage": TOKENS}),
    begin=unnamed(TEXT, OVER, OVER | {"choices": [], "usage": TOKENS}),
    end=unnamed(b"[DONE]"),
    error=unnamed({"error": {"message": "overloaded"}}),
    finish="stop",
    figures=(12, None, None, 3, None, 15),
    messages=1,
    tools=0,
    key=b"authorization: Bearer ",
)

ALL = (MESSAGES, RESPONSES, GEMINI, COMPLETIONS)
