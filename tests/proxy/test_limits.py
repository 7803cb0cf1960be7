"""Limits: no more calls than the endpoint bears, fairly shared, and nobody waits without need."""

import asyncio
import selectors
from collections import Counter
from collections.abc import Coroutine
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.limits import Gate, Limits, Pace


class Virtual(asyncio.SelectorEventLoop):
    """A loop whose time passes only, and at once, where everybody waits for it."""

    def __init__(self) -> None:
        self.passed = 0.0
        loop = self

        class Clockwork(selectors.SelectSelector):
            def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
                assert timeout is not None, "everybody waits, and for nothing"
                loop.passed += timeout
                return super().select(0)

        super().__init__(Clockwork())

    def time(self) -> float:
        return self.passed


def run(scene: Coroutine[Any, Any, None]) -> None:
    loop = Virtual()
    try:
        loop.run_until_complete(asyncio.wait_for(scene, 1e6))
    finally:
        loop.close()


def now() -> float:
    return asyncio.get_running_loop().time()


async def call(gate: Gate, cell: str, seconds: float, entered: list[tuple[str, float]]) -> float:
    waited = await gate.enter(cell)
    entered.append((cell, now()))
    try:
        await asyncio.sleep(seconds)
    finally:
        gate.leave(cell)
    return waited


@pytest.mark.parametrize("limits", [{"concurrency": 0}, {"per_minute": -1}, {"per_cell": 0}])
def test_a_limit_is_one_or_more(limits: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="it is 1 or more; leave it out for no limit"):
        Limits(**limits)


@pytest.mark.parametrize("limits", [Limits(), Limits(concurrency=3, per_minute=60, per_cell=3)])
def test_where_nothing_stands_in_the_way_the_loop_gets_no_turn(limits: Limits) -> None:
    gate = Gate(limits, lambda: 0.0)
    entering = gate.enter("a")
    with pytest.raises(StopIteration) as ended:
        entering.send(None)
    assert ended.value.value == 0
    gate.leave("a")


def test_calls_wait_for_a_place_and_say_how_long() -> None:
    async def scene() -> None:
        gate, entered = Gate(Limits(concurrency=2), now), list[tuple[str, float]]()
        waits = await asyncio.gather(*(call(gate, "a", 10, entered) for _ in range(5)))
        assert [round(waited) for waited in waits] == [0, 0, 10_000, 10_000, 20_000]

    run(scene())


def test_a_cell_with_fifty_waiting_calls_does_not_starve_one_with_one() -> None:
    async def scene() -> None:
        gate, entered = Gate(Limits(concurrency=1), now), list[tuple[str, float]]()
        many = [asyncio.create_task(call(gate, "many", 1, entered)) for _ in range(50)]
        await asyncio.sleep(0)
        await call(gate, "one", 1, entered)
        assert [cell for cell, _ in entered] == [
            "many",
            "many",
            "one",
        ]  # the first many is inside, the next has its turn
        await asyncio.gather(*many)

    run(scene())


def test_cells_take_turns_and_the_calls_of_a_cell_keep_their_order() -> None:
    async def scene() -> None:
        gate, entered = Gate(Limits(concurrency=1), now), list[tuple[str, float]]()
        order: list[str] = []

        async def named(name: str) -> None:
            await call(gate, name[0], 1, entered)
            order.append(name)

        await asyncio.gather(*(named(name) for name in ("a1", "a2", "a3", "a4", "b1", "b2", "c1")))
        assert order == ["a1", "a2", "b1", "c1", "a3", "b2", "a4"]

    run(scene())


def test_a_cell_at_its_own_limit_holds_up_nobody_else() -> None:
    async def scene() -> None:
        gate, entered = Gate(Limits(concurrency=3, per_cell=1), now), list[tuple[str, float]]()
        await asyncio.gather(*(call(gate, cell, 10, entered) for cell in "aaabbc"))
        assert entered == [("a", 0), ("b", 0), ("c", 0), ("a", 10), ("b", 10), ("a", 20)]

    run(scene())


def test_who_leaves_while_waiting_leaves_no_hole() -> None:
    async def scene() -> None:
        gate, entered = Gate(Limits(concurrency=1), now), list[tuple[str, float]]()
        tasks = [asyncio.create_task(call(gate, cell, 1, entered)) for cell in "abac"]
        await asyncio.sleep(0)
        tasks[1].cancel()  # waits
        await asyncio.sleep(1)
        tasks[2].cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        assert [isinstance(it, asyncio.CancelledError) for it in done] == [False, True, True, False]
        await call(gate, "d", 1, entered)
        assert entered[-1][0] == "d"

    run(scene())


def test_who_is_cancelled_as_its_turn_comes_passes_it_on() -> None:
    async def scene() -> None:
        gate, entered = Gate(Limits(concurrency=1), now), list[tuple[str, float]]()
        await gate.enter("a")
        second, third = (asyncio.create_task(call(gate, "b", 1, entered)) for _ in range(2))
        await asyncio.sleep(0)
        gate.leave("a")  # the second has its turn, but did not run yet
        second.cancel()
        await third
        assert second.cancelled()
        assert len(entered) == 1

    run(scene())


def test_who_is_cancelled_before_its_turn_comes_is_passed_over() -> None:
    async def scene() -> None:
        gate, entered = Gate(Limits(concurrency=1), now), list[tuple[str, float]]()
        await gate.enter("a")
        second, third = (asyncio.create_task(call(gate, "b", 1, entered)) for _ in range(2))
        await asyncio.sleep(0)
        second.cancel()  # it did not run since
        gate.leave("a")
        await third
        assert second.cancelled()
        assert len(entered) == 1

    run(scene())


def test_a_full_minute_is_waited_for() -> None:
    async def scene() -> None:
        gate, entered = Gate(Limits(per_minute=6), now), list[tuple[str, float]]()
        await asyncio.gather(*(call(gate, "a", 0, entered) for _ in range(8)))
        assert [round(at) for _, at in entered] == [0, 10, 20, 30, 40, 50, 60, 70]

    run(scene())


def test_a_few_calls_at_once_do_not_wait_for_each_other() -> None:
    pace = Pace(60)
    for _ in range(10):  # ten seconds' worth
        assert pace.wait(0) <= 0
        pace.take(0)
    assert pace.wait(0) == pytest.approx(1)


@given(st.integers(1, 40), st.lists(st.sampled_from([0, 0.01, 0.5, 3, 20, 61]), min_size=1, max_size=150))
def test_no_minute_holds_more_than_its_calls(per_minute: int, pauses: list[float]) -> None:
    pace, clock, begun = Pace(per_minute), 0.0, list[float]()
    for pause in pauses:
        clock += pause
        while (wait := pace.wait(clock)) > 0:
            clock += max(wait, 0.001)
        pace.take(clock)
        begun.append(clock)
    for first, beyond in zip(begun, begun[per_minute:], strict=False):
        assert beyond >= first + 60
    burst = max(1, per_minute // 6)
    for first, beyond in zip(begun, begun[burst:], strict=False):
        assert beyond - first > 0


@settings(deadline=None)
@given(
    limits=st.builds(Limits, *[st.none() | st.integers(1, 5)] * 3),
    calls=st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.sampled_from([0.0, 0.0, 1.0, 7.0, 30.0]),  # when it comes
            st.sampled_from([0.0, 1.0, 20.0]),  # how long it takes
            st.none() | st.sampled_from([0.0, 1.0, 7.0, 50.0]),  # when its agent leaves
        ),
        max_size=25,
    ),
)
def test_whatever_comes_and_goes_the_limits_hold_and_the_gate_is_empty_at_the_end(
    limits: Limits, calls: list[tuple[str, float, float, float | None]]
) -> None:
    async def scene() -> None:
        gate, entered, inside = Gate(limits, now), list[float](), Counter[str]()

        async def one(cell: str, comes: float, takes: float) -> None:
            await asyncio.sleep(comes)
            await gate.enter(cell)
            inside[cell] += 1
            entered.append(now())
            assert inside.total() <= (limits.concurrency or 25)
            assert inside[cell] <= (limits.per_cell or 25)
            try:
                await asyncio.sleep(takes)
            finally:
                inside[cell] -= 1
                gate.leave(cell)

        tasks = []
        for cell, comes, takes, leaves in calls:
            tasks.append(task := asyncio.create_task(one(cell, comes, takes)))
            if leaves is not None:
                asyncio.get_running_loop().call_later(leaves, task.cancel)
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            assert ended is None or isinstance(ended, asyncio.CancelledError)
        if limits.per_minute is not None:
            assert all(
                beyond >= first + 60 for first, beyond in zip(entered, entered[limits.per_minute :], strict=False)
            )
        for place in range(limits.concurrency or 3):
            await asyncio.sleep(61)
            assert await gate.enter(f"later {place}") == 0

    run(scene())


def test_turns_are_even_under_a_rate() -> None:
    async def scene() -> None:
        gate, entered = Gate(Limits(per_minute=5), now), list[tuple[str, float]]()
        await asyncio.gather(*(call(gate, cell, 0, entered) for cell in "aaaabb"))
        assert "".join(cell for cell, _ in entered) == "aababa"
        assert [round(later - earlier) for (_, earlier), (_, later) in pairwise(entered)] == [12, 12, 12, 12, 12]

    run(scene())
