"""The two hashes of a request."""

import hashlib
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.hashing import EXACT, NO_MATTER, VERSION, parsed, request_hash

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


def plainly(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plainly(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plainly(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < EXACT else value


def by_definition(body: Any) -> str | None:
    """The hash as it is defined, every number looked at."""
    if body is None:
        return None
    if isinstance(body, dict):
        body = {key: part for key, part in body.items() if key not in NO_MATTER}
    canonical = orjson.dumps(plainly(body), option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(b"\n".join((VERSION, ROUTE.encode(), canonical))).hexdigest()


FLOATS = (
    st.floats(allow_nan=False, allow_infinity=False)
    | st.integers(-(2**60), 2**60).map(float)
    | st.sampled_from([0.0, -0.0, 1.0, EXACT - 1.0, float(EXACT), -float(EXACT), 1e15, 1e16, 1e22, 0.5, 1e-7])
)
LIKE_NUMBERS = st.sampled_from(["1.0", ":1.0,", "[1.0,2.0]", '{"t":1.0}', '":1.0}', "v1.0, a.0]", "\\", '\\"'])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | LIKE_NUMBERS
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | FLOATS | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS | st.sampled_from(NO_MATTER), inner, max_size=5),
    max_leaves=25,
)


@given(VALUES)
def test_the_hash_is_the_one_defined_however_it_is_got(body: Any) -> None:
    assert request_hash(ROUTE, body) == by_definition(body)


def test_the_deepest_body_that_has_a_hash_has_the_one_defined() -> None:
    body: Any = 1.0
    for depth in range(1, 300):
        body = [body] if depth % 2 else {"a": body}
        assert request_hash(ROUTE, body) == (by_definition(body) if depth <= 254 else None), depth


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


def test_a_large_body_is_read_and_a_bomb_of_the_same_size_is_not() -> None:
    size = 5 * 2**20
    assert parsed(b'["' + b"x, " * (size // 6) + b'"]') is not None
    assert parsed(b"[" + b"0.125," * (size // 6) + b"1]") is not None
    for bomb in (b"[],", b"1,", b'{"":[]},', b"[" * 1000 + b"]" * 1000 + b","):
        assert parsed(b"[" + bomb * (size // len(bomb)) + b"1]") is None


def test_a_large_body_with_half_a_character_is_read_and_one_of_nothing_else_is_not() -> None:
    assert parsed(rb'"\ud83d' + b"x" * 10**7 + b'"') == "\ufffd" + "x" * 10**7
    assert parsed(b'"' + rb"\ud83d" * (2**20 + 1) + b'"') is None
