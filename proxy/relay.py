"""Relay: the endpoint's answer passed to the agent, all but its end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing

from proxy import headers
from proxy.agent_side import AgentSide
from proxy.asked import Plan
from proxy.clock import Clock
from proxy.ending import Fate
from proxy.passage import Passage
from proxy.upstream import Answer, Headers, Upstream

NO_BODY = (204, 304)

REFUSAL = 64 * 2**10  # no refusal of stream_options is longer

AFTER_END = 2**20  # what may follow the end of a stream


class Relay:
    """One request to the endpoint, sent a second time only where it refuses what the proxy had added."""

    def __init__(self, upstream: Upstream, plan: Plan, clock: Clock, agent: AgentSide) -> None:
        self.fate = Fate()
        self.refused_usage = False
        self.started = False  # whether the agent has status and headers
        self._upstream = upstream
        self._plan = plan
        self._clock = clock
        self._agent = agent
        self._told: Headers = []
        self._length: int | None = None  # the content-length among them

    async def run(self, linger_s: float) -> None:
        """Passes the answer on until the endpoint ends it, or has ended it and does not close."""
        try:
            if not await self._attempt(linger_s):
                self._plan.give_up_usage()
                await self._attempt(linger_s)
                # Only where it helped: some errors name stream_options because they quote the whole request.
                self.refused_usage = self.fate.status is not None and self.fate.status < 400
        except (ConnectionError, TimeoutError) as problem:
            self.fate.broken = str(problem) or type(problem).__name__

    async def release(self) -> None:
        """Gives the agent the end of the answer, or breaks off where the endpoint did."""
        fate, passage = self.fate, self.fate.passage
        if fate.left is not None or passage is None:
            if not self.started:
                await self._agent.fail(502, fate.left or f"no answer came from the endpoint: {fate.broken}")
            return
        await self._start()
        whole = fate.broken is None or passage.ended if self._length is None else passage.bytes == self._length
        await self._agent.send(passage.rest(), last=whole)

    async def _attempt(self, linger_s: float) -> bool:
        async with AsyncExitStack() as stack:
            with self._clock.away():
                answer = await stack.enter_async_context(self._upstream.send(self._plan.ask()))
            pieces = await stack.enter_async_context(aclosing(answer.pieces()))
            first, broken = b"", None
            if self._plan.adds_usage and answer.status in (400, 422):
                with self._clock.away():
                    first, broken = await _beginning(pieces)
                if b"stream_options" in first or b"include_usage" in first:
                    return False
            passage = await self._begin(answer)
            await self._send(passage.feed(first))
            if broken is not None:
                raise broken
            await self._pass_on(passage, pieces, linger_s)
        return True

    async def _begin(self, answer: Answer) -> Passage:
        # An error is no stream, so nothing in it needs to be hidden.
        hides, bodiless = self._plan.adds_usage and answer.status < 400, answer.status in NO_BODY
        self._told = headers.to_agent(answer.headers, keep_length=not (hides or bodiless))
        self._length = headers.length(self._told)
        encoding, dialect = headers.encoding(answer.headers), self._plan.dialect
        passage = Passage(dialect, hide_usage=hides, encoding=encoding, length=self._length, now=self._clock.ms)
        self.fate.status, self.fate.first_byte, self.fate.passage = answer.status, self._clock.ms(), passage
        # Where no body follows, the headers are the end of the answer.
        if self._length != 0 and not bodiless:
            await self._start()
        return passage

    async def _pass_on(self, passage: Passage, pieces: AsyncIterator[bytes], linger_s: float) -> None:
        until, after = None, 0  # once the answer has ended: how long, and how much of it, its connection may go on
        while after < AFTER_END:
            if passage.ended and until is None:
                until = asyncio.get_running_loop().time() + linger_s
            try:
                with self._clock.away():
                    async with asyncio.timeout_at(until):
                        piece = await anext(pieces)
            except StopAsyncIteration:
                return
            except (ConnectionError, TimeoutError):
                if passage.ended:
                    return
                raise
            after += len(piece) if passage.ended else 0
            await self._send(passage.feed(piece))

    async def _send(self, data: bytes) -> None:
        if data:
            with self._clock.away():
                await self._agent.send(data, last=False)

    async def _start(self) -> None:
        if not self.started:
            self.started = True
            await self._agent.start(self.fate.status or 502, self._told)


async def _beginning(pieces: AsyncIterator[bytes]) -> tuple[bytes, Exception | None]:
    """A body, or the beginning of a long one, and what broke it off; None: nothing did."""
    read = bytearray()
    try:
        async for piece in pieces:
            read += piece
            if len(read) > REFUSAL:
                break
    except (ConnectionError, TimeoutError) as problem:
        return bytes(read), problem
    return bytes(read), None
