"""Chat requests, read from JSON."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.chat import read_request
from proxy.openai import with_usage


def test_a_request_says_what_it_asks() -> None:
    facts = read_request("", {"model": "m", "stream": True, "messages": [1, 2], "tools": [1]})
    assert (facts.model, facts.stream, facts.messages, facts.tools, facts.lacks_usage) == ("m", True, 2, 1, True)


def test_a_body_that_is_no_request_asks_nothing() -> None:
    bodies: tuple[object, ...] = (None, [], "x", 1)
    for body in bodies:
        assert read_request("", body).messages is None
        assert read_request("", body).tools is None
    assert read_request("", {"model": 1, "messages": "x", "stream": "yes"}).stream is False


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
