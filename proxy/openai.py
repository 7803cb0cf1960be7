"""OpenAI: what its dialects share, the shape of an error and how usage is asked for."""

from typing import Any

import orjson

from proxy.splice import set_member

KINDS = {401: "authentication_error", 404: "invalid_request_error", 409: "invalid_request_error"}


def refusal(status: int, message: str) -> dict[str, Any]:
    """An error of the proxy's own."""
    kind = KINDS.get(status, "proxy_error")
    return {"error": {"message": message, "type": kind, "param": None, "code": f"cab_{status}"}}


def lacks_usage(body: dict[str, Any]) -> bool:
    """Whether a request is for a stream whose usage nobody asked for."""
    options = body.get("stream_options")
    return body.get("stream") is True and not (isinstance(options, dict) and options.get("include_usage") is True)


def with_usage(body: bytes, options: Any, *, absent: bool = False) -> bytes:
    """The body, whose stream_options are `options`, with `include_usage` set and every other byte as it was."""
    wanted = (options if isinstance(options, dict) else {}) | {"include_usage": True}
    return set_member(body, "stream_options", orjson.dumps(wanted), absent=absent)
