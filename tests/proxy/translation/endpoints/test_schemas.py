"""What tools take, as an endpoint that speaks gemini is told it."""

from typing import Any

import orjson
import pytest

from proxy.translation.endpoints.schemas import plain
from tests.proxy.translation.conftest import Translate
from tests.proxy.translation.rig import Json, put_as

CASES: list[tuple[Any, Json]] = [
    (True, {"type": "object"}),
    ({"const": "a"}, {"type": "string", "enum": ["a"]}),
    ({"enum": ["a", ""]}, {"type": "string", "enum": ["a"]}),
    ({"type": "string", "enum": [""]}, {"type": "string"}),
    ({"type": ["string", "null"], "enum": ["a", None]}, {"type": "string", "nullable": True, "enum": ["a"]}),
    ({"type": ["null", "null"]}, {"type": "null", "nullable": True}),
    ({"type": "integer", "enum": [1]}, {"type": "integer"}),
    ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, {"anyOf": [{"type": "string"}, {"type": "integer"}]}),
    ({"allOf": [{"type": "string"}], "description": "d"}, {"type": "string", "description": "d"}),
    ({"allOf": [{"$ref": "#/$defs/Deep"}]}, {"type": "object", "properties": {"x": {"type": "object"}}}),
    ({"type": "array", "items": [{"type": "string"}]}, {"type": "array", "items": {"type": "object"}}),
    ({"type": "array", "items": {"const": "a"}}, {"type": "array", "items": {"type": "string", "enum": ["a"]}}),
    ({"type": "object", "properties": {"a": {"type": "string"}}, "anyOf": [{"required": ["a"]}]}, {
        "type": "object", "properties": {"a": {"type": "string"}}}),
]  # fmt: skip


@pytest.mark.parametrize(("said", "told"), CASES)
def test_a_tool_s_schema_is_told_in_gemini_s_words(translate_to: Translate, said: Any, told: Json) -> None:
    deep = {"type": "object", "properties": {"x": True}}
    schema = {"type": "object", "properties": {"p": said}, "required": ["p"], "$defs": {"Deep": deep}}
    tool = {"type": "function", "function": {"name": "f", "parameters": schema}}
    body = orjson.loads(put_as(translate_to, "gemini", tools=[tool]).body)
    declared = body["tools"][0]["functionDeclarations"][0]["parameters"]
    assert declared == {"type": "object", "properties": {"p": told}, "required": ["p"]}


def test_names_of_properties_are_no_words_of_a_schema() -> None:
    schema = {"type": "object", "properties": {"const": {"type": "string"}, "items": {"type": "integer"}}}
    assert plain(schema) == schema
