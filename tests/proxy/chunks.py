"""Chunks: what the tests ask, and what their endpoints answer."""

from typing import Any

ASK: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "hi"}], "tools": [{}, {}], "stream": True}
PLAIN = ASK | {"stream": False}

ROLE = b'{"id":"c","model":"m-0613","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}'
HELLO = b'{"id":"c","model":"m-0613","choices":[{"index":0,"delta":{"content":"Hello"}}]}'
STOP = b'{"id":"c","model":"m-0613","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}'
USAGE = b'{"id":"c","model":"m-0613","choices":[],"usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}'
DONE = b"[DONE]"
WHOLE = (
    b'{"id":"c","model":"m-0613","choices":[{"index":0,"message":{"content":"Hello"},"finish_reason":"stop"}],'
    b'"usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}'
)


def data(*events: bytes) -> bytes:
    return b"".join(b"data: " + event + b"\n\n" for event in events)
