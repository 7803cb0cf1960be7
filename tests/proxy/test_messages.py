"""Anthropic's messages, read from JSON and from events."""

from typing import Any

import orjson
import pytest

from proxy.dialect import Facts
from proxy.messages import MessagesAnswer, read_request, refusal, usage_of


def event(**said: Any) -> str:
    return orjson.dumps(said).decode()


def start(**usage: Any) -> str:
    return event(type="message_start", message={"model": "m", "content": [], "usage": usage})


def delta(reason: str | None, **usage: Any) -> str:
    return event(type="message_delta", delta={"stop_reason": reason}, usage=usage)


def test_a_request_says_what_it_asks() -> None:
    body = {"model": "m", "stream": True, "messages": [1, 2], "tools": [1], "system": "x"}
    assert read_request("/v1/messages", body) == Facts(model="m", stream=True, messages=2, tools=1)
    assert read_request("/v1/messages", []) == Facts()


def test_06_figures_are_cumulative_and_the_last_counts() -> None:
    answer = MessagesAnswer()
    answer.event(start(input_tokens=10, cache_read_input_tokens=70, cache_creation_input_tokens=20, output_tokens=1))
    answer.event(delta(None, output_tokens=9))
    answer.event(delta("end_turn", input_tokens=10, cache_read_input_tokens=70, output_tokens=15))
    usage = usage_of(answer.usage)
    assert (usage["input"], usage["cache_read"], usage["cache_write"], usage["output"]) == (100, 70, 20, 15)
    assert (usage["total"], usage["reasoning"], usage["source"]) == (115, None, "upstream")


def test_06_neither_null_nor_0_wipes_out_what_was_said() -> None:
    answer = MessagesAnswer()
    answer.event(start(input_tokens=10, cache_read_input_tokens=0, output_tokens=1))
    answer.event(delta("end_turn", input_tokens=0, cache_read_input_tokens=None, output_tokens=5))
    assert answer.usage == {"input_tokens": 10, "cache_read_input_tokens": 0, "output_tokens": 5}


def test_06_a_gateway_that_knows_the_input_only_at_the_end_is_believed() -> None:
    answer = MessagesAnswer()
    answer.event(start(input_tokens=0, output_tokens=0))
    answer.event(delta("end_turn", input_tokens=12, output_tokens=5))
    assert (usage_of(answer.usage)["input"], usage_of(answer.usage)["total"]) == (12, 17)


def test_07_what_is_not_said_is_null_and_never_0() -> None:
    usage = usage_of({"output_tokens": 5})
    assert (usage["input"], usage["cache_read"], usage["output"], usage["total"]) == (None, None, 5, None)
    assert (usage_of({})["source"], usage_of(None)["source"], usage_of({"input_tokens": "x"})["input"]) == (
        "absent",
        "absent",
        None,
    )


@pytest.mark.parametrize(
    ("said", "token"),
    [
        ({"type": "content_block_delta", "delta": {"type": "text_delta", "text": "x"}}, True),
        ({"type": "content_block_delta", "delta": {"type": "thinking_delta", "thinking": "x"}}, True),
        ({"type": "content_block_delta", "delta": {"type": "input_json_delta", "partial_json": "{"}}, True),
        ({"type": "content_block_start", "content_block": {"type": "tool_use", "name": "bash"}}, True),
        ({"type": "content_block_start", "content_block": {"type": "text", "text": ""}}, False),
        ({"type": "content_block_delta", "delta": {"type": "signature_delta", "signature": "x"}}, False),
        ({"type": "ping"}, False),
        ({"type": "message_start", "message": {"content": []}}, False),
    ],
)
def test_what_is_a_token_and_what_is_not(said: dict[str, Any], *, token: bool) -> None:
    assert MessagesAnswer().event(event(**said)).token is token


def test_the_end_is_message_stop_and_a_stop_reason_alone_is_an_end_too() -> None:
    answer = MessagesAnswer()
    answer.event(delta("max_tokens"))
    assert (answer.done, answer.finished, answer.finish_reasons) == (False, True, ["max_tokens"])
    answer.event('{"type":"message_stop"}')
    assert answer.done


def test_a_whole_answer_and_an_error() -> None:
    answer, failed = MessagesAnswer(), MessagesAnswer()
    answer.whole(b'{"type":"message","model":"s","content":[],"stop_reason":"end_turn","usage":{"output_tokens":2}}')
    assert (answer.done, answer.answers, answer.served, answer.finish_reasons) == (True, True, "s", ["end_turn"])
    failed.whole(b'{"type":"error","error":{"type":"api_error","message":"no"}}')
    assert (failed.error, failed.parsed, failed.answers, failed.finished) == ("no", True, False, False)


def test_hostile_events_are_nothing() -> None:
    answer = MessagesAnswer()
    for data in ("", "x", "1", "null", "[]", '{"message":1}', '{"type":[],"delta":[]}', '{"content_block":"x"}'):
        assert not answer.event(data).token
    answer.event(orjson.dumps({"usage": {str(number): 1 for number in range(5000)}, "message": {"model": 5}}).decode())
    assert (answer.served, answer.usage, answer.error, answer.finished) == (None, None, None, False)


def test_its_errors_have_its_shape() -> None:
    assert refusal(401, "x") == {"type": "error", "error": {"type": "authentication_error", "message": "x"}}
    kinds = {status: refusal(status, "x")["error"]["type"] for status in (404, 409, 413, 502, 503)}
    assert kinds == {
        404: "not_found_error",
        409: "invalid_request_error",
        413: "request_too_large",
        502: "api_error",
        503: "api_error",
    }
