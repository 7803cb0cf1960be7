"""OpenAI's responses, read from JSON and from events."""

from typing import Any

import orjson
import pytest

from proxy.dialect import Facts
from proxy.responses import ResponsesAnswer, read_request, usage_of


def event(**said: Any) -> str:
    return orjson.dumps(said).decode()


def test_a_request_says_what_it_asks() -> None:
    body = {"model": "m", "stream": True, "input": [1, 2], "tools": [1], "instructions": "x"}
    assert read_request("/v1/responses", body) == Facts(model="m", stream=True, messages=2, tools=1)
    assert read_request("/v1/responses", {"input": "hi"}) == Facts(messages=1, tools=0)
    assert read_request("/v1/responses", None) == Facts()


def test_07_cached_and_08_reasoning_tokens_are_inside() -> None:
    raw = {
        "input_tokens": 100,
        "input_tokens_details": {"cached_tokens": 64},
        "output_tokens": 15,
        "output_tokens_details": {"reasoning_tokens": 9},
        "total_tokens": 115,
    }
    usage = usage_of(raw)
    assert (usage["input"], usage["cache_read"], usage["cache_write"]) == (100, 64, None)
    assert (usage["output"], usage["reasoning"], usage["total"], usage["raw"]) == (15, 9, 115, raw)
    assert (usage_of(None)["source"], usage_of({"input_tokens": True})["source"]) == ("absent", "absent")


def test_08_the_total_decides_whether_reasoning_stands_beside() -> None:
    usage = usage_of(
        {
            "input_tokens": 10,
            "output_tokens": 4,
            "output_tokens_details": {"reasoning_tokens": 3},
            "total_tokens": 17,
        }
    )
    assert (usage["output"], usage["reasoning"], usage["total"]) == (7, 3, 17)


@pytest.mark.parametrize(
    ("said", "token"),
    [
        ({"type": "response.output_text.delta", "delta": "x"}, True),
        ({"type": "response.reasoning_summary_text.delta", "delta": "x"}, True),
        ({"type": "response.function_call_arguments.delta", "delta": "{"}, True),
        ({"type": "response.output_item.added", "item": {"type": "function_call", "name": "f"}}, True),
        ({"type": "response.output_item.done", "item": {"type": "message"}}, True),
        ({"type": "response.output_item.added", "item": {"type": "reasoning"}}, False),
        ({"type": "response.output_text.delta", "delta": ""}, False),
        ({"type": "response.created", "response": {"output": []}}, False),
    ],
)
def test_what_is_a_token_and_what_is_not(said: dict[str, Any], *, token: bool) -> None:
    assert ResponsesAnswer().event(event(**said)).token is token


@pytest.mark.parametrize(
    ("kind", "response", "finish", "error"),
    [
        ("completed", {"status": "completed"}, "completed", None),
        (
            "incomplete",
            {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}},
            "max_output_tokens",
            None,
        ),
        ("failed", {"status": "failed", "error": {"code": "x", "message": "no"}}, "failed", "no"),
    ],
)
def test_every_kind_of_end_is_one(kind: str, response: dict[str, Any], finish: str, error: str | None) -> None:
    answer = ResponsesAnswer()
    answer.event(event(type="response.created", response={"status": "in_progress", "output": [], "usage": None}))
    assert (answer.finished, answer.finish_reasons) == (False, [None])
    answer.event(event(type=f"response.{kind}", response=response | {"usage": {"output_tokens": 1}}))
    assert (answer.done, answer.finish_reasons, answer.error, answer.usage) == (
        True,
        [finish],
        error,
        {"output_tokens": 1},
    )


def test_an_error_event_is_an_end_however_it_is_spelt() -> None:
    for said in ({"type": "error", "message": "no"}, {"type": "error", "error": {"message": "no"}}):
        answer = ResponsesAnswer()
        answer.event(event(**said))
        assert (answer.done, answer.error) == (True, "no")
    bare = ResponsesAnswer()
    bare.event('{"error":{"message":"no"}}')
    assert (bare.done, bare.error) == (False, "no")


def test_a_whole_answer_and_an_error() -> None:
    answer, failed = ResponsesAnswer(), ResponsesAnswer()
    answer.whole(b'{"object":"response","model":"s","status":"completed","output":[],"error":null}')
    assert (answer.done, answer.served, answer.finish_reasons, answer.error) == (True, "s", ["completed"], None)
    failed.whole(b'{"error":{"message":"no"}}')
    assert (failed.error, failed.parsed, failed.answers, failed.finished) == ("no", True, False, False)


def test_hostile_events_are_nothing() -> None:
    answer = ResponsesAnswer()
    for data in ("", "x", "1", "null", "[]", '{"response":1}', '{"type":[]}', '{"type":"response.output_item.added"}'):
        assert not answer.event(data).token
    assert (answer.served, answer.usage, answer.error, answer.finished) == (None, None, None, False)
