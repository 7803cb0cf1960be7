"""Usage objects in the spellings endpoints have."""

from typing import Any

import pytest

from proxy.call import SCHEMA, Call
from proxy.chain import GENESIS, seal
from proxy.record import terminal
from proxy.usage import cost_of, usage_of
from tests.proxy.lines import facts

BASE = {"prompt_tokens": 10, "completion_tokens": 4, "total_tokens": 14}


def figures(raw: Any) -> tuple[Any, ...]:
    usage = usage_of(raw)
    return tuple(usage[key] for key in ("input", "cache_read", "cache_write", "output", "reasoning", "total"))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, (10, None, None, 4, None, 14)),
        ({"prompt_tokens_details": {"cached_tokens": 0}}, (10, 0, None, 4, None, 14)),
        ({"prompt_tokens_details": {"cached_tokens": 8, "cache_write_tokens": 1}}, (10, 8, 1, 4, None, 14)),
        ({"prompt_tokens_details": None, "completion_tokens_details": "x"}, (10, None, None, 4, None, 14)),
        ({"prompt_cache_hit_tokens": 6, "prompt_cache_miss_tokens": 4}, (10, 6, None, 4, None, 14)),
        ({"cache_read_input_tokens": 5, "cache_creation_input_tokens": 2}, (10, 5, 2, 4, None, 14)),
        ({"completion_tokens_details": {"reasoning_tokens": 3}}, (10, None, None, 4, 3, 14)),
        ({"completion_tokens_details": {"reasoning_tokens": 3}, "total_tokens": 17}, (10, None, None, 7, 3, 17)),
        ({"completion_tokens": 4.0, "total_tokens": None}, (10, None, None, 4, None, 14)),
    ],
)
def test_figures_are_read_from_where_they_stand(more: dict[str, Any], expected: tuple[Any, ...]) -> None:
    assert figures(BASE | more) == expected
    assert (usage_of(BASE | more)["source"], usage_of(BASE | more)["raw"]) == ("upstream", BASE | more)


def test_embeddings_say_no_output() -> None:
    assert figures({"prompt_tokens": 3, "total_tokens": 3}) == (3, None, None, None, None, 3)


@pytest.mark.parametrize(
    "raw", [None, [], "x", {}, {"prompt_tokens": True}, {"prompt_tokens": -1, "total_tokens": 1.5}]
)
def test_what_says_nothing_is_absent_and_never_zero(raw: Any) -> None:
    assert figures(raw) == (None,) * 6
    assert usage_of(raw)["source"] == "absent"


def test_a_raw_object_beyond_reason_is_not_kept() -> None:
    deep: Any = {}
    for _ in range(600):
        deep = {"x": deep}
    for raw in (BASE | {"x": "y" * 20_000}, BASE | {"x": deep}, {"x": deep}):
        assert usage_of(raw)["raw"] is None


@pytest.mark.parametrize("depth", [90, 110, 150, 197, 198, 230, 247, 248, 251, 253, 254])
def test_whatever_is_kept_can_be_written_down_and_read_again(depth: int) -> None:
    deep: Any = BASE
    for _ in range(depth):
        deep = {"x": deep}
    _, intent = seal({"schema": SCHEMA, "kind": "intent", "cell": "a", "seq": 1, **facts()}, GENESIS)
    call = terminal(intent, {"end": "complete", "usage": usage_of(BASE | {"x": deep})})
    line, _ = seal(call, GENESIS)
    assert Call.model_validate_json(line).usage.total == 14


@pytest.mark.parametrize(("cost", "usd"), [(0.5, 0.5), (0, 0.0), (True, None), ("1", None), (-1, None), (None, None)])
def test_the_cost_is_what_the_endpoint_names(cost: Any, usd: float | None) -> None:
    assert cost_of({"cost": cost}) == (None if usd is None else {"usd": usd, "source": "upstream"})
