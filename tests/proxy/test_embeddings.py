"""Embeddings and completions: what their requests ask, and an answer without choices."""

from typing import Any

import pytest

from proxy import completions, embeddings
from proxy.dialect import Facts


@pytest.mark.parametrize(
    ("given", "count"), [("hi", 1), (["a", "b"], 2), ([1, 2, 3], 1), ([[1], [2]], 2), ([], 0), (None, None)]
)
def test_each_text_is_a_message(given: Any, count: int | None) -> None:
    asked = embeddings.read_request("/v1/embeddings", {"model": "m", "input": given})
    assert asked == Facts(model="m", messages=count, tools=0)
    prompted = completions.read_request("/v1/completions", {"model": "m", "prompt": given})
    assert prompted == Facts(model="m", messages=count, tools=0)


def test_a_body_that_is_no_request_asks_nothing() -> None:
    assert embeddings.read_request("/v1/embeddings", "x") == completions.read_request("", None) == Facts()


def test_a_streamed_completion_can_be_asked_for_its_usage() -> None:
    assert completions.read_request("", {"stream": True}).lacks_usage
    assert not completions.read_request("", {"stream": True, "stream_options": {"include_usage": True}}).lacks_usage


def test_embeddings_are_an_answer_and_anything_else_is_none() -> None:
    answer, error = embeddings.read_answer(), embeddings.read_answer()
    answer.whole(b'{"model":"s","data":[],"usage":{"prompt_tokens":3,"total_tokens":3}}')
    assert (answer.done, answer.served, answer.usage) == (True, "s", {"prompt_tokens": 3, "total_tokens": 3})
    error.whole(b'{"error":{"message":"no"}}')
    assert (error.finished, error.error, error.parsed) == (False, "no", True)
