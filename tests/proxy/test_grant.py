"""Grants: tokens, flights and repeated calls."""

import asyncio
import threading

import pytest

from proxy.grant import Grant, Grants


def test_a_token_finds_its_own_grant_only() -> None:
    grants = Grants()
    first, second = grants.make("a", "m"), grants.make("b", "m")
    assert first.token != second.token
    assert (grants.find(first.token), grants.find("sk-cab-x"), grants.find("")) == (first, None, None)


def test_settling_waits_for_the_flights_and_lets_no_other_board() -> None:
    grant = Grant("a", "m")

    async def fly() -> None:
        flight = grant.board()
        assert flight is not None
        settling = threading.Thread(target=grant.settle, args=(5,))
        settling.start()
        while not grant.revoked:
            await asyncio.sleep(0.01)
        assert grant.board() is None
        assert settling.is_alive()
        grant.land(flight)
        await asyncio.to_thread(settling.join, 5)
        assert not settling.is_alive()

    asyncio.run(fly())


def test_a_flight_that_cannot_be_ended_is_told() -> None:
    grant = Grant("a", "m")

    async def fly() -> None:
        flight = grant.board()
        assert flight is not None
        with pytest.raises(RuntimeError, match="cell a: 1 calls could not be ended"):
            await asyncio.to_thread(grant.settle, 0.01, 0.05)
        assert flight.wish.is_set()

    asyncio.run(fly())


def test_only_failed_or_avowed_repeats_are_attempts() -> None:
    grant = Grant("a", "m")
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
