"""Budgets: a limit that is reached refuses the next call, and what is not known is no zero."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.budget import Budget, Purse, Refusal, parse
from proxy.record import NO_USAGE


def used(total: int | None = None, **figures: int | None) -> dict[str, object]:
    return NO_USAGE | {"total": total} | figures


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def refused(purse: Purse) -> Refusal:
    refusal = purse.refusal()
    assert refusal is not None
    return refusal


def test_a_budget_is_given_in_one_line_and_says_itself_again() -> None:
    budget = parse("calls=50, input=9,output=8,total=200000,usd=1.5,seconds=300")
    assert budget == Budget(calls=50, input=9, output=8, total=200_000, usd=1.5, seconds=300)
    assert str(budget) == "calls=50,input=9,output=8,total=200000,usd=1.5,seconds=300"
    assert parse(str(budget)) == budget


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("", "limits one of calls, input, output, total, usd, seconds, e.g. calls=50"),
        ("tokens=5", "'tokens=5': it limits one of calls"),
        ("calls", "calls=: the limit is a whole number, e.g. calls=50"),
        ("calls=1.5", "calls=1.5: the limit is a whole number"),
        ("usd=much", "usd=much: the limit is a number"),
        ("usd=nan", "more than 0"),
        ("seconds=inf", "more than 0"),
        ("calls=0", "calls=0: a limit is more than 0; leave calls out for no limit"),
        ("usd=-1", "usd=-1: a limit is more than 0"),
        ("calls=1,calls=2", "limits calls twice; say it once"),
    ],
)
def test_a_budget_that_is_not_understood_says_the_mend(text: str, mend: str) -> None:
    with pytest.raises(ValueError, match=r"^budget ") as problem:
        parse(text)
    assert mend in str(problem.value)


def test_no_budget_refuses_nothing() -> None:
    purse = Purse(Budget())
    for _ in range(3):
        assert purse.refusal() is None
        purse.begin()
        purse.take(NO_USAGE, None)
    assert purse.account() == {}


def test_calls_are_counted_as_they_begin_so_two_at_once_do_not_pass_a_limit_of_one() -> None:
    purse = Purse(Budget(calls=1))
    assert purse.refusal() is None
    purse.begin()
    refusal = refused(purse)  # the first is still in flight
    assert refusal.limit == "calls"
    assert refusal.tag == "budget:calls"
    assert refusal.message == "the cell's budget of 1 call is used up: 1 begun"
    purse.take(used(10), None)
    assert refused(purse) == refusal


@pytest.mark.parametrize(
    ("budget", "message"),
    [
        (Budget(total=10_000), "the cell's budget of 10000 tokens is used up: 12345 used"),
        (Budget(input=12_000), "the cell's budget of 12000 input tokens is used up: 12000 used"),
        (Budget(output=300), "the cell's budget of 300 output tokens is used up: 345 used"),
        (Budget(usd=1.5), "the cell's budget of 1.5 USD is used up: 1.6234 used"),
    ],
)
def test_the_next_call_is_refused_and_the_overshoot_told(budget: Budget, message: str) -> None:
    purse = Purse(budget)
    purse.begin()
    assert purse.refusal() is None
    purse.take(used(12_345, input=12_000, output=345), {"usd": 1.62341, "source": "upstream"})
    assert refused(purse).message == message


def test_a_limit_that_is_reached_exactly_is_used_up() -> None:
    purse = Purse(Budget(usd=1, total=100))
    for _ in range(10):
        assert purse.refusal() is None
        purse.begin()
        purse.take(used(9), {"usd": 0.1, "source": "prices"})  # ten times 0.1 is less than 1 in binary
    assert refused(purse).limit == "usd"


def test_seconds_run_from_the_first_call_that_is_let_through() -> None:
    time = Time()
    purse = Purse(Budget(seconds=60), time)
    time.now += 1000
    assert purse.refusal() is None
    purse.begin()
    time.now += 59.9
    assert purse.refusal() is None
    time.now += 2.1
    assert refused(purse).message == "the cell's budget of 60 seconds is used up: 62 passed since the first call"
    assert refused(purse).tag == "budget:seconds"


def test_usage_that_is_not_known_is_no_zero() -> None:
    purse = Purse(Budget(total=100, usd=5))
    for usage in (NO_USAGE, used(120)):
        purse.begin()
        purse.take(usage, None)
    assert purse.unmeasured == {"total": 1, "usd": 2}
    message = "the cell's budget of 100 tokens is used up: 120 used, besides 1 call that did not say"
    assert refused(purse) == ("total", message)
    purse.take(NO_USAGE, {"usd": 6.0, "source": "prices"})
    assert refused(purse).message.endswith("besides 2 calls that did not say")
    assert purse.account() == {
        "total": {"limit": 100, "used": 120, "unmeasured": 2},
        "usd": {"limit": 5, "used": 6, "unmeasured": 2},
    }


def test_a_call_that_was_turned_down_used_nothing_unless_it_says_so() -> None:
    purse = Purse(Budget(total=100))
    purse.take(NO_USAGE, None, free=True)
    assert purse.unmeasured == {"total": 0}
    purse.take(used(100), None, free=True)
    assert refused(purse).limit == "total"


def test_the_account_says_what_was_used_of_what() -> None:
    time = Time()
    purse = Purse(Budget(calls=3, seconds=9), time)
    purse.begin()
    time.now += 2
    assert purse.account() == {
        "calls": {"limit": 3, "used": 1, "unmeasured": None},
        "seconds": {"limit": 9, "used": 2, "unmeasured": None},
    }


@given(st.lists(st.integers(0, 500), max_size=30), st.integers(1, 2000))
def test_calls_one_after_the_other_overshoot_by_less_than_the_last_of_them(sizes: list[int], limit: int) -> None:
    purse = Purse(Budget(total=limit))
    let_through = []
    for size in sizes:
        if purse.refusal() is not None:
            break
        purse.begin()
        purse.take(used(size), None)
        let_through.append(size)
    assert sum(let_through[:-1]) < limit
    assert (sum(let_through) >= limit) == (purse.refusal() is not None)
