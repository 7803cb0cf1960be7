"""The two hashes of a request."""

import pytest

from proxy.hashing import parsed, request_hash

ROUTE = "/v1/chat/completions"
BASE = b'{"model":"m","temperature":1,"messages":[{"role":"user","content":"hi"}]}'


def of(body: bytes, route: str = ROUTE) -> str | None:
    return request_hash(route, parsed(body))


@pytest.mark.parametrize(
    "same",
    [
        b'{"messages":[{"content":"hi","role":"user"}], "model":"m", "temperature":1.0}',
        BASE[:-1] + b',"stream":true,"stream_options":{"include_usage":true},"user":"u","store":false}',
        BASE[:-1] + b',"metadata":{"a":1},"client_metadata":{},"prompt_cache_key":"k"}',
        BASE.replace(b"hi", b"\\u0068i"),
    ],
)
def test_what_does_not_change_the_answer_does_not_change_the_hash(same: bytes) -> None:
    assert of(same) == of(BASE)


def test_the_hash_is_pinned() -> None:
    assert of(BASE) == "360037eda2e84969f589806b7ea0c54cadc2d5328cf373c11a1db90ff92ef88f"


@pytest.mark.parametrize("other", [BASE.replace(b"1", b"1.5"), BASE.replace(b'"m"', b'"n"'), BASE[:-1] + b',"seed":1}'])
def test_what_changes_the_answer_changes_the_hash(other: bytes) -> None:
    assert of(other) not in (None, of(BASE))
    assert of(BASE, "/v1/completions") != of(BASE)


def test_only_the_bodys_own_members_are_left_out() -> None:
    assert of(b'{"a":{"user":1}}') != of(b'{"a":{}}')


@pytest.mark.parametrize(
    "body", [b"", b"x", b"null", b'{"a":NaN}', b"[" * 1000 + b"]" * 1000, b'{"a":' * 400 + b"1" + b"}" * 400]
)
def test_no_json_or_json_beyond_reason_has_no_hash(body: bytes) -> None:
    assert of(body) is None


def test_numbers_beyond_exactness_have_a_hash() -> None:
    assert of(b'{"a":1e300,"b":123456789012345678901234567890}') is not None


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (rb'"a\ud83d"', "a\ufffd"),
        (rb'"\uDE00\ud83d\ude00\uDBFF"', "\ufffd\U0001f600\ufffd"),
        (rb'"\ud83d\ud83d\ude00"', "\ufffd\U0001f600"),
        (rb'"\\ud83d"', "\\ud83d"),
        (rb'"\\\ud83d"', "\\\ufffd"),
        (rb'"\ud83d', None),
    ],
)
def test_half_a_character_does_not_make_a_body_unreadable(body: bytes, value: str | None) -> None:
    assert parsed(body) == value
