"""Chat requests and answers, read from JSON."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.chat import ChatAnswer, Seen, read_request, with_usage


def test_a_request_says_what_it_asks() -> None:
    facts = read_request({"model": "m", "stream": True, "messages": [1, 2], "tools": [1]})
    assert (facts.model, facts.stream, facts.messages, facts.tools, facts.lacks_usage) == ("m", True, 2, 1, True)


def test_a_body_that_is_no_request_asks_nothing() -> None:
    bodies: tuple[object, ...] = (None, [], "x", 1)
    for body in bodies:
        assert read_request(body).messages is None
        assert read_request(body).tools is None
    assert read_request({"model": 1, "messages": "x", "stream": "yes"}).stream is False


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (b'{"stream":true}', b'{"stream_options":{"include_usage":true},"stream":true}'),
        (b' {\n "stream" : true }', b' {"stream_options":{"include_usage":true},\n "stream" : true }'),
        (b'{"stream_options":null, "a":1.50}', b'{"stream_options":{"include_usage":true}, "a":1.50}'),
        (
            b'{"a":"}{\\"","stream_options": {"include_usage":false,"x":[1]} }',
            b'{"a":"}{\\"","stream_options": {"include_usage":true,"x":[1]} }',
        ),
    ],
)
def test_usage_is_asked_for_without_touching_another_byte(body: bytes, sent: bytes) -> None:
    assert with_usage(body, orjson.loads(body).get("stream_options")) == sent


VALUES = st.integers(-9, 9) | st.text(max_size=5) | st.lists(st.text(max_size=5), max_size=3)


@given(st.dictionaries(st.text(max_size=5), VALUES, max_size=4))
def test_any_request_with_usage_is_the_same_request(body: dict[str, object]) -> None:
    raw = orjson.dumps(body)
    assert orjson.loads(with_usage(raw, body.get("stream_options"))) == body | {
        "stream_options": {"include_usage": True}
    }


def test_what_is_a_token_and_what_is_not() -> None:
    def seen(delta: object) -> bool:
        return ChatAnswer().event(orjson.dumps({"choices": [{"delta": delta}]}).decode()).token

    assert [seen({"content": "x"}), seen({"tool_calls": [{}]}), seen({"reasoning": "x"})] == [True] * 3
    assert [seen({"role": "assistant", "content": ""}), seen({}), seen(None), seen("x")] == [False] * 4


def test_hostile_chunks_are_nothing() -> None:
    answer = ChatAnswer()
    for data in ("", "x", "1", "null", "[]", '{"choices":1}', '{"choices":[1,null]}', '{"choices":[{"index":"x"}]}'):
        assert answer.event(data) == Seen()
    assert (answer.served, answer.usage, answer.error, answer.finished) == (None, None, None, False)


def test_moonshots_usage_inside_the_choice_counts() -> None:
    answer = ChatAnswer()
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
    answer = ChatAnswer()
    answer.event(orjson.dumps({"error": error}).decode())
    assert answer.error == text


def test_an_error_nested_beyond_what_json_writers_take_is_an_error_all_the_same() -> None:
    answer = ChatAnswer()
    answer.event('{"error":' + "[" * 400 + "]" * 400 + "}")
    assert answer.error == "an error nested beyond reason"


def test_an_error_inside_a_choice_counts() -> None:
    answer = ChatAnswer()
    answer.event('{"choices":[{"index":0,"delta":{},"finish_reason":"error","error":{"message":"gone"}}]}')
    assert answer.error == "gone"


def test_names_of_any_length_do_not_swell_the_record() -> None:
    answer = ChatAnswer()
    answer.event(orjson.dumps({"model": "m" * 9999, "choices": [{"finish_reason": "f" * 9999}] * 5000}).decode())
    answer.event('{"choices":[{"index":7000,"finish_reason":"stop"},{"index":3,"finish_reason":"stop"}]}')
    assert (len(answer.served or ""), len(answer.finish_reasons), answer.finish[3]) == (500, 1000, "stop")
