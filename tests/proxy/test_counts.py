"""Token counts, read out of objects from outside."""

from typing import Any

import pytest

from proxy.counts import count, merged, record


@pytest.mark.parametrize(
    ("value", "number"),
    [(3, 3), (3.0, 3), (0, 0), (None, None), (True, None), ("3", None), (-1, None), (1.5, None), (2.0**60, None)],
)
def test_what_is_a_count(value: Any, number: int | None) -> None:
    assert count({"a": {"b": value}}, "a", "b") == number
    assert count({"a": value}, "a", "b") is None


def test_cumulative_figures_keep_what_a_later_event_leaves_out() -> None:
    assert merged({"a": 1, "b": 2}, {"a": 3, "b": None, "c": 4}, zero_is_news=True) == {"a": 3, "b": 2, "c": 4}
    assert merged({"a": 1}, {"a": 0, "b": 0}, zero_is_news=False) == {"a": 1, "b": 0}
    assert merged({"a": 1}, {"a": 0}, zero_is_news=True) == {"a": 0}
    assert merged(None, "x", zero_is_news=True) is None


def test_no_stream_of_new_names_swells_the_record() -> None:
    known = {str(number): 1 for number in range(60)}
    assert merged(known, {f"x{number}": 1 for number in range(60)}, zero_is_news=True) == known


def test_the_total_is_the_sum_only_where_both_sides_are_said() -> None:
    empty: dict[str, int | None] = {"input": 2, "cache_read": None, "cache_write": None, "output": 3, "reasoning": None}
    assert record({}, None, **empty)["total"] == 5
    assert record({}, None, **empty | {"output": None})["total"] is None
    assert record({}, 9, **empty | {"output": None})["total"] == 9
    assert record({}, None, **empty | {"input": None, "output": None})["source"] == "absent"
