"""Members and elements set or taken out in the bytes of a JSON object."""

import json
import random
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.splice import items, set_member, tail, without

NAMES = st.sampled_from(["model", "tools", "a", 'q"uote', "back\\slash", "é", "{", "model\\", "\U0001f600"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | NAMES | st.text(max_size=5) | st.just(1.5e300),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)
OBJECTS = st.dictionaries(NAMES, VALUES, max_size=5)


def written(value: Any, seed: int) -> bytes:
    """The value as one of the many texts that mean it: spaces, line ends and escapes wherever they may stand."""
    chance = random.Random(seed)
    text = json.dumps(
        value, ensure_ascii=chance.random() < 0.5, separators=chance.choice([(",", ":"), (" ,\n", "\t: ")])
    )
    return f"{chance.choice(['', ' ', chr(10)])}{text} ".encode()


@given(OBJECTS, NAMES, VALUES, st.integers(0, 9))
def test_a_member_is_set_and_nothing_else(body: dict[str, Any], name: str, value: Any, seed: int) -> None:
    raw = written(body, seed)
    changed = set_member(raw, name, json.dumps(value).encode())
    assert json.loads(changed) == body | {name: value}
    if name not in body:
        assert set_member(raw, name, json.dumps(value).encode(), absent=True) == changed


@given(OBJECTS, st.integers(0, 9), st.randoms(use_true_random=False))
def test_what_is_taken_out_leaves_the_rest(body: dict[str, Any], seed: int, chance: random.Random) -> None:
    paths = [(name,) for name in body if chance.random() < 0.4]
    deeper = [
        (name, inner)
        for name, held in body.items()
        for inner in (held if isinstance(held, dict) else range(len(held)) if isinstance(held, list) else ())
        if chance.random() < 0.5
    ]
    expected = {name: held for name, held in body.items() if (name,) not in paths}
    for name, held in expected.items():
        if isinstance(held, dict):
            expected[name] = {key: value for key, value in held.items() if (name, key) not in deeper}
        elif isinstance(held, list):
            expected[name] = [value for place, value in enumerate(held) if (name, place) not in deeper]
    assert json.loads(without(written(body, seed), [*paths, *deeper])) == expected


@pytest.mark.parametrize(
    ("before", "paths", "after"),
    [
        (b'{"a": [1, 2 ,3 ], "b":1}', [("a", 0)], b'{"a": [2 ,3 ], "b":1}'),
        (b'{"a": [1, 2 ,3 ], "b":1}', [("a", 1)], b'{"a": [1, 3 ], "b":1}'),
        (b'{"a": [1, 2 ,3 ], "b":1}', [("a", 2), ("a", 1)], b'{"a": [1 ], "b":1}'),
        (b'{"a": [1, 2 ,3 ], "b":1}', [("a", 0), ("a", 1), ("a", 2)], b'{"a": [ ], "b":1}'),
        (b'{"b":1,\n "a": [{"x":1}] }', [("a",)], b'{"b":1 }'),
        (b'{ "a": [{"x":1}], "b":1}', [("a",)], b'{ "b":1}'),
        (b'{ "a": [{"x":1}]}', [("a",)], b"{ }"),
        (b'{"a":[{"x":1,"y":2}]}', [("a", 0, "y")], b'{"a":[{"x":1}]}'),
        (b'{"x":{"a":1},"a":1,"c":2}', [("a",), ("c",)], b'{"x":{"a":1}}'),
        (b'{"x":[{"a":1,"c":[2]}],"\\u0061":1,"c":2}', [("a",)], b'{"x":[{"a":1,"c":[2]}],"c":2}'),
    ],
)
def test_commas_go_with_what_they_belong_to(before: bytes, paths: list[tuple[str | int, ...]], after: bytes) -> None:
    assert without(before, paths) == after


def test_all_members_of_one_name_are_set() -> None:
    assert set_member(b'{"a":1,"\\u0061":2,"b":{"a":3}}', "a", b"0") == b'{"a":0,"\\u0061":0,"b":{"a":3}}'


def test_the_last_member_is_found_from_the_end_and_a_deeper_one_is_not_it() -> None:
    raw = rb'{"a": 1, "b": {"a": 2}, "a" : 3, "c": [{"a":4}], "d": "\"a\":5", "e": ["a"]}'
    assert tail(raw, "a") == raw.index(b'"a" : 3')
    assert tail(raw, "x") is None
    assert tail(b'{"x":[' + b'{"a":1},' * 99 + b"0]}", "a") is None  # it may be there, and is not looked for further


def test_nesting_beyond_what_readers_of_json_take_can_be_edited() -> None:
    deep = b'{"a":' + b"[" * 50_000 + b"]" * 50_000 + b',"b":' + b"9" * 5_000 + b"}"
    assert [item.name for item in items(deep)] == ["a", "b"]
    assert without(deep, [("a",)]) == b'{"b":' + b"9" * 5_000 + b"}"


def test_the_places_of_items_are_those_of_their_bytes() -> None:
    raw = b' { "a" : [ 1 , "]" ] , "b":tru\\u0065 }'.replace(b"tru\\u0065", b"true")
    assert [(item.name, raw[item.start : item.end]) for item in items(raw)] == [
        ("a", b'"a" : [ 1 , "]" ]'),
        ("b", b'"b":true'),
    ]
    inner = items(raw, items(raw)[0].value)
    assert [(item.name, orjson.loads(raw[item.value : item.end])) for item in inner] == [(0, 1), (1, "]")]
