"""Through the proxy to a real llama.cpp server, in each dialect it speaks: its answers and usage, on the record."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from openai.types.chat import ChatCompletionMessageParam

from proxy.calls import read_calls
from proxy.recorder import recording
from proxy.upstream import Endpoint
from proxy.verify import verify
from tests.model_server import MODEL, serving_a_real_model

pytestmark = [pytest.mark.download, pytest.mark.timeout(300)]

CELL = "local/client/m/polyglot/x#run1"
ASKED: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Say hello."}]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with serving_a_real_model() as url:
        yield url


def test_a_plain_answer_is_recorded_with_the_usage_that_the_client_saw(endpoint: str, tmp_path: Path) -> None:
    with recording(Endpoint(endpoint, None), tmp_path / "calls.jsonl", None) as proxy:
        client = openai.OpenAI(base_url=f"{proxy.url}/v1", api_key=proxy.grant(CELL, MODEL))
        answer = client.chat.completions.create(model=MODEL, messages=ASKED, max_tokens=16, temperature=0)
        client.close()
    (call,) = read_calls(tmp_path / "calls.jsonl", CELL)
    assert answer.choices[0].message.content
    assert answer.usage is not None
    assert (call.usage.input, call.usage.output) == (answer.usage.prompt_tokens, answer.usage.completion_tokens)
    assert (call.finish_reason, call.end) == (answer.choices[0].finish_reason, "complete")
    assert verify(tmp_path / "calls.jsonl") == []


def test_a_stream_without_include_usage_is_recorded_with_usage_and_the_client_never_sees_the_extra_chunk(
    endpoint: str, tmp_path: Path
) -> None:
    with recording(Endpoint(endpoint, None), tmp_path / "calls.jsonl", None) as proxy:
        client = openai.OpenAI(base_url=f"{proxy.url}/v1", api_key=proxy.grant(CELL, MODEL))
        stream = client.chat.completions.create(model=MODEL, messages=ASKED, max_tokens=16, temperature=0, stream=True)
        chunks = list(stream)
        client.close()
    (call,) = read_calls(tmp_path / "calls.jsonl", CELL)
    assert [chunk for chunk in chunks if not chunk.choices or chunk.usage] == []
    assert call.request.altered == ("include_usage", "identity")
    assert call.usage.source == "upstream"
    assert 0 < (call.usage.output or 0) <= 16
    assert call.ms.first_byte is not None
    assert call.ms.first_token is not None
    assert call.ms.total is not None
    assert call.ms.first_byte <= call.ms.first_token <= call.ms.total


def test_the_model_list_passes_through(endpoint: str, tmp_path: Path) -> None:
    with recording(Endpoint(endpoint, None), tmp_path / "calls.jsonl", None) as proxy:
        client = openai.OpenAI(base_url=f"{proxy.url}/v1", api_key=proxy.grant(CELL, MODEL))
        names = [model.id for model in client.models.list()]
        client.close()
    assert names == [MODEL]
    assert [call.path for call in read_calls(tmp_path / "calls.jsonl", CELL)] == ["/v1/models"]


SPOKEN: dict[str, dict[str, Any]] = {
    "/v1/chat/completions": {"messages": ASKED, "max_tokens": 16, "stream_options": {"include_usage": True}},
    "/v1/completions": {"prompt": "Say hello.", "max_tokens": 16, "stream_options": {"include_usage": True}},
    "/v1/responses": {"input": "Say hello.", "max_output_tokens": 16},
    "/v1/messages": {"messages": ASKED, "max_tokens": 16},
}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("route", SPOKEN)
def test_every_dialect_it_speaks_passes_and_is_recorded(
    endpoint: str, tmp_path: Path, route: str, *, stream: bool
) -> None:
    with recording(Endpoint(endpoint, "a-key-that-it-does-not-ask-for"), tmp_path / "calls.jsonl", None) as proxy:
        token = proxy.grant(CELL, MODEL)
        got = httpx.post(
            f"{proxy.url}{route}",
            # Its likeliest words: drawn ones may begin with the end, an answer of no token.
            json=SPOKEN[route] | {"model": MODEL, "stream": stream, "temperature": 0},
            headers={"x-api-key": token},
            timeout=120,
            trust_env=False,
        )
    (call,) = read_calls(tmp_path / "calls.jsonl", CELL)
    assert (got.status_code, call.end, call.error, call.path, call.stream) == (200, "complete", None, route, stream)
    assert (call.response.bytes, call.response.sha256) == (len(got.content), hashlib.sha256(got.content).hexdigest())
    assert (call.usage.source, call.model.served, call.messages) == ("upstream", MODEL, 1)
    assert (call.usage.input or 0) > 0
    assert 0 < (call.usage.output or 0) <= 16
    assert call.usage.total == (call.usage.input or 0) + (call.usage.output or 0)
    assert (call.finish_reason is not None, call.ms.first_token is not None) == (True, stream)
    assert (call.response.events or 0) > 1 if stream else call.response.events is None
    assert verify(tmp_path / "calls.jsonl") == []


def test_counting_tokens_is_no_call_of_the_model(endpoint: str, tmp_path: Path) -> None:
    with recording(Endpoint(endpoint, None), tmp_path / "calls.jsonl", None) as proxy:
        url = f"{proxy.url}/t/{proxy.grant(CELL, MODEL)}/v1/messages/count_tokens"
        got = httpx.post(url, json={"model": MODEL, "messages": ASKED}, timeout=60, trust_env=False)
    (call,) = read_calls(tmp_path / "calls.jsonl", CELL)
    assert got.json()["input_tokens"] > 0
    assert (call.dialect, call.end, call.path) == ("other", "complete", "/v1/messages/count_tokens")
