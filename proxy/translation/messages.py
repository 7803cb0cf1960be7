"""Messages: Anthropic's Messages API spoken by an agent whose endpoint speaks another dialect."""

import uuid
from typing import Any

import orjson

from proxy.translation.deltas import Deltas
from proxy.translation.figures import for_messages
from proxy.translation.parts import CALL, TEXT, THOUGHT, Part, Step, arguments
from proxy.translation.refused import for_messages as refused
from proxy.translation.sides import AgentSide, Asking
from proxy.translation.tidy import tidy

COUNT = "/v1/messages/count_tokens"

BILLING = "x-anthropic-billing-header:"  # of each session's own, so that no endpoint's prefix cache would hold

STOPS = {"stop": "end_turn", "tool_calls": "tool_use", "length": "max_tokens", "content_filter": "refusal"}

TOOL_KEYS = ("name", "description", "input_schema", "strict")

BLOCKS: dict[str, dict[str, Any]] = {
    THOUGHT: {"type": "thinking", "thinking": "", "signature": ""},
    TEXT: {"type": "text", "text": ""},
}

DELTAS = {
    THOUGHT: ("thinking_delta", "thinking"),
    TEXT: ("text_delta", "text"),
    CALL: ("input_json_delta", "partial_json"),
}


def request(path: str, body: dict[str, Any]) -> Asking:
    """The chat request, by litellm's adapter; runs in the worker."""
    from litellm.llms.anthropic.pass_through.adapters.transformation import AnthropicAdapter

    given = mended(body)
    chat, names = AnthropicAdapter().translate_completion_input_params_with_tool_mapping(given)
    stream = body.get("stream") is True
    asking = Asking(tidy(dict(chat or {}), stream=stream), stream, {"names": names})
    if path != COUNT:
        return asking
    from litellm import token_counter

    tools: Any = asking.chat.get("tools")
    counted = token_counter(
        model="gpt-4", messages=asking.chat["messages"], tools=tools, use_default_image_token_count=True
    )
    return asking._replace(answer={"input_tokens": counted})


def mended(body: dict[str, Any]) -> dict[str, Any]:
    """The request without what the adapter would put in the wrong place."""
    kept = {key: value for key, value in body.items() if key not in ("metadata", "context_management", "stream")}
    if isinstance(thinking := kept.get("thinking"), dict) and thinking.get("type") != "enabled":
        # Its effort is Anthropic's default rather than anyone's wish, and chat models that do not reason refuse it.
        del kept["thinking"]
    if isinstance(tools := kept.get("tools"), list):
        kept["tools"] = [_tool(tool) for tool in tools]
    if isinstance(system := kept.get("system"), list):
        kept["system"] = [block for block in system if not str(block.get("text")).startswith(BILLING)]
    kept["messages"] = [_message(message) for message in body.get("messages") or []]
    kept.setdefault("max_tokens", None)
    return kept


def _tool(tool: dict[str, Any]) -> dict[str, Any]:
    # Members such as defer_loading end up among the parameters; a tool of Anthropic's own has a versioned type.
    return {key: tool[key] for key in TOOL_KEYS if key in tool} if tool.get("type") in (None, "custom") else tool


def _message(message: dict[str, Any]) -> dict[str, Any]:
    content = message.get("content")
    if message.get("role") != "user" or not isinstance(content, list):
        return message
    return message | {"content": [_block(block) for block in content]}


def _block(block: Any) -> Any:
    if not isinstance(block, dict) or block.get("type") != "tool_result":
        return block
    content = block.get("content")
    if isinstance(content, list):
        content = [_result_part(part) for part in content if isinstance(part, dict)]
    if block.get("is_error") is True:
        # Chat has no place for it but the text.
        words = [{"type": "text", "text": "Error:"}]
        content = f"Error: {content}" if isinstance(content, str) else words + (content or [])
    return block | {"content": content}


def _result_part(part: dict[str, Any]) -> dict[str, Any]:
    if part.get("type") == "tool_reference":
        return {"type": "text", "text": f"The tool {part.get('tool_name')} can be used now."}
    return part


class MessagesWriter:
    """The answer's events, or its one body, out of the chat answer's parts."""

    content_type = b"text/event-stream; charset=utf-8"
    alive = b'event: ping\ndata: {"type":"ping"}\n\n'

    def __init__(self, notes: dict[str, Any], model: str | None) -> None:
        self._names: dict[str, str] = notes.get("names") or {}
        self._model = model
        self._begun = False
        self._id = f"msg_{uuid.uuid4().hex}"

    def steps(self, deltas: Deltas, steps: list[Step]) -> bytes:
        """The events of some steps."""
        begin = [self._start(deltas)] if steps and not self._begun else []
        return b"".join((*begin, *(self._event(step) for step in steps)))

    def end(self, deltas: Deltas) -> bytes:
        """The events of the end."""
        start = b"" if self._begun else self._start(deltas)
        stopped = {"stop_reason": self._stop(deltas), "stop_sequence": None}
        return (
            start
            + _sse({"type": "message_delta", "delta": stopped, "usage": for_messages(deltas.usage)})
            + _sse({"type": "message_stop"})
        )

    def failed(self, deltas: Deltas) -> bytes:
        """The event that says what went wrong in the middle."""
        return _sse(refused(deltas.status, deltas.error, deltas.why))

    def whole(self, deltas: Deltas, parts: list[Part]) -> bytes:
        """The answer as one body."""
        answer = self._message(deltas) | {
            "content": [self._block(part) for part in parts],
            "stop_reason": self._stop(deltas),
            "usage": for_messages(deltas.usage),
        }
        return orjson.dumps(answer)

    def _start(self, deltas: Deltas) -> bytes:
        self._begun = True
        # What the endpoint has said so far; the figures of the end come with the end.
        return _sse({"type": "message_start", "message": self._message(deltas)})

    def _message(self, deltas: Deltas) -> dict[str, Any]:
        return {
            "id": self._id,
            "type": "message",
            "role": "assistant",
            "model": deltas.served or self._model,
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": for_messages(deltas.usage),
        }

    def _event(self, step: Step) -> bytes:
        part = step.part
        if step.what == "open":
            block = BLOCKS.get(part.kind) or self._tool_use(part, {})
            return _sse({"type": "content_block_start", "index": part.number, "content_block": block})
        if step.what == "close":
            return _sse({"type": "content_block_stop", "index": part.number})
        kind, member = DELTAS[part.kind]
        delta = {"type": kind, member: step.piece}
        return _sse({"type": "content_block_delta", "index": part.number, "delta": delta})

    def _block(self, part: Part) -> dict[str, Any]:
        if part.kind == CALL:
            return self._tool_use(part, arguments(part.text))
        return BLOCKS[part.kind] | {DELTAS[part.kind][1]: part.text}

    def _tool_use(self, part: Part, given: Any) -> dict[str, Any]:
        return {"type": "tool_use", "id": part.id, "name": self._names.get(part.name, part.name), "input": given}

    def _stop(self, deltas: Deltas) -> str:
        return STOPS.get(deltas.finish_reason, "end_turn")


def _sse(event: dict[str, Any]) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (event["type"].encode(), orjson.dumps(event))


SIDE = AgentSide(request=request, writer=MessagesWriter, refused=refused)
