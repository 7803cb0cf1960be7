"""Tidy: a chat request as any chat endpoint takes it, out of what an adapter made."""

import json
from typing import Any

from proxy.hashing import parsed
from proxy.translation.parts import arguments

# What OpenAI's own chat has and servers commonly know; whatever else an adapter leaves in would be refused by some.
KEYS = (
    "model",
    "messages",
    "tools",
    "tool_choice",
    "parallel_tool_calls",
    "max_tokens",
    "temperature",
    "top_p",
    "stop",
    "response_format",
    "reasoning_effort",
)

WITH_TOOLS = ("tool_choice", "parallel_tool_calls")

DEFAULTS = {"tool_choice": "auto", "parallel_tool_calls": True}

FUNCTION_KEYS = ("name", "description", "parameters")

PDF = "data:application/pdf;"

SHOWN = "The next message shows it."

MESSAGE_KEYS = ("role", "content", "tool_calls", "tool_call_id", "reasoning_content")


def tidy(request: dict[str, Any], *, stream: bool) -> dict[str, Any]:
    """The request with known members only, plain roles, plain text where nothing but text is, and usage asked for."""
    kept = {key: request[key] for key in KEYS if request.get(key) is not None and request[key] != DEFAULTS.get(key)}
    kept["messages"] = messages(request["messages"])
    tools = [function for tool in request.get("tools") or [] if (function := _tool(tool))]
    kept = kept | {"tools": tools} if tools else {k: kept[k] for k in kept if k not in (*WITH_TOOLS, "tools")}
    if isinstance(effort := kept.get("reasoning_effort"), dict):
        kept["reasoning_effort"] = effort.get("effort")
    if stream:
        return kept | {"stream": True, "stream_options": {"include_usage": True}}
    return kept


def messages(given: list[Any]) -> list[dict[str, Any]]:
    """One system message at the start, no two user messages in a row, words alone in the results of tools."""
    tidied: list[dict[str, Any]] = []
    for plain in _with_pictures_after([_plain(message) for message in given]):
        if plain["role"] == "system" and any(before["role"] != "system" for before in tidied):
            # Many chat templates take a system message at the start only.
            plain["role"] = "user"
        before = tidied[-1] if tidied else None
        if before and before["role"] == plain["role"] in ("system", "user"):
            before["content"] = _joined(before["content"], plain["content"])
        else:
            tidied.append(plain)
    return tidied


def without_thoughts(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The messages for endpoints that take back only thoughts they have signed, which chat does not carry."""
    return [{key: message[key] for key in message if key != "reasoning_content"} for message in given]


def in_blocks(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same for endpoints where a call's arguments are an object, whatever was said, and no text is blank."""
    return [_with_objects(message) for message in without_thoughts(given)]


def _with_objects(message: dict[str, Any]) -> dict[str, Any]:
    if not (calls := message.get("tool_calls")):
        return message
    content = message["content"]
    blank = isinstance(content, str) and not content.strip()
    return message | {"content": None if blank else content, "tool_calls": [_with_object(call) for call in calls]}


def _with_object(call: dict[str, Any]) -> dict[str, Any]:
    function = call["function"]
    given = json.dumps(arguments(function["arguments"]), ensure_ascii=False)
    return call | {"function": function | {"arguments": given}}


def _with_pictures_after(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The messages, the pictures among tools' results in a user's message after them: chat allows them nowhere else."""
    moved: list[dict[str, Any]] = []
    pictures: list[Any] = []
    for message in given:
        if message["role"] != "tool" and pictures:
            moved.append({"role": "user", "content": pictures})
            pictures = []
        if message["role"] == "tool" and isinstance(content := message["content"], list):
            words = [part["text"] for part in content if part.get("type") == "text"]
            pictures = [*pictures, *(part for part in content if part.get("type") != "text")]
            message["content"] = "\n".join(words) or SHOWN
        moved.append(message)
    return [*moved, {"role": "user", "content": pictures}] if pictures else moved


def _plain(message: Any) -> dict[str, Any]:
    given = message if isinstance(message, dict) else message.model_dump()
    plain = {key: given[key] for key in MESSAGE_KEYS if given.get(key) is not None}
    plain["role"] = "system" if given["role"] == "developer" else given["role"]
    plain["content"] = _content(given.get("content"))
    if calls := given.get("tool_calls"):
        plain["tool_calls"] = [_call(call) for call in calls]
    elif plain["content"] is None:
        plain["content"] = ""
    return plain


def _content(content: Any) -> Any:
    if not isinstance(content, list):
        return content
    parts = [_part(part) for part in content]
    if all(part.get("type") == "text" for part in parts):
        return "\n".join(part["text"] for part in parts)
    return parts


def _part(part: Any) -> dict[str, Any]:
    # A mark where the provider's cache may begin means nothing elsewhere.
    kept = {key: value for key, value in part.items() if key not in ("cache_control", "prompt_cache_breakpoint")}
    picture = kept.get("image_url")
    url = picture.get("url") if isinstance(picture, dict) else None
    if isinstance(url, str) and url.startswith(PDF):
        # Adapters take a document for a picture, as which OpenAI refuses it.
        return {"type": "file", "file": {"filename": "document.pdf", "file_data": url}}
    return kept


def _joined(before: Any, after: Any) -> Any:
    if isinstance(before, str) and isinstance(after, str):
        return f"{before}\n\n{after}" if before and after else before or after
    return [*_parts(before), *_parts(after)]


def _parts(content: Any) -> list[Any]:
    return content if isinstance(content, list) else [{"type": "text", "text": content or ""}]


def _call(call: Any) -> dict[str, Any]:
    given = call if isinstance(call, dict) else call.model_dump()
    function = given["function"]
    said = {"name": function.get("name") or "", "arguments": _readable(function.get("arguments") or "{}")}
    return {"id": given.get("id") or "", "type": "function", "function": said}


def _readable(arguments: str) -> str:
    # Adapters escape what is not ASCII, which costs the model tokens and is not what it had said.
    if "\\u" not in arguments:
        return arguments
    value = parsed(arguments.encode())
    return arguments if value is None else json.dumps(value, ensure_ascii=False)


def _tool(tool: Any) -> dict[str, Any] | None:
    function = tool.get("function") if tool.get("type") == "function" else None
    if not isinstance(function, dict):
        return None
    kept = {key: function[key] for key in FUNCTION_KEYS if function.get(key) is not None}
    kept.setdefault("parameters", {"type": "object", "properties": {}})
    return {"type": "function", "function": kept | ({"strict": True} if function.get("strict") is True else {})}
