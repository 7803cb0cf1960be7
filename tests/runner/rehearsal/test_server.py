"""The scripted endpoint over a real socket: what an OpenAI-compatible server says, byte for byte where it matters."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from runner.rehearsal.server import Rehearsal, rehearsing
from tasks import catalogue

SHELL = {
    "type": "function",
    "function": {
        "name": "bash",
        "parameters": {"properties": {"command": {"type": "string"}}, "required": ["command"]},
    },
}
ASK: dict[str, Any] = {"model": "scripted", "messages": [{"role": "user", "content": "fix"}], "tools": [SHELL]}


@pytest.fixture(scope="module")
def running() -> Iterator[Rehearsal]:
    with rehearsing(catalogue.find("polyglot/python-reverse-string")) as rehearsal:
        yield rehearsal


def post(running: Rehearsal, body: Any, key: str | None = None) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"authorization": f"Bearer {key or running.key}", "content-type": "application/json"}
    return httpx.post(f"{running.url}/v1/chat/completions", content=content, headers=headers, trust_env=False)


def events(answer: httpx.Response) -> list[dict[str, Any]]:
    """The chunks of a stream, which must end in [DONE] and hold nothing but data lines."""
    *blocks, done, rest = answer.content.split(b"\n\n")
    assert (done, rest) == (b"data: [DONE]", b"")
    return [json.loads(block.removeprefix(b"data: ")) for block in blocks]


def test_a_plain_answer_holds_the_tool_call_and_the_usage_the_server_counted(running: Rehearsal) -> None:
    answer = post(running, ASK).json()
    choice = answer["choices"][0]
    assert choice["finish_reason"] == "tool_calls"
    assert "ls -A" in json.loads(choice["message"]["tool_calls"][0]["function"]["arguments"])["command"]
    assert answer["usage"] == running.counted[-1].wire
    assert answer["id"] == running.counted[-1].id


def test_a_stream_says_the_same_in_pieces_without_usage_unless_it_is_asked_for(running: Rehearsal) -> None:
    whole = post(running, ASK).json()["choices"][0]
    chunks = events(post(running, {**ASK, "stream": True}))
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks]
    assert deltas[0] == {"role": "assistant", "content": ""}
    assert "".join(delta.get("content", "") for delta in deltas) == whole["message"]["content"]
    calls = [delta["tool_calls"][0] for delta in deltas if "tool_calls" in delta]
    assert len(calls) > 2
    assert calls[0]["function"]["name"] == "bash"
    arguments = "".join(call["function"]["arguments"] for call in calls)
    assert arguments == whole["message"]["tool_calls"][0]["function"]["arguments"]
    assert chunks[-1]["choices"][0]["finish_reason"] == "tool_calls"
    assert all("usage" not in chunk for chunk in chunks)
    assert len(running.counted) >= 2


def test_the_usage_chunk_comes_last_and_has_no_choices(running: Rehearsal) -> None:
    *chunks, last = events(post(running, {**ASK, "stream": True, "stream_options": {"include_usage": True}}))
    assert (last["choices"], last["usage"]) == ([], running.counted[-1].wire)
    assert all(chunk["usage"] is None for chunk in chunks)


def test_models_lists_the_one_model(running: Rehearsal) -> None:
    headers = {"authorization": f"Bearer {running.key}"}
    listed = httpx.get(f"{running.url}/v1/models", headers=headers, trust_env=False).json()
    assert [card["id"] for card in listed["data"]] == [running.model]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "invalid_request_error"),
        (b"[]", 400, "invalid_request_error"),
        (b'{"model": "scripted"}', 400, "invalid_request_error"),
        (b'{"model": "scripted", "messages": [{"role": "user", "content": "\\ud800"}]}', 400, "invalid_request_error"),
        ({**ASK, "model": "gpt-5"}, 404, "model_not_found"),
    ],
)
def test_what_cannot_be_answered_is_an_error_and_is_not_counted(
    running: Rehearsal, body: Any, status: int, code: str
) -> None:
    before = len(running.counted)
    answer = post(running, body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert len(running.counted) == before


def test_a_wrong_key_is_refused_everywhere(running: Rehearsal) -> None:
    assert post(running, ASK, key="other").status_code == 401
    assert httpx.get(f"{running.url}/v1/models", trust_env=False).status_code == 401
