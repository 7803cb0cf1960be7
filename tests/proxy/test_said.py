"""The texts of answers."""

from typing import Any

import orjson
import pytest

from proxy.said import Texts, as_json, texts
from tests.proxy.spoken import named, unnamed


def chat(**delta: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta}]}


def call(text: str | None = None, name: str | None = None) -> dict[str, Any]:
    return chat(tool_calls=[{"index": 0, "function": {"name": name, "arguments": text}}])


CHAT = (chat(role="assistant", content=""), chat(reasoning_content="I th"), chat(reasoning_content="ink"),
        chat(content="Hel"), chat(content="lo"), call('{"a"', "run"), call(":1}"))  # fmt: skip
CHAT_WHOLE = {
    "choices": [
        {
            "message": {
                "content": [{"type": "text", "text": "Hello"}],
                "reasoning": "I think",
                "tool_calls": [{"function": {"name": "run", "arguments": '{"a":1}'}}],
            }
        }
    ]
}


def block(index: int, **more: Any) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": index, "delta": more}


MESSAGES = (
    {"type": "message_start", "message": {"content": []}},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "thinking", "thinking": ""}},
    block(0, thinking="I th"), block(0, thinking="ink"), block(0, signature="abcdef"),
    block(1, text="Hel"), block(1, text="lo"),
    {"type": "content_block_start", "index": 2, "content_block": {"type": "tool_use", "name": "run", "input": {}}},
    block(2, partial_json='{"a"'), block(2, partial_json=":1}"),
)  # fmt: skip
MESSAGES_WHOLE = {
    "content": [
        {"type": "thinking", "thinking": "I think", "signature": "abcdef"},
        {"type": "text", "text": "Hello"},
        {"type": "tool_use", "name": "run", "input": {"a": 1}},
    ]
}

RESPONSES_WHOLE = {
    "output": [
        {"type": "reasoning", "summary": [], "content": [{"type": "reasoning_text", "text": "I think"}]},
        {"type": "message", "content": [{"type": "output_text", "text": "Hello"}]},
        {"type": "function_call", "call_id": "x", "name": "run", "arguments": '{"a":1}'},
    ]
}
RESPONSES = (
    {"type": "response.created", "response": {"output": []}},
    {"type": "response.reasoning_text.delta", "output_index": 0, "delta": "I th"},
    {"type": "response.reasoning_text.delta", "output_index": 0, "delta": "ink"},
    {"type": "response.output_text.delta", "output_index": 1, "delta": "Hel"},
    {"type": "response.output_text.delta", "output_index": 1, "delta": "lo"},
    {"type": "response.output_item.added", "output_index": 2, "item": {"type": "function_call", "name": "run"}},
    {"type": "response.function_call_arguments.delta", "output_index": 2, "delta": '{"a":1}'},
)
COMPLETED = (*RESPONSES, {"type": "response.completed", "response": RESPONSES_WHOLE})


def gemini(**one: Any) -> dict[str, Any]:
    return {"candidates": [{"content": {"parts": [one]}}]}


GEMINI = (gemini(text="I th", thought=True), gemini(text="ink", thought=True), gemini(text="Hel"), gemini(text="lo"),
          gemini(functionCall={"name": "run", "args": {"a": 1}}))  # fmt: skip


@pytest.mark.parametrize(
    ("dialect", "answer"),
    [
        ("chat", unnamed(*CHAT, b"[DONE]")),
        ("chat", unnamed(*CHAT, end=b"\r\n\r\n")[:-2]),
        ("chat", orjson.dumps(CHAT_WHOLE)),
        ("messages", named(*MESSAGES)),
        ("messages", orjson.dumps(MESSAGES_WHOLE)),
        ("responses", named(*COMPLETED)),
        ("responses", named(*RESPONSES)),
        ("responses", orjson.dumps(RESPONSES_WHOLE)),
        ("gemini", unnamed(*GEMINI)),
        ("gemini", orjson.dumps(GEMINI)),
        ("gemini", orjson.dumps(GEMINI)[:-1] + b"\r\n,"),
    ],
)
def test_what_the_model_said_is_put_together(dialect: str, answer: bytes) -> None:
    said = texts(dialect, answer)
    assert said is not None
    assert (sorted(said.plain), said.reasoning) == (["Hello", "run", '{"a":1}'], ["I think"])


def test_a_completion_is_a_text_and_each_choice_its_own() -> None:
    whole = {"choices": [{"index": 0, "text": "a"}, {"index": 1, "text": "b"}]}
    assert texts("completions", orjson.dumps(whole)) == Texts(["a", "b"], [])


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[", b"3", b"{", b"data: x\n\n", b"\xff" * 9])
def test_what_is_no_answer_says_nothing(answer: bytes) -> None:
    for dialect in ("chat", "messages", "responses", "gemini", "completions", "other"):
        assert texts(dialect, answer) is None


def test_odd_answers_are_no_reason_to_fail() -> None:
    odd: list[Any] = [None, 3, "x", [], {}, [1], [{}], {"a": [[]]}, [[{"type": 3}]]]
    keys = ["choices", "content", "output", "candidates", "response", "delta", "content_block", "type", "index"]
    inner = ["message", "delta", "content", "parts", "tool_calls", "function_call", "text", "item", "args", "summary"]
    for dialect in ("chat", "messages", "responses", "gemini", "completions"):
        for value in odd:
            for name in inner:
                texts(dialect, orjson.dumps({key: [{name: value}] for key in keys}))
                texts(dialect, orjson.dumps({key: {name: value} for key in keys}))
            texts(dialect, unnamed(*({key: value} for key in keys)))


def test_json_beyond_reason_has_no_text() -> None:
    deep: Any = {}
    for _ in range(600):
        deep = {"x": deep}
    assert as_json(deep) == ""
    assert as_json({"a": 1}) == '{"a":1}'
