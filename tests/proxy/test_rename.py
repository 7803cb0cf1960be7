"""A request's model renamed in its bytes."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.rename import renamed, renamed_path
from tests.proxy.test_splice import OBJECTS, written

NEW = 'n"é/w'
TEXT = orjson.dumps(NEW)


@given(OBJECTS, st.integers(0, 9))
def test_whatever_the_body_the_model_is_the_new_one_and_the_rest_is_as_it_was(body: dict[str, Any], seed: int) -> None:
    raw = written(body, seed)
    asked, sent = renamed(raw, NEW)
    assert asked == orjson.loads(raw)
    assert json.loads(sent) == body | {"model": NEW}
    if isinstance(body.get("model"), str):
        said = json.dumps(body["model"]).encode(), json.dumps(body["model"], ensure_ascii=False).encode()
        assert raw in [sent.replace(TEXT, text, 1) for text in said]


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (b'{"model":"m","x":1}', b'{"model":N,"x":1}'),
        (b' {\r\n"model" :\t"m" }', b' {\r\n"model" :\tN }'),
        (b'{"messages":[{"model":"m"}],"model":"m"}', b'{"messages":[{"model":"m"}],"model":N}'),
        (b'{"model":"m","tools":[{"model":"m"}]}', b'{"model":N,"tools":[{"model":"m"}]}'),
        (b'{"x":1,"model":"m","tools":[{"model":"m"}]}', b'{"x":1,"model":N,"tools":[{"model":"m"}]}'),
        (b'{"mod\\u0065l":"m","tools":[{"model":"m"}]}', b'{"mod\\u0065l":N,"tools":[{"model":"m"}]}'),
        (b'{"model":"m","x":1,"model":"k"}', b'{"model":N,"x":1,"model":N}'),
        (b'{"model":"m","x":1,"mod\\u0065l":"k"}', b'{"model":N,"x":1,"mod\\u0065l":N}'),
        (b'{"x":"\\"model\\":\\"m\\"","model":"m"}', b'{"x":"\\"model\\":\\"m\\"","model":N}'),
        (b'{"x\\"model":"m","model":"k"}', b'{"x\\"model":"m","model":N}'),
        (b'{"model":"k","x\\"model":"m"}', b'{"model":N,"x\\"model":"m"}'),
        (b'{"x":1,"model":"k","x\\"model":"m"}', b'{"x":1,"model":N,"x\\"model":"m"}'),
        (b'{"model":null,"x":["\xc3\xa9"]}', b'{"model":N,"x":["\xc3\xa9"]}'),
        (b'{"model":{"model":"m"}}', b'{"model":N}'),
        (b'{"x":"\\ud800"}', b'{"model":N,"x":"\\ud800"}'),
        (b'{"model":"m","x":"\\ud800"}', b'{"model":N,"x":"\\ud800"}'),
        (b"{ }", b'{"model":N }'),
    ],
)
def test_only_the_bytes_of_the_top_level_model_change(body: bytes, sent: bytes) -> None:
    assert renamed(body, NEW).sent == sent.replace(b"N", TEXT)
    assert renamed(body, NEW).asked == orjson.loads(body.replace(rb"\ud800", rb"\ufffd"))


@pytest.mark.parametrize("body", [b"", b"[]", b'{"model":"m"', b'{"model":"\x01"}', b'\xff{"model":"m"}', b'"model"'])
def test_what_is_no_object_is_left_alone(body: bytes) -> None:
    assert renamed(body, NEW) == (None if body[:1] not in b'["' or not body else orjson.loads(body), body)


@pytest.mark.parametrize("body", [b'{"model":"m","x":1}', b'{"x":1,"model":"m"}', b'{"model":"m","x":{"model":"k"}}'])
def test_a_body_that_has_the_name_already_is_sent_itself(body: bytes) -> None:
    assert renamed(body, "m").sent is body
    early = body.replace(b'"x":1', b'"x":"model"')
    assert renamed(early, "m").sent is early


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/v1beta/models/m:generateContent", "/v1beta/models/org%2Fname%3A8b%20%C3%A9:generateContent"),
        ("/v1beta/models/a%3Ab:x:countTokens", "/v1beta/models/org%2Fname%3A8b%20%C3%A9:countTokens"),
        ("/v1beta/models", "/v1beta/models"),
        ("/v1/messages", "/v1/messages"),
    ],
)
def test_the_model_in_a_path_is_encoded(path: str, sent: str) -> None:
    assert renamed_path(path, "org/name:8b é") == sent
    assert renamed_path(path, "models/org/name:8b é") == sent
