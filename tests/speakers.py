"""The scripted model as an endpoint that speaks responses, messages or gemini, for agents that speak no other dialect.

It reads a request as the chat request it amounts to, asks the same policy, and says the answer in its own dialect.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from proxy.serve import serving
from runner.rehearsal.reference import Reference
from runner.rehearsal.script import Answer, answer
from runner.rehearsal.usage import Counted, count

KEY = "sk-canary-of-a-speaker"
MODEL = "scripted"
SERVED = "scripted-0613"

Json = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """What the endpoint logged of one answer."""

    model: str
    stream: bool
    messages: int
    tools: int
    finish: str
    usage: Counted


@dataclass(frozen=True)
class Speaker:
    """A running endpoint; `said` grows by one for each answer, `aside` by each other path that was asked for."""

    url: str
    key: str
    model: str
    said: list[Said]
    aside: list[str]

    @property
    def counted(self) -> list[Counted]:
        """The usage of each answer, as a rehearsal has it."""
        return [said.usage for said in self.said]


@dataclass(frozen=True)
class Tongue:
    """One dialect: how its requests are read, and its answers said."""

    path: str
    key_field: str
    read: Callable[[Json], Json]  # as a chat request
    count: Callable[[Json], tuple[int, int]]  # messages and tools, as this dialect counts them
    finish: Callable[[Answer], str]
    events: Callable[[Answer, Counted], list[Json]]
    whole: Callable[[Answer, Counted], Json]


def _function(name: str, parameters: Json | None) -> Json:
    return {"type": "function", "function": {"name": name, "parameters": parameters or {}}}


def _used(text: str = "") -> Json:
    return {"role": "assistant", "content": text, "tool_calls": [{}]}


def _texts(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(str(part.get("text", "")) for part in content or ())


# --- responses


def _read_responses(body: Json) -> Json:
    messages: list[Json] = [{"role": "system", "content": body.get("instructions") or ""}]
    for item in body["input"]:
        kind = item.get("type", "message")
        if kind == "message":
            messages.append({"role": item["role"], "content": _texts(item["content"])})
        elif kind == "function_call":
            messages.append(_used())
        elif kind == "function_call_output":
            messages.append({"role": "tool", "content": str(item["output"])})
    tools = [
        _function(tool["name"], tool["parameters"]) for tool in body.get("tools") or () if tool["type"] == "function"
    ]
    return {"messages": messages, "tools": tools}


def _items(reply: Answer, usage: Counted) -> list[Json]:
    text = {"type": "output_text", "text": reply.text, "annotations": []}
    items: list[Json] = [{"type": "message", "id": f"msg_{usage.id}", "role": "assistant", "content": [text]}]
    if reply.tool:
        call = {"name": reply.tool, "arguments": reply.arguments_json, "call_id": f"call_{usage.id}"}
        items.append({"type": "function_call", "id": f"fc_{usage.id}", **call})
    return [item | {"status": "completed"} for item in items]


def _response(reply: Answer, usage: Counted) -> Json:
    counted = {
        "input_tokens": usage.prompt_tokens,
        "input_tokens_details": {"cached_tokens": usage.cached_tokens},
        "output_tokens": usage.completion_tokens,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
    }
    return {
        "id": usage.id,
        "object": "response",
        "created_at": 1,
        "status": "completed",
        "model": SERVED,
        "output": _items(reply, usage),
        "usage": counted,
        "error": None,
    }


def _responses_events(reply: Answer, usage: Counted) -> list[Json]:
    whole = _response(reply, usage)
    begun = whole | {"status": "in_progress", "output": [], "usage": None}
    events: list[Json] = [{"type": "response.created", "response": begun}]
    for index, item in enumerate(whole["output"]):
        at = {"output_index": index, "item_id": item["id"]}
        events.append({"type": "response.output_item.added", **at, "item": item | {"status": "in_progress"}})
        if item["type"] == "message":
            events.append({"type": "response.output_text.delta", **at, "content_index": 0, "delta": reply.text})
        events.append({"type": "response.output_item.done", **at, "item": item})
    return [*events, {"type": "response.completed", "response": whole}]


# --- messages


def _read_messages(body: Json) -> Json:
    messages: list[Json] = [{"role": "system", "content": _texts(body.get("system"))}]
    for message in body["messages"]:
        parts = message["content"] if isinstance(message["content"], list) else []
        uses = [part for part in parts if part["type"] == "tool_use"]
        messages.append(
            {"role": message["role"], "content": _texts(message["content"])} | ({"tool_calls": uses} if uses else {})
        )
    tools = [
        _function(tool["name"], tool["input_schema"]) for tool in body.get("tools") or () if "input_schema" in tool
    ]
    return {"messages": messages, "tools": tools}


def _message(reply: Answer, usage: Counted) -> Json:
    content: list[Json] = [{"type": "text", "text": reply.text}]
    if reply.tool:
        content.append({"type": "tool_use", "id": f"toolu_{usage.id}", "name": reply.tool, "input": reply.arguments})
    counted = {
        "input_tokens": usage.prompt_tokens - usage.cached_tokens,
        "cache_read_input_tokens": usage.cached_tokens,
        "cache_creation_input_tokens": 0,
        "output_tokens": usage.completion_tokens,
    }
    return {
        "id": usage.id,
        "type": "message",
        "role": "assistant",
        "model": SERVED,
        "content": content,
        "stop_reason": "tool_use" if reply.tool else "end_turn",
        "stop_sequence": None,
        "usage": counted,
    }


def _messages_events(reply: Answer, usage: Counted) -> list[Json]:
    whole = _message(reply, usage)
    begun = whole | {"content": [], "stop_reason": None, "usage": whole["usage"] | {"output_tokens": 1}}
    events: list[Json] = [{"type": "message_start", "message": begun}]
    for index, block in enumerate(whole["content"]):
        empty: Json = {"text": ""} if block["type"] == "text" else {"input": {}}
        delta = (
            {"type": "text_delta", "text": block["text"]}
            if block["type"] == "text"
            else {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
        )
        events += [
            {"type": "content_block_start", "index": index, "content_block": block | empty},
            {"type": "content_block_delta", "index": index, "delta": delta},
            {"type": "content_block_stop", "index": index},
        ]
    stopped = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    used = {"output_tokens": usage.completion_tokens}
    return [*events, {"type": "message_delta", "delta": stopped, "usage": used}, {"type": "message_stop"}]


# --- gemini


def _declared(body: Json) -> list[Json]:
    return [one for entry in body.get("tools") or () for one in entry.get("functionDeclarations") or ()]


def _read_gemini(body: Json) -> Json:
    messages: list[Json] = [{"role": "system", "content": _texts(body.get("systemInstruction", {}).get("parts"))}]
    for content in body["contents"]:
        uses = [part for part in content["parts"] if "functionCall" in part]
        role = "assistant" if content.get("role") == "model" else "user"
        messages.append({"role": role, "content": _texts(content["parts"])} | ({"tool_calls": uses} if uses else {}))
    tools = [
        _function(one["name"], one.get("parametersJsonSchema") or one.get("parameters")) for one in _declared(body)
    ]
    return {"messages": messages, "tools": tools}


def _gemini(reply: Answer, usage: Counted) -> Json:
    parts: list[Json] = [{"text": reply.text}]
    if reply.tool:
        parts.append({"functionCall": {"name": reply.tool, "args": reply.arguments}})
    return {
        "candidates": [{"index": 0, "content": {"role": "model", "parts": parts}, "finishReason": "STOP"}],
        "usageMetadata": {
            "promptTokenCount": usage.prompt_tokens,
            "cachedContentTokenCount": usage.cached_tokens,
            "candidatesTokenCount": usage.completion_tokens,
            "totalTokenCount": usage.prompt_tokens + usage.completion_tokens,
        },
        "modelVersion": SERVED,
        "responseId": usage.id,
    }


def _gemini_events(reply: Answer, usage: Counted) -> list[Json]:
    whole = _gemini(reply, usage)
    (candidate,) = whole["candidates"]
    *first, last = candidate["content"]["parts"]
    said = [{"candidates": [{"index": 0, "content": {"role": "model", "parts": [part]}}]} for part in first]
    end = candidate | {"content": {"role": "model", "parts": [last]}}
    return [*(whole | one for one in said), whole | {"candidates": [end]}]


TONGUES = {
    "responses": Tongue(
        path="/v1/responses",
        key_field="authorization",
        read=_read_responses,
        count=lambda body: (len(body["input"]), len(body.get("tools") or ())),
        finish=lambda _: "completed",
        events=_responses_events,
        whole=_response,
    ),
    "messages": Tongue(
        path="/v1/messages",
        key_field="x-api-key",
        read=_read_messages,
        count=lambda body: (len(body["messages"]), len(body.get("tools") or ())),
        finish=lambda reply: "tool_use" if reply.tool else "end_turn",
        events=_messages_events,
        whole=_message,
    ),
    "gemini": Tongue(
        path="/v1beta/models/{call}",
        key_field="x-goog-api-key",
        read=_read_gemini,
        count=lambda body: (len(body["contents"]), len(_declared(body))),
        finish=lambda _: "STOP",
        events=_gemini_events,
        whole=_gemini,
    ),
}


def _event(event: Json) -> str:
    name = f"event: {event['type']}\n" if "type" in event else ""
    return f"{name}data: {json.dumps(event)}\n\n"


@contextmanager
def speaking(dialect: str, known: Reference) -> Iterator[Speaker]:
    """The scripted model, which knows a reference solution, behind an endpoint that speaks `dialect` alone."""
    tongue, said, aside = TONGUES[dialect], list[Said](), list[str]()

    async def call(request: Request) -> Response:
        body = json.loads(await request.body())
        named, _, verb = request.path_params.get("call", "").partition(":")
        if request.headers.get(tongue.key_field) not in (KEY, f"Bearer {KEY}"):
            return JSONResponse({"error": {"message": "wrong key", "type": "authentication_error"}}, status_code=401)
        stream = body.get("stream") is True or verb == "streamGenerateContent"
        chat = tongue.read(body) | {"stream": stream}
        reply = answer(chat, known)
        usage = count(f"scripted-{len(said) + 1}", chat, reply)
        said.append(Said(named or body["model"], stream, *tongue.count(body), tongue.finish(reply), usage))
        if not stream:
            return JSONResponse(tongue.whole(reply, usage))
        events = "".join(_event(it) for it in tongue.events(reply, usage))
        return Response(events, media_type="text/event-stream")

    async def other(request: Request) -> Response:
        aside.append(f"{request.method} {request.url.path}")
        return JSONResponse({"error": {"message": "not found", "type": "not_found_error"}}, status_code=404)

    routes = [Route(tongue.path, call, methods=["POST"]), Route("/{path:path}", other, methods=["GET", "HEAD", "POST"])]
    with serving(Starlette(routes=routes)) as url:
        yield Speaker(url, KEY, MODEL, said, aside)
