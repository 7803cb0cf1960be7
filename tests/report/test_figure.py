"""Figures as people read them."""

from datetime import datetime, timedelta, timezone

import pytest

from report import figure


@pytest.mark.parametrize(
    ("ms", "shown"),
    [(0, "0 ms"), (0.4, "0 ms"), (999, "999 ms"), (1400.3, "1.40 s"), (145118.041, "145.1 s"), (None, "\u2014")],
)
def test_durations_take_the_unit_that_reads_best(ms: float | None, shown: str) -> None:
    assert figure.duration(ms) == shown


def test_zero_is_a_figure_and_null_is_not() -> None:
    assert (figure.count(0), figure.count(None)) == ("0", "\u2014")
    assert (figure.short("a" * 64), figure.short(None)) == ("a" * 12, "\u2014")


def test_the_clock_is_utc() -> None:
    moment = datetime(2026, 11, 22, 1, 2, 3, 45_999, tzinfo=timezone(timedelta(hours=2)))
    assert figure.clock(moment) == "23:02:03.045"


@pytest.mark.parametrize(
    ("usd", "shown"),
    [
        (0, "$0.00"),
        (12.345, "$12.35"),
        (0.5, "$0.500"),
        (0.0012345, "$0.00123"),
        (0.0000004, "$0.000000400"),
        (None, "\u2014"),
    ],
)
def test_dollars_show_three_digits_of_what_is_less_than_one(usd: float | None, shown: str) -> None:
    assert figure.dollars(usd) == shown
    assert figure.dollars(usd, priced=True).removeprefix("~") == shown


def test_one_is_no_plural_and_a_limit_has_no_zeros_behind_its_point() -> None:
    assert (figure.many(1, "call"), figure.many(0, "call"), figure.many(1200, "call")) == (
        "1 call",
        "0 calls",
        "1,200 calls",
    )
    assert (figure.amount(20.0), figure.amount(1.5)) == ("20", "1.5")
