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
