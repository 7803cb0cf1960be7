"""Sums that say how many calls they count."""

from report import tokens
from tests import samples


def test_sums_count_only_the_calls_that_gave_the_figure() -> None:
    sums = tokens.sums((*samples.calls(), samples.failed_call(4)))
    assert (sums["total"].value, sums["total"].note) == (4550, "3 of 4 calls counted")
    assert (sums["cache read"].value, sums["cache read"].counted) == (1024, 1)


def test_a_figure_that_no_call_gave_is_missing_not_zero() -> None:
    assert tokens.sums(samples.calls())["cache write"].value is None
    assert tokens.sums(())["total"].value is None


def test_an_observed_zero_is_counted() -> None:
    sums = tokens.sums((samples.call(1, usage=samples.usage(10, 0, cache_read=0)),))
    assert (sums["output"].value, sums["cache read"].value, sums["cache read"].counted) == (0, 0, 1)


def test_sources_are_counted_apart() -> None:
    assert tokens.sources((*samples.calls(), samples.failed_call(4))) == "absent (1), upstream (3)"
    assert tokens.sources(()) == "no calls"


def test_a_sum_that_rests_on_estimates_is_marked() -> None:
    counted = samples.usage(10, 5, source="estimated", tokenizer="tiktoken/cl100k_base")
    sums = tokens.sums((samples.call(1, usage=counted), samples.call(2, usage=samples.usage(1000, 1, cache_read=7))))
    assert [sums[label].shown for label in ("input", "cache read", "reasoning")] == ["~1,010", "7", "\u2014"]
