"""Responses: OpenAI's Responses API spoken by an agent whose endpoint speaks another dialect."""

import time
import uuid
from typing import Any

import orjson

from proxy.translation.deltas import Deltas
from proxy.translation.figures import for_responses
from proxy.translation.parts import CALL, TEXT, THOUGHT, Part, Step, unwrapped
from proxy.translation.refused import for_responses as refused
from proxy.translation.sides import AgentSide, Asking
from proxy.translation.tidy import tidy

INCOMPLETE = {"length": "max_output_tokens", "content_filter": "content_filter"}

PREFIXES = {THOUGHT: "rs", TEXT: "msg", CALL: "fc"}

# What chat has no word for. Hosted search is the provider's own; the others would be refused as unknown types.
DROPPED = ("web_search", "web_search_preview", "tool_search", "image_generation", "local_shell", "mcp")


def request(_path: str, body: dict[str, Any]) -> Asking:
    """The chat request, by litellm's adapter; runs in the worker."""
    from litellm.responses.litellm_completion_transformation import transformation
    from litellm.responses.litellm_completion_transformation.custom_tools import extract_custom_tool_names

    adapter: Any = transformation.LiteLLMCompletionResponsesConfig
    memory: Any = transformation.TOOL_CALLS_CACHE
    memory.flush_cache()  # the adapter remembers calls by their ids, and cells share this process
    if body.get("previous_response_id"):
        raise ValueError("previous_response_id: a chat endpoint keeps no conversations; send the whole of it")
    given = mended(body)
    stream = body.get("stream") is True
    chat = adapter.transform_responses_api_request_to_chat_completion_request(
        model=body.get("model") or "", input=given.get("input") or "", responses_api_request=given, stream=stream
    )
    tools = given.get("tools") or []
    namespaces = adapter.namespace_tool_name_map(tools)
    notes = {"custom": sorted(extract_custom_tool_names(tools)), "namespaces": dict(namespaces)}
    return Asking(tidy(chat, stream=stream), stream, notes)


def mended(body: dict[str, Any]) -> dict[str, Any]:
    """The request without what has no place in chat."""
    tools = [tool for tool in body.get("tools") or [] if tool.get("type") not in DROPPED]
    return {key: value for key, value in body.items() if key not in ("metadata", "user")} | {"tools": tools}


class ResponsesWriter:
    """The answer's events, or its one body, out of the chat answer's parts."""

    content_type = b"text/event-stream; charset=utf-8"
    alive = b":\n\n"

    def __init__(self, notes: dict[str, Any], model: str | None) -> None:
        self._custom = frozenset(notes.get("custom") or ())
        self._namespaces: dict[str, list[str]] = notes.get("namespaces") or {}
        self._model = model
        self._id = f"resp_{uuid.uuid4().hex}"
        self._created = int(time.time())
        self._items: list[dict[str, Any]] = []
        self._ids: dict[int, str] = {}
        self._events = 0

    def steps(self, deltas: Deltas, steps: list[Step]) -> bytes:
        """The events of some steps."""
        begin = self._begin(deltas) if steps else []
        return b"".join((*begin, *(event for step in steps for event in self._step(step))))

    def end(self, deltas: Deltas) -> bytes:
        """The event of the end."""
        response = self._response(deltas, self._items)
        return b"".join((*self._begin(deltas), self._sse(f"response.{response['status']}", response=response)))

    def failed(self, deltas: Deltas) -> bytes:
        """The event that says what went wrong in the middle."""
        said = refused(deltas.status, deltas.error, deltas.why)["error"]
        error = {"code": said["code"] or "server_error", "message": said["message"]}
        response = self._bare(deltas) | {"status": "failed", "error": error, "output": self._items, "usage": None}
        return b"".join((*self._begin(deltas), self._sse("response.failed", response=response)))

    def whole(self, deltas: Deltas, parts: list[Part]) -> bytes:
        """The answer as one body."""
        return orjson.dumps(self._response(deltas, [self._item(part, done=True) for part in parts]))

    def _begin(self, deltas: Deltas) -> list[bytes]:
        if self._events:
            return []
        begun = self._bare(deltas) | {"status": "in_progress", "output": [], "usage": None}
        return [self._sse(f"response.{what}", response=begun) for what in ("created", "in_progress")]

    def _bare(self, deltas: Deltas) -> dict[str, Any]:
        return {
            "id": self._id,
            "object": "response",
            "created_at": deltas.created or self._created,
            "model": deltas.served or self._model,
            "error": None,
            "incomplete_details": None,
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
        }

    def _response(self, deltas: Deltas, items: list[dict[str, Any]]) -> dict[str, Any]:
        reason = INCOMPLETE.get(deltas.finish_reason)
        return self._bare(deltas) | {
            "status": "incomplete" if reason else "completed",
            "incomplete_details": {"reason": reason} if reason else None,
            "output": items,
            "usage": for_responses(deltas.usage),
        }

    def _step(self, step: Step) -> list[bytes]:
        part = step.part
        if step.what == "open":
            return self._opened(part)
        at = {"item_id": self._item_id(part), "output_index": part.number}
        if step.what == "close":
            return self._closed(part, at)
        if part.kind == THOUGHT:
            return [self._sse("response.reasoning_summary_text.delta", **at, summary_index=0, delta=step.piece)]
        if part.kind == TEXT:
            return [self._sse("response.output_text.delta", **at, content_index=0, delta=step.piece)]
        if part.name in self._custom:
            return []  # its input is one string inside the JSON of the arguments, readable at the end only
        return [self._sse("response.function_call_arguments.delta", **at, delta=step.piece)]

    def _opened(self, part: Part) -> list[bytes]:
        at = {"item_id": self._item_id(part), "output_index": part.number}
        item = self._item(part, done=False)
        events = [self._sse("response.output_item.added", output_index=part.number, item=item)]
        if part.kind == THOUGHT:
            events.append(self._sse("response.reasoning_summary_part.added", **at, summary_index=0, part=_thought("")))
        if part.kind == TEXT:
            events.append(self._sse("response.content_part.added", **at, content_index=0, part=_text("")))
        return events

    def _closed(self, part: Part, at: dict[str, Any]) -> list[bytes]:
        item, said = self._item(part, done=True), part.text
        self._items.append(item)
        if part.kind == THOUGHT:
            place = at | {"summary_index": 0}
            events = [
                self._sse("response.reasoning_summary_text.done", **place, text=said),
                self._sse("response.reasoning_summary_part.done", **place, part=_thought(said)),
            ]
        elif part.kind == TEXT:
            place = at | {"content_index": 0}
            events = [
                self._sse("response.output_text.done", **place, text=said),
                self._sse("response.content_part.done", **place, part=_text(said)),
            ]
        elif item["type"] == "custom_tool_call":
            events = [
                self._sse("response.custom_tool_call_input.delta", **at, delta=item["input"]),
                self._sse("response.custom_tool_call_input.done", **at, input=item["input"]),
            ]
        else:
            events = [self._sse("response.function_call_arguments.done", **at, arguments=item["arguments"])]
        return [*events, self._sse("response.output_item.done", output_index=part.number, item=item)]

    def _item_id(self, part: Part) -> str:
        prefix = "ctc" if part.name in self._custom else PREFIXES[part.kind]
        return self._ids.setdefault(part.number, f"{prefix}_{uuid.uuid4().hex}")

    def _item(self, part: Part, *, done: bool) -> dict[str, Any]:
        said = part.text if done else ""
        base = {"id": self._item_id(part), "status": "completed" if done else "in_progress"}
        if part.kind == THOUGHT:
            return {"id": base["id"], "type": "reasoning", "summary": [_thought(said)] if done else []}
        if part.kind == TEXT:
            return base | {"type": "message", "role": "assistant", "content": [_text(said)] if done else []}
        call = base | {"call_id": part.id}
        if part.name in self._custom:
            return call | {"type": "custom_tool_call", "name": part.name, "input": unwrapped(said)}
        namespace, name = self._namespaces.get(part.name, [None, part.name])
        named = {"name": name} | ({"namespace": namespace} if namespace else {})
        return call | {"type": "function_call", "arguments": said} | named

    def _sse(self, kind: str, **members: Any) -> bytes:
        event = {"type": kind, "sequence_number": self._events} | members
        self._events += 1
        return b"event: %b\ndata: %b\n\n" % (kind.encode(), orjson.dumps(event))


def _thought(said: str) -> dict[str, Any]:
    return {"type": "summary_text", "text": said}


def _text(said: str) -> dict[str, Any]:
    return {"type": "output_text", "text": said, "annotations": []}


SIDE = AgentSide(request=request, writer=ResponsesWriter, refused=refused)
