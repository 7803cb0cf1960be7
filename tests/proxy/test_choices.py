"""Answers made of choices, read from JSON."""

import orjson
import pytest

from proxy.choices import ChoicesAnswer
from proxy.dialect import Seen


def test_what_is_a_token_and_what_is_not() -> None:
    def seen(delta: object) -> bool:
        return ChoicesAnswer().event(orjson.dumps({"choices": [{"delta": delta}]}).decode()).token

    assert [seen({"content": "x"}), seen({"tool_calls": [{}]}), seen({"reasoning": "x"})] == [True] * 3
    assert [seen({"role": "assistant", "content": ""}), seen({}), seen(None), seen("x")] == [False] * 4


def test_hostile_chunks_are_nothing() -> None:
    answer = ChoicesAnswer()
    for data in ("", "x", "1", "null", "[]", '{"choices":1}', '{"choices":[1,null]}', '{"choices":[{"index":"x"}]}'):
        assert answer.event(data) == Seen()
    assert (answer.served, answer.usage, answer.error, answer.finished) == (None, None, None, False)


def test_moonshots_usage_inside_the_choice_counts() -> None:
    answer = ChoicesAnswer()
    answer.event('{"choices":[{"index":0,"delta":{},"finish_reason":"stop","usage":{"total_tokens":3}}]}')
    answer.event('{"choices":[{"index":0,"delta":{}}],"usage":{}}')
    assert answer.usage == {"total_tokens": 3}
    assert answer.finish_reasons == ["stop"]


@pytest.mark.parametrize(
    ("error", "text"),
    [
        ({"message": "no"}, "no"),
        ("no", "no"),
        ({"code": 5}, '{"code":5}'),
        ({"message": "", "code": 5}, '{"message":"","code":5}'),
        ({"message": "x" * 900}, "x" * 500),
        ("", None),
        ({}, None),
        (False, None),
    ],
)
def test_an_error_has_its_message_and_an_empty_one_is_none(error: object, text: str | None) -> None:
    answer = ChoicesAnswer()
    answer.event(orjson.dumps({"error": error}).decode())
    assert answer.error == text


def test_an_error_nested_beyond_what_json_writers_take_is_an_error_all_the_same() -> None:
    answer = ChoicesAnswer()
    answer.event('{"error":' + "[" * 400 + "]" * 400 + "}")
    assert answer.error == "an error nested beyond reason"


def test_an_error_inside_a_choice_counts() -> None:
    answer = ChoicesAnswer()
    answer.event('{"choices":[{"index":0,"delta":{},"finish_reason":"error","error":{"message":"gone"}}]}')
    assert answer.error == "gone"


def test_names_of_any_length_do_not_swell_the_record() -> None:
    answer = ChoicesAnswer()
    answer.event(orjson.dumps({"model": "m" * 9999, "choices": [{"finish_reason": "f" * 9999}] * 5000}).decode())
    answer.event('{"choices":[{"index":7000,"finish_reason":"stop"},{"index":3,"finish_reason":"stop"}]}')
    assert (len(answer.served or ""), len(answer.finish_reasons), answer.finish[3]) == (500, 1000, "stop")
