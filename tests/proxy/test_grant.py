"""Grants: tokens, flights and repeated calls."""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from proxy.budget import Budget
from proxy.grant import AT_ONCE, CROWDED, REMEMBERED, SETTLED, Grants, Terms


@dataclass(eq=False)
class Flying:
    """A call that only notes that it was cut."""

    wishes: list[str] = field(default_factory=list)

    def cut(self) -> None:
        self.wishes.append("cut")


def test_a_token_finds_its_own_grant_only() -> None:
    grants = Grants()
    first, second = grants.make("a", "m"), grants.make("b", "m")
    assert first.token != second.token
    assert (grants.find(first.token, None), grants.find("sk-cab-x", None), grants.find(None, None)) == (
        first,
        None,
        None,
    )
    with pytest.raises(ValueError, match="never granted"):
        grants.known("sk-cab-x")


def test_over_its_own_socket_a_cell_needs_no_token_and_no_other_is_good() -> None:
    grants, path = Grants(), Path("/run/slot1")
    first, second = grants.make("a", socket=path), grants.make("b")
    assert [grants.find(token, str(path)) for token in (None, first.token, "sk-other", second.token)] == [
        first,
        first,
        first,
        None,
    ]
    assert grants.find(None, "/run/slot2") is None
    assert grants.make("c", socket=path) is grants.find(None, str(path))


def test_settling_waits_for_the_flights_and_lets_no_other_board() -> None:
    grant, flight = Grants().make("a"), Flying()
    assert grant.board(flight) is None
    settling = threading.Thread(target=grant.settle, args=(5,))
    settling.start()
    while not grant.revoked:
        time.sleep(0.01)
    assert grant.board(Flying()) is SETTLED
    assert settling.is_alive()
    grant.land(flight)
    settling.join(5)
    assert (settling.is_alive(), flight.wishes) == (False, [])


def test_a_cell_has_only_so_many_calls_at_once() -> None:
    grant, flights = Grants().make("a"), [Flying() for _ in range(AT_ONCE)]
    assert {grant.board(flight) for flight in flights} == {None}
    assert grant.board(Flying()) is CROWDED
    grant.land(flights[0])
    assert grant.board(Flying()) is None


def test_a_flight_that_cannot_be_ended_is_told() -> None:
    grant, flight = Grants().make("a"), Flying()
    grant.board(flight)
    with pytest.raises(RuntimeError, match="cell a: 1 calls could not be ended"):
        grant.settle(0.01, 0.05)
    assert flight.wishes == ["cut"]


def test_a_budget_that_is_used_up_refuses_and_says_which() -> None:
    grant = Grants().make("a", terms=Terms(budget=Budget(calls=1)))
    assert grant.spent() is None
    grant.purse.begin()
    refused = grant.spent()
    assert refused is not None
    assert (refused.status, refused.tags, refused.ending["end"]) == (403, ("budget:calls",), "refused")


def test_an_equal_call_that_was_answered_before_is_a_duplicate() -> None:
    grant = Grants().make("a")
    first = grant.sending("1", "h", said_retry=False)
    assert not grant.sending("2", "h", said_retry=False).duplicate  # the first may still be on its way
    grant.ended("h", first, failed=False)
    assert grant.sending("3", "h", said_retry=False).duplicate
    assert not grant.sending("4", "other", said_retry=False).duplicate


def test_the_memory_of_calls_is_bounded() -> None:
    grant = Grants().make("a")
    for number in range(5 * REMEMBERED):
        grant.ended(f"h{number}", grant.sending(str(number), f"h{number}", said_retry=False), failed=True)
    assert grant.sending("x", f"h{5 * REMEMBERED - 1}", said_retry=False).attempt == 2
    assert grant.sending("y", "h0", said_retry=False).attempt == 1


def test_only_failed_or_avowed_repeats_are_attempts() -> None:
    grant = Grants().make("a")
    one = grant.sending("1", "h", said_retry=True)
    assert (one.attempt, one.logical) == (1, "1")
    assert grant.sending("2", "h", said_retry=False).logical == "2"
    grant.ended("h", one, failed=True)
    two = grant.sending("3", "h", said_retry=False)
    assert (two.attempt, two.logical) == (2, "1")
    grant.ended("h", two, failed=False)
    assert grant.sending("4", "h", said_retry=False).attempt == 1
    assert grant.sending("5", None, said_retry=True).logical == "5"
    grant.ended(None, two, failed=True)


def test_a_settled_cell_remembers_none_of_its_calls() -> None:
    grant = Grants().make("a")
    grant.ended("hash", grant.sending("1", "hash", said_retry=False), failed=True)
    assert grant.sending("2", "hash", said_retry=False).logical == "1"
    grant.settle(wait_s=0)
    assert [grant.sending(call, "hash", said_retry=False).logical for call in "34"] == ["3", "4"]


def test_closing_the_grants_settles_each_that_is_not() -> None:
    grants = Grants()
    first, second = grants.make("a"), grants.make("b")
    first.settle(wait_s=0)
    grants.close()
    assert (first.revoked, second.revoked, second.board(Flying())) == (True, True, SETTLED)
