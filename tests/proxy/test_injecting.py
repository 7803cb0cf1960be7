"""An answer that comes late on purpose: in order, whole, and without filling the memory."""

import asyncio
from collections.abc import Callable
from typing import Any

from proxy.faults import Fault
from proxy.injecting import AHEAD, Spoilt
from proxy.upstream import Headers


class Hasty:
    """An endpoint that sends as fast as it is read."""

    status = 200
    headers: Headers = ()
    whole = False
    translated: dict[str, Any] | None = None

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces = pieces
        self.going = asyncio.Event()
        self.going.set()
        self.given = 0

    async def flow(self, to: Callable[[bytes], None]) -> None:
        for piece in self.pieces:
            await self.going.wait()
            self.given += len(piece)
            to(piece)
            await asyncio.sleep(0)

    def pause(self) -> None:
        self.going.clear()

    def resume(self) -> None:
        self.going.set()

    def close(self) -> None:
        """Nothing is open."""


def test_a_late_answer_is_read_no_further_ahead_than_memory_is_meant_for_it() -> None:
    async def read() -> None:
        inner = Hasty([bytes([number]) * 2**18 for number in range(40)])
        late = Spoilt(inner, Fault("slow", delay_s=0.001))
        got: list[bytes] = []
        ahead: list[int] = []

        def take(piece: bytes) -> None:
            got.append(piece)
            ahead.append(inner.given - sum(map(len, got)))

        async with asyncio.timeout(20):
            await late.flow(take)
        assert got == inner.pieces
        assert 0 < max(ahead) <= AHEAD + 2**18

    asyncio.run(read())


def test_an_agent_that_takes_no_more_holds_up_a_late_answer_too() -> None:
    async def read() -> None:
        inner = Hasty([b"x" * 2**18] * 20)
        late = Spoilt(inner, Fault("slow", delay_s=0.001))
        got: list[bytes] = []
        late.pause()
        reading = asyncio.create_task(late.flow(got.append))
        await asyncio.sleep(0.05)
        assert inner.given == 0
        late.resume()
        async with asyncio.timeout(20):
            await reading
        assert got == inner.pieces

    asyncio.run(read())
