"""Responses: an endpoint that speaks OpenAI's Responses API, asked by way of chat."""

from types import SimpleNamespace
from typing import Any

from proxy.dialect import json_object, name_of, part
from proxy.responses import DIALECT, ResponsesAnswer, usage_of
from proxy.translation.endpoints.chunks import Json, call, chunk, failed, joined, text
from proxy.translation.figures import for_chat
from proxy.translation.sides import EndpointSide, Sent
from proxy.translation.tidy import without_thoughts

FINISHES = {"completed": "stop", "max_output_tokens": "length"}

WORDS = {
    "response.output_text.delta": "content",
    "response.refusal.delta": "refusal",
    "response.reasoning_summary_text.delta": "reasoning_content",
    "response.reasoning_text.delta": "reasoning_content",
}

LEFT_OUT = ("model", "messages", "stream_options")

PARTS = {"output_text": ("text", "content"), "refusal": ("refusal", "refusal")}

LEAST = 16  # of max_output_tokens; OpenAI refuses fewer, which chat does not

# litellm's own, which it would send no further itself.
INNER = ("litellm_logging_obj", "client")


def request(chat: Json) -> Sent:
    """The request, by litellm's adapter; runs in the worker."""
    from litellm.completion_extras.litellm_responses_transformation import transformation

    handler: Any = transformation.LiteLLMResponsesTransformationHandler
    params = {key: value for key, value in chat.items() if key not in LEFT_OUT}
    messages = without_thoughts(chat["messages"])
    made = handler().transform_request(chat["model"], messages, params, {}, {}, SimpleNamespace())
    body = {key: value for key, value in made.items() if key not in INNER}
    body |= {"input": [_plain(item) for item in body["input"]], "store": False}
    if "max_output_tokens" in body:
        body["max_output_tokens"] = max(LEAST, body["max_output_tokens"])
    if tools := body.get("tools"):
        # Chat's tools are strict only where they say so, here also where nothing is said.
        body["tools"] = [tool | {"strict": tool.get("strict") is True} for tool in tools]
    return Sent("/v1/responses", "", body)


def _plain(item: Json) -> Json:
    """The item; what a tool said as the one text that every server takes, where it is nothing but text."""
    said = item.get("output")
    if item.get("type") != "function_call_output" or not isinstance(said, list):
        return item
    only_text = all(part.get("type") == "input_text" for part in said)
    return item | {"output": "\n".join(part["text"] for part in said)} if only_text else item


class ResponsesReader:
    """Events and bodies put as chat."""

    def __init__(self) -> None:
        self.reading = ResponsesAnswer()
        self._with_arguments: set[int] = set()  # calls whose arguments have come bit by bit
        self._told = False  # whether the stream has said anything yet

    def event(self, data: str) -> list[Json]:
        """The chunks that an event says."""
        self.reading.event(data)
        event = json_object(data)
        if self.reading.error is not None:
            return [failed(part(event, "response").get("error") or event.get("error") or event, None)]
        delta = self._delta(str(event.get("type")), event)
        if self.reading.done and not self._told:
            delta = _items(part(event, "response"))  # some servers say all at the end alone
        self._told = self._told or bool(delta)
        told = delta or part(event, "response")
        return [self._chunk(delta)] if told else []

    def whole(self, body: bytes) -> Json | None:
        """What a body says; None: it is no response."""
        self.reading.whole(body)
        value = json_object(body)
        if value.get("error"):
            return failed(value["error"], None)
        if not self.reading.answers:
            return None
        return self._chunk(_items(value))

    def _delta(self, kind: str, event: Json) -> Json:
        given = event.get("output_index")
        index = given if type(given) is int else 0
        if kind in WORDS:
            return {WORDS[kind]: event.get("delta")}
        if kind == "response.reasoning_summary_part.added" and event.get("summary_index"):
            return {"reasoning_content": "\n\n"}
        if kind == "response.function_call_arguments.delta":
            self._with_arguments.add(index)
            return {"tool_calls": [{"index": index, "function": {"arguments": event.get("delta")}}]}
        item = part(event, "item")
        if item.get("type") == "function_call" and kind == "response.output_item.added":
            return {"tool_calls": [call(index, item.get("call_id"), item.get("name"))]}
        if item.get("type") == "function_call" and kind == "response.output_item.done":
            # Where the arguments came in bits this says them again; where they did not, for the first time.
            arguments = "" if index in self._with_arguments else text(item.get("arguments"))
            return {"tool_calls": [call(index, item.get("call_id"), item.get("name"), arguments)]}
        return {}

    def _chunk(self, delta: Json) -> Json:
        finish = self.reading.finish
        usage = for_chat(usage_of(self.reading.usage))
        return chunk(self.reading, usage, FINISHES.get(finish, finish) if finish else None, delta)


def _items(response: Json) -> Json:
    output = response.get("output")
    items = [item for item in output if isinstance(item, dict)] if isinstance(output, list) else []
    return joined([_item(item, index) for index, item in enumerate(items)])


def _item(item: Json, index: int) -> Json:
    kind = item.get("type")
    if kind == "function_call":
        return {"tool_calls": [call(index, item.get("call_id"), item.get("name"), text(item.get("arguments")))]}
    if kind == "reasoning":
        return {"reasoning_content": "\n\n".join(_texts(item.get("summary")) or _texts(item.get("content")))}
    parts = item.get("content") if kind == "message" else None
    told = [each for each in parts if isinstance(each, dict)] if isinstance(parts, list) else []
    known = [(kind, each) for each in told if (kind := name_of(each.get("type"))) in PARTS]
    return joined([{PARTS[kind][1]: each.get(PARTS[kind][0])} for kind, each in known if kind])


def _texts(parts: Any) -> list[str]:
    given = parts if isinstance(parts, list) else []
    return [each["text"] for each in given if isinstance(each, dict) and isinstance(each.get("text"), str)]


SIDE = EndpointSide(dialect=DIALECT, request=request, reader=ResponsesReader)
