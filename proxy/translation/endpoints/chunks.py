"""Chunks: what an endpoint of another dialect says, as a chat endpoint would have said it."""

from typing import Any

from proxy.dialect import Reading, error_text

Json = dict[str, Any]


def chunk(reading: Reading, usage: Json | None, finish: str | None, delta: Json) -> Json:
    """One chunk, or a whole answer: what is known of it by now, and what it adds."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"model": reading.served, "choices": [choice]} | ({"usage": usage} if usage else {})


def call(index: int, identity: Any, name: Any, arguments: str = "") -> Json:
    """A tool call that begins."""
    return {"index": index, "id": identity, "function": {"name": name, "arguments": arguments}}


def failed(error: Any, status: int | None) -> Json:
    """An error in the middle; the status is what it would have had at the beginning, null where nothing says."""
    given = error if isinstance(error, dict) else {"message": error_text(error)}
    return {"error": given | {"code": status or given.get("code")}}


def text(value: Any) -> str:
    """The text that stands in some place; empty: none does."""
    return value if isinstance(value, str) else ""


def joined(deltas: list[Json]) -> Json:
    """What several deltas add, as one."""
    words = ("content", "reasoning_content", "refusal")
    said: Json = {name: "".join(text(delta.get(name)) for delta in deltas) for name in words}
    return said | {"tool_calls": [each for delta in deltas for each in delta.get("tool_calls") or ()]}
