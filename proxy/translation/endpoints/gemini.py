"""Gemini: an endpoint that speaks Google's Gemini API, asked by way of chat."""

import json
import uuid
from itertools import groupby
from typing import Any
from urllib.parse import quote

import orjson

from proxy.dialect import json_object, part
from proxy.gemini import DIALECT, GeminiAnswer, usage_of
from proxy.hashing import parsed
from proxy.translation.endpoints.chunks import Json, call, chunk, failed, joined
from proxy.translation.endpoints.schemas import plain
from proxy.translation.figures import for_chat
from proxy.translation.sides import EndpointSide, Sent
from proxy.translation.tidy import in_blocks

FINISHES = {
    "STOP": "stop",
    "MAX_TOKENS": "length",
    "MALFORMED_FUNCTION_CALL": "stop",
}  # any other: content was held back

# litellm asks its list what a model takes; of a name that is none of Gemini's it expects the least.
KNOWN, ELSE = "gemini", "gemini-2.5-flash"

LEFT_OUT = ("model", "messages", "stream", "stream_options")

# Below these stand an agent's own names.
AS_IT_IS = frozenset(("args", "response", "parameters", "parametersJsonSchema", "responseSchema", "responseJsonSchema"))

# Whatever else an agent asks for is more than the most that there is.
EFFORTS = ("minimal", "low", "medium", "high", "none", "disable")

NUMBER = "__number__"  # tells calls apart: of two equal ones of a turn the adapter takes one

SIGNED = "__thought__"  # between a call's id and the signature without which later models refuse their own calls


def request(chat: Json) -> Sent:
    """The request, by litellm's adapter; runs in the worker."""
    from litellm.llms.gemini.chat.transformation import GoogleAIStudioGeminiConfig
    from litellm.llms.vertex_ai.gemini import transformation

    model = chat["model"].removeprefix("models/")
    known = model if KNOWN in model else ELSE
    params = {key: value for key, value in chat.items() if key not in LEFT_OUT}
    if params.get("reasoning_effort", "none") not in EFFORTS:
        params["reasoning_effort"] = "high"
    if "tools" in params:
        params["tools"] = [_tool(tool) for tool in params["tools"]]
    messages = _numbered(_in_order(in_blocks(chat["messages"])))
    config: Any = GoogleAIStudioGeminiConfig()
    adapter: Any = transformation
    optional = config.map_openai_params(params, {}, known, drop_params=True)
    made = adapter._transform_request_body(messages, known, optional, "gemini", {}, None)
    body = camel(made)
    for said in [said for content in body["contents"] for said in content["parts"]]:
        if "functionCall" in said:
            del said["functionCall"]["args"][NUMBER]
        if "functionResponse" in said:
            said["functionResponse"]["response"] = _output(said["functionResponse"]["response"])
    if "temperature" not in chat:
        body.get("generationConfig", {}).pop("temperature", None)  # the adapter's wish, nobody's else
    at, query = ("streamGenerateContent", "alt=sse") if chat.get("stream") else ("generateContent", "")
    return Sent(f"/v1beta/models/{quote(model, safe='')}:{at}", query, body)


def _tool(tool: Json) -> Json:
    function = tool["function"]
    return tool | {"function": function | {"parameters": plain(function["parameters"])}}


def _in_order(messages: list[Json]) -> list[Json]:
    """The messages, results of tools in the order of their calls, as not all models are given the ids to tell."""
    ordered: list[Json] = []
    places: dict[str, int] = {}
    for role, run in groupby(messages, lambda message: message["role"]):
        given = list(run)
        if role == "tool":
            given.sort(key=lambda message: places.get(str(message.get("tool_call_id")), len(places)))
        else:
            calls = [call for message in given for call in message.get("tool_calls", ())]
            places = {call["id"]: place for place, call in enumerate(calls)}
        ordered += given
    return ordered


def _numbered(messages: list[Json]) -> list[Json]:
    calls = [call["function"] for message in messages for call in message.get("tool_calls", ())]
    for number, function in enumerate(calls):
        function["arguments"] = json.dumps(json.loads(function["arguments"]) | {NUMBER: number})
    return messages


def _output(response: Any) -> Any:
    # Under this name Google's models look for what a tool said.
    return {"output": response["content"]} if response.keys() == {"content"} else response


def camel(value: Any) -> Any:
    """The same with names as Gemini's own clients write them; its servers read both, others perhaps not."""
    if isinstance(value, list):
        return [camel(each) for each in value]
    if not isinstance(value, dict):
        return value
    named = {_camel(name): each for name, each in value.items()}
    return {name: each if name in AS_IT_IS else camel(each) for name, each in named.items()}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


class GeminiReader:
    """Events and bodies put as chat."""

    def __init__(self) -> None:
        self.reading = GeminiAnswer()
        self._calls = 0

    def event(self, data: str) -> list[Json]:
        """The chunks that an event says."""
        self.reading.event(data)
        return [self._read(json_object(data))]

    def whole(self, body: bytes) -> Json | None:
        """What a body says, or the array that a stream without events is; None: it is no answer of Gemini's."""
        self.reading.whole(body)
        value = parsed(body)
        said = [self._read(each) for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]
        if not said or not (self.reading.answers or self.reading.error):
            return None
        if self.reading.error:
            return next(each for each in said if "error" in each)
        return _chunk(self.reading, joined([each["choices"][0]["delta"] for each in said]))

    def _read(self, value: Json) -> Json:
        if value.get("error"):
            return failed(value["error"], None)
        candidates = value.get("candidates")
        first = candidates[0] if isinstance(candidates, list) and candidates else {}
        parts = part(first, "content").get("parts")
        given = [each for each in parts if isinstance(each, dict)] if isinstance(parts, list) else []
        return _chunk(self.reading, joined([self._delta(each) for each in given]))

    def _delta(self, said: Json) -> Json:
        if isinstance(called := said.get("functionCall"), dict):
            self._calls += 1
            identity = called.get("id") or f"call_{uuid.uuid4().hex[:24]}"
            if signature := said.get("thoughtSignature"):
                identity = f"{identity}{SIGNED}{signature}"
            arguments = orjson.dumps(called.get("args") or {}).decode()
            return {"tool_calls": [call(self._calls - 1, identity, called.get("name"), arguments)]}
        return {"reasoning_content" if said.get("thought") is True else "content": said.get("text")}


def _chunk(reading: GeminiAnswer, delta: Json) -> Json:
    finish = next(iter(reading.finish_reasons), None)
    reason = FINISHES.get(finish, "content_filter") if finish else None
    return chunk(reading, for_chat(usage_of(reading.usage)), reason, delta)


SIDE = EndpointSide(dialect=DIALECT, request=request, reader=GeminiReader)
