"""Tokens counted where the endpoint reports none."""

import os
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson
import pytest

from proxy.call import Usage
from proxy.estimate import RANKS, estimated
from proxy.record import NO_USAGE

TEXT = "The quick brown fox jumps over the lazy dog."
ANSWERS = {
    "chat": {"choices": [{"message": {"content": TEXT, "reasoning_content": "Hm, well."}}]},
    "messages": {"content": [{"type": "thinking", "thinking": "Hm, well."}, {"type": "text", "text": TEXT}]},
    "gemini": {"candidates": [{"content": {"parts": [{"text": "Hm, well.", "thought": True}, {"text": TEXT}]}}]},
    "responses": {
        "output": [
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm, well."}]},
            {"type": "message", "content": [{"type": "output_text", "text": TEXT}]},
        ]
    },
}
ASKED: dict[str, dict[str, Any]] = {
    "chat": {"model": "m", "messages": [{"role": "system", "content": TEXT}, {"role": "user", "content": TEXT}]},
    "messages": {"system": [{"type": "text", "text": TEXT}], "messages": [{"role": "user", "content": TEXT}]},
    "gemini": {
        "systemInstruction": {"parts": [{"text": TEXT}]},
        "contents": [{"role": "user", "parts": [{"text": TEXT}]}],
    },
    "responses": {"instructions": TEXT, "input": [{"role": "user", "content": [{"type": "input_text", "text": TEXT}]}]},
}


def count(dialect: str, asked: Any, answer: Any) -> tuple[Any, ...]:
    usage = estimated(dialect, asked, orjson.dumps(answer))
    Usage.model_validate(usage)
    return tuple(usage[key] for key in ("input", "output", "reasoning", "total", "source", "tokenizer"))


def given(dialect: str, asked: Any) -> Any:
    return count(dialect, asked, ANSWERS.get(dialect, {}))[0]


@pytest.mark.parametrize("dialect", ANSWERS)
def test_each_dialect_is_counted_alike_and_marked(dialect: str) -> None:
    # Ten tokens each, five around each message and three before the answer; five of thinking.
    expected = (33, 15, 5, 48, "estimated", "tiktoken/cl100k_base")
    assert count(dialect, ASKED[dialect], ANSWERS[dialect]) == expected


def test_tools_and_their_calls_are_counted_and_files_and_marks_are_not() -> None:
    tool = {"type": "function", "function": {"name": "run", "description": TEXT, "parameters": {"type": "object"}}}
    assert given("chat", ASKED["chat"] | {"tools": [tool]}) > given("chat", ASKED["chat"]) + 10
    for dialect, content in (
        ("chat", [{"type": "image_url", "image_url": {"url": "data:image/png;base64," + "A" * 9999}}]),
        ("messages", [{"type": "image", "source": {"type": "base64", "data": "A" * 9999}}]),
        ("responses", [{"type": "input_image", "image_url": "data:image/png;base64," + "A" * 9999}]),
    ):
        asked = {"messages": [{"role": "user", "content": content}], "input": [{"role": "user", "content": content}]}
        assert given(dialect, asked) == 8
    picture = [{"inlineData": {"mimeType": "image/png", "data": "A" * 9999}}]
    assert given("gemini", {"contents": [{"role": "user", "parts": picture}]}) == 8


def test_what_models_write_as_json_is_counted_with_its_names() -> None:
    ask = {"id": 1, "type": "a long word", "data": TEXT}
    call = [{"type": "tool_use", "id": "toolu_0123456789", "name": "run", "input": ask}]
    assert given("messages", {"messages": [{"role": "assistant", "content": call}]}) > 8 + 10
    assert given("gemini", {"contents": {"parts": [{"functionResponse": {"name": "run", "response": ask}}]}}) > 8 + 10


def test_what_the_endpoint_remembers_leaves_the_input_unknown() -> None:
    for more in ({"previous_response_id": "r"}, {"conversation": {"id": "c"}}):
        assert count("responses", ASKED["responses"] | more, ANSWERS["responses"])[:4] == (None, 15, 5, None)
    assert given("gemini", ASKED["gemini"] | {"cachedContent": "cachedContents/x"}) is None


def test_prompts_may_be_tokens_already() -> None:
    for prompt, tokens in ((TEXT, 10), ([TEXT, TEXT], 20), ([1, 2, 3], 3), ([[1, 2], [3]], 3), ({}, None)):
        assert count("completions", {"prompt": prompt}, {"choices": [{"text": TEXT}]})[:2] == (tokens, 10)
        total = (tokens, None, None, tokens) if tokens else (None,) * 4
        assert count("embeddings", {"input": prompt}, {"data": []})[:4] == total


@pytest.mark.parametrize(
    ("dialect", "asked"),
    [("chat", None), ("chat", []), ("chat", {}), ("other", {"messages": []}), ("gemini", {"x": 1})],
)
def test_what_cannot_be_counted_is_absent(dialect: str, asked: Any) -> None:
    assert estimated(dialect, asked, b"") == NO_USAGE


def test_nesting_and_long_runs_cost_no_stack_and_little_time() -> None:
    deep = orjson.loads(b'{"messages":[{"content":' + b"[" * 900 + b'"hi"' + b"]" * 900 + b"}]}")
    assert given("chat", deep) == 9
    begun = time.perf_counter()
    for run in ("a", " ", "\n", "é", "1"):
        assert given("chat", {"messages": [{"content": run * 200_000}]}) > 1000
    assert time.perf_counter() - begun < 10


def test_the_encoding_is_the_one_of_its_name_and_asks_no_network() -> None:
    script = (
        "import socket, tiktoken; socket.socket.connect = None;"
        "from proxy.estimate import _encoding; ours, theirs = _encoding(), tiktoken.get_encoding('cl100k_base');"
        "text = open('docs/limits.md').read() + ' 12345\\n\\n\\t  x  don\\'t ÄÖ 日本語 <|endoftext|>';"
        "assert ours.encode_ordinary(text) == theirs.encode_ordinary(text)"
    )
    spec = find_spec("litellm")
    assert spec is not None
    assert spec.submodule_search_locations
    folder = (Path(spec.submodule_search_locations[0]) / RANKS).parent
    environment = os.environ | {"TIKTOKEN_CACHE_DIR": str(folder)}
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60, env=environment)
