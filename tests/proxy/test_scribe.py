"""The scribe: what comes in one turn of a loop is worked on at once, and whoever waits is told of the end."""

import asyncio
import threading

import pytest

from proxy.scribe import Scribe


async def put(scribe: Scribe[int], *things: int) -> None:
    waiters = []
    for thing in things:
        waiters.append(asyncio.get_running_loop().create_future())
        scribe.put(thing, waiters[-1])
    await asyncio.gather(*waiters)


def test_what_comes_in_one_turn_is_worked_on_at_once() -> None:
    batches: list[list[int]] = []
    scribe = Scribe("the list", batches.append)
    asyncio.run(put(scribe, 1, 2, 3))
    asyncio.run(put(scribe, 4))
    scribe.close()
    assert batches == [[1, 2, 3], [4]]


def test_what_nobody_waits_for_is_worked_on_in_its_place() -> None:
    done: list[int] = []

    async def mixed() -> None:
        waiter = asyncio.get_running_loop().create_future()
        scribe.put(1, waiter)
        scribe.put(2)
        await waiter

    scribe = Scribe("the list", done.extend)
    asyncio.run(mixed())
    scribe.close()
    assert done == [1, 2]


def test_what_a_loop_left_behind_is_worked_on_when_it_is_closed() -> None:
    done: list[int] = []
    scribe = Scribe("the list", done.extend)
    loop = asyncio.new_event_loop()
    scribe.put(1, loop.create_future())  # the loop never turns
    loop.close()
    asyncio.run(put(scribe, 2))
    scribe.close()
    assert done == [1, 2]


def test_who_waits_behind_a_failure_is_told_of_it_too() -> None:
    go = threading.Event()

    def work(_: list[int]) -> None:
        assert go.wait(10)
        raise OSError("the disk is gone")

    async def waits() -> None:
        first = asyncio.create_task(put(scribe, 1))
        await asyncio.sleep(0.02)
        second = asyncio.create_task(put(scribe, 2))
        await asyncio.sleep(0.02)
        third = asyncio.get_running_loop().create_future()
        scribe.put(3, third)  # still gathered when the failure comes
        go.set()
        told = await asyncio.gather(first, second, third, return_exceptions=True)
        assert [str(problem) for problem in told] == ["the list could not be written: the disk is gone"] * 3

    scribe = Scribe("the list", work)
    asyncio.run(waits())
    with pytest.raises(RuntimeError, match="takes no more: the disk is gone"):
        scribe.put(4)
    scribe.close()
