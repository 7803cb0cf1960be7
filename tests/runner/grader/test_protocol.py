"""What counts as an answer, and when two values are the same."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.grader.protocol import Question, Raised, Value, alike, answer, ask, plain, same

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(PLAIN)
def test_a_value_survives_the_wire_and_is_the_same(value: Any) -> None:
    line = json.dumps({"id": "t", "value": value}).encode()
    assert alike(answer(line, "t"), Value(value))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1, True),
        (0, False),
        (1, 1.0),
        (1, "1"),
        (None, False),
        (None, 0),
        ("", []),
        ([], {}),
        ([1, 2], [2, 1]),
        ([1], [1, 1]),
        ({"a": 1}, {"b": 1}),
        ({"a": 1}, {"a": 1, "b": None}),
        ({"a": [True]}, {"a": [1]}),
        ("é", "e\u0301"),
        (0.1 + 0.2, 0.3),
    ],
)
def test_different_things_are_not_the_same(left: Any, right: Any) -> None:
    assert not same(left, right)
    assert not same(right, left)


def test_the_order_of_keys_and_the_sign_of_zero_do_not_count() -> None:
    assert same({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert same(0.0, -0.0)
    assert same(10**40, 10**40)


def test_raising_is_not_returning() -> None:
    assert answer(b'{"id": "t", "raises": "ValueError"}', "t") == Raised("ValueError")
    assert alike(Raised("ValueError"), Raised("ValueError"))
    assert not alike(Raised("ValueError"), Raised("KeyError"))
    assert not alike(Value("ValueError"), Raised("ValueError"))
    assert not alike(Raised("ValueError"), Value("ValueError"))


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"PASSED",
        b"1",
        b"null",
        b'["id", "t"]',
        b"{}",
        b'{"value": 3}',
        b'{"id": "other", "value": 3}',
        b'{"id": "t"}',
        b'{"id": "t", "value": 3, "raises": "E"}',
        b'{"id": "t", "value": 3, "passed": true}',
        b'{"id": "t", "raises": 3}',
        b'{"id": "t", "raises": "\\ud800"}',
        b'{"id": "t", "raises": "\\u001b[2J"}',
        b'{"id": "t", "value": NaN}',
        b'{"id": "t", "value": -Infinity}',
        b'{"id": "t", "value": 1e999}',
        b'{"id": "t", "value": -1e999}',
        b'{"id": "t", "value": 1, "value": 2}',
        b'{"id": "t", "value": {"a": 1, "a": 1}}',
        b'{"id": "t", "value": 1} {"id": "t", "value": 2}',
        b'{"id": "t", "value": "\xff"}',
        b'{"id": "t", "value": ' + b"9" * 5000 + b"}",
        b'{"id": "t", "value": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    ],
)
def test_what_is_not_one_answer_to_this_question_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - any of the parser's own messages will do
        answer(line, "t")
    assert str(caught.value)


def test_a_question_is_one_line_and_holds_no_answer() -> None:
    line = ask(Question("name", "add", [1, "\n"], seeded=True), "t")
    assert line.count(b"\n") == 1
    assert plain(line) == {"id": "t", "call": "add", "args": [1, "\n"]}
