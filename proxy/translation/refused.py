"""Refused: an endpoint's error in the shape of each agent's dialect, its words kept."""

import re
from typing import Any

from proxy.dialect import name_of

# What endpoints say when the conversation no longer fits, and what each agent looks for before it compacts.
OVERFLOW = re.compile(
    r"context[ _]length|context[ _]window|context size|too many tokens|prompt is too long|input is too long"
    r"|exceeds the maximum number of tokens",
    re.I,
)

KINDS = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    422: "invalid_request_error",
    429: "rate_limit_error",
    503: "overloaded_error",
}

STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    413: "INVALID_ARGUMENT",
    422: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


def for_messages(status: int, error: Any, message: str) -> dict[str, Any]:
    """Anthropic's shape."""
    if status < 500 and _overflows(error, message) and "prompt is too long" not in message:
        message = f"prompt is too long: {message}"
    kind = KINDS.get(status, "api_error" if status >= 500 else "invalid_request_error")
    return {"type": "error", "error": {"type": kind, "message": message}}


def for_responses(_status: int, error: Any, message: str) -> dict[str, Any]:
    """OpenAI's shape."""
    given = error if isinstance(error, dict) else {}
    # A code is a word there, and its agents give up reading at a number.
    code = "context_length_exceeded" if _overflows(error, message) else name_of(given.get("code"))
    said = {"message": message, "type": given.get("type"), "param": given.get("param"), "code": code}
    return {"error": said}


def for_chat(status: int, error: Any, message: str) -> dict[str, Any]:
    """OpenAI's shape, the same as there."""
    return for_responses(status, error, message)


def for_gemini(status: int, _error: Any, message: str) -> dict[str, Any]:
    """Google's shape."""
    kind = STATUSES.get(status, "UNAVAILABLE" if status >= 500 else "FAILED_PRECONDITION")
    return {"error": {"code": status, "message": message, "status": kind}}


def _overflows(error: Any, message: str) -> bool:
    code = name_of(error.get("code")) if isinstance(error, dict) else None
    return code == "context_length_exceeded" or OVERFLOW.search(message) is not None
