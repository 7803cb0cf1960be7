"""The scripted model behind an OpenAI-compatible server of its own, for as long as a block runs."""

import hmac
import json
import secrets
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from proxy.serve import serving
from runner.rehearsal.reference import Reference, reference
from runner.rehearsal.script import Answer, answer
from runner.rehearsal.usage import Counted, count
from tasks.task import Task

MODEL = "scripted"
PIECE = 24  # characters of one delta


@dataclass(frozen=True)
class Rehearsal:
    """A running scripted endpoint; `counted` grows by one for each answer it gave."""

    url: str
    key: str
    model: str
    counted: list[Counted]


@contextmanager
def rehearsing(task: Task) -> Iterator[Rehearsal]:
    """Serves the scripted model for `task` on a port of this machine."""
    key, counted = f"rehearsal-{secrets.token_hex(16)}", list[Counted]()
    with serving(endpoint(reference(task), key, counted)) as url:
        yield Rehearsal(url=url, key=key, model=MODEL, counted=counted)


def endpoint(known: Reference, key: str, counted: list[Counted]) -> Starlette:
    """The server as an ASGI app; each answer's usage is appended to `counted` before its first byte leaves."""

    async def chat(request: Request) -> Response:
        if refusal := _refused(request, key):
            return refusal
        try:
            asked = json.loads(await request.body())
            reply = answer(asked, known)
            usage = count(f"chatcmpl-rehearsal-{len(counted) + 1}", asked, reply)
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            return _error(400, "invalid_request_error", f"not a chat request: {type(problem).__name__}: {problem}")
        if asked.get("model") != MODEL:
            return _error(404, "model_not_found", f"the only model here is {MODEL!r}")
        counted.append(usage)
        if not usage.stream:
            return JSONResponse(_whole(reply, usage))
        include = bool((asked.get("stream_options") or {}).get("include_usage"))
        return StreamingResponse(_events(reply, usage, include=include), media_type="text/event-stream")

    async def models(request: Request) -> Response:
        card = {"id": MODEL, "object": "model", "created": 0, "owned_by": "rehearsal"}
        return _refused(request, key) or JSONResponse({"object": "list", "data": [card]})

    return Starlette(routes=[Route("/v1/chat/completions", chat, methods=["POST"]), Route("/v1/models", models)])


def _refused(request: Request, key: str) -> Response | None:
    given = request.headers.get("authorization", "")
    if hmac.compare_digest(given.encode(), f"Bearer {key}".encode()):
        return None
    return _error(401, "invalid_api_key", "incorrect API key provided")


def _error(status: int, code: str, message: str) -> Response:
    return JSONResponse({"error": {"message": message, "type": code, "param": None, "code": code}}, status_code=status)


def _call(reply: Answer, usage: Counted, arguments: str) -> dict[str, Any]:
    return {
        "id": f"call_{usage.id.rpartition('-')[2]}",
        "type": "function",
        "function": {"name": reply.tool, "arguments": arguments},
    }


def _whole(reply: Answer, usage: Counted) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": reply.text}
    if reply.tool is not None:
        message["tool_calls"] = [_call(reply, usage, reply.arguments_json)]
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": reply.finish_reason}
    return _object(usage, "chat.completion", [choice]) | {"usage": usage.wire}


def _deltas(reply: Answer, usage: Counted) -> Iterator[dict[str, Any]]:
    yield {"role": "assistant", "content": ""}
    for piece in _pieces(reply.text):
        yield {"content": piece}
    if reply.tool is not None:
        yield {"tool_calls": [{"index": 0, **_call(reply, usage, "")}]}
        for piece in _pieces(reply.arguments_json):
            yield {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}


async def _events(reply: Answer, usage: Counted, *, include: bool) -> AsyncIterator[str]:
    # As OpenAI does it: with include_usage every chunk has the key, null until the last one, which has no choices.
    extra: dict[str, Any] = {"usage": None} if include else {}
    for delta in _deltas(reply, usage):
        yield _event(_chunk(usage, delta, None) | extra)
    yield _event(_chunk(usage, {}, reply.finish_reason) | extra)
    if include:
        yield _event(_object(usage, "chat.completion.chunk", []) | {"usage": usage.wire})
    yield "data: [DONE]\n\n"


def _chunk(usage: Counted, delta: dict[str, Any], finish: str | None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return _object(usage, "chat.completion.chunk", [choice])


def _object(usage: Counted, kind: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": usage.id, "object": kind, "created": int(time.time()), "model": MODEL, "choices": choices}


def _event(chunk: dict[str, Any]) -> str:
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"


def _pieces(text: str) -> list[str]:
    return [text[start : start + PIECE] for start in range(0, len(text), PIECE)]
