"""The plain OpenAI client through the proxy to a real llama.cpp server: its answers, its usage, on the record."""

from collections.abc import Iterator
from pathlib import Path

import openai
import pytest
from openai.types.chat import ChatCompletionMessageParam

from proxy.journal import read_calls, verify
from proxy.recorder import recording
from proxy.upstream import Endpoint
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
        answer = client.chat.completions.create(model=MODEL, messages=ASKED, max_tokens=16)
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
        stream = client.chat.completions.create(model=MODEL, messages=ASKED, max_tokens=16, stream=True)
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
