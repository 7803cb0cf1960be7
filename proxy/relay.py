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
                self.refused_usage = True
                self._plan.give_up_usage()
                await self._attempt(linger_s)
        except (ConnectionError, TimeoutError) as problem:
            self.fate.broken = str(problem) or type(problem).__name__

    async def release(self) -> None:
        """Gives the agent the end of the answer, or breaks off where the endpoint did."""
        fate = self.fate
        if fate.status is None or fate.passage is None:
            await self._agent.fail(502, f"the endpoint cannot be reached: {fate.broken}")
            return
        await self._start()
        passage = fate.passage
        if self._length is not None:
            whole = passage.bytes == self._length or fate.status in NO_BODY
        else:
            whole = fate.broken is None or bool(passage.stream and passage.answer.done)
        await self._agent.send(passage.rest(), last=whole)

    async def _attempt(self, linger_s: float) -> bool:
        async with AsyncExitStack() as stack:
            with self._clock.away():
                answer = await stack.enter_async_context(self._upstream.send(self._plan.ask()))
            pieces = await stack.enter_async_context(aclosing(answer.pieces()))
            first = b""
            if self._plan.adds_usage and answer.status in (400, 422):
                with self._clock.away():
                    first = b"".join([piece async for piece in pieces])
                if b"stream_options" in first or b"include_usage" in first:
                    return False
            await self._begin(answer)
            await self._pass_on(first, pieces, linger_s)
        return True

    async def _begin(self, answer: Answer) -> None:
        hides = self._plan.adds_usage
        self._told = headers.to_agent(answer.headers, keep_length=not hides)
        self._length = headers.length(self._told)
        self.fate.status, self.fate.first_byte = answer.status, self._clock.ms()
        coding = headers.encoding(answer.headers)
        self.fate.passage = Passage(hide_usage=hides, encoding=coding, length=self._length, now=self._clock.ms)
        # Where no body follows, the headers are the end of the answer.
        if self._length != 0 and answer.status not in NO_BODY:
            await self._start()

    async def _pass_on(self, first: bytes, pieces: AsyncIterator[bytes], linger_s: float) -> None:
        assert self.fate.passage is not None  # noqa: S101 - _begin made it
        passage, piece = self.fate.passage, first
        while True:
            if out := passage.feed(piece):
                with self._clock.away():
                    await self._agent.send(out, last=False)
            ended = bool(passage.stream and passage.answer.done)
            try:
                with self._clock.away():
                    async with asyncio.timeout(linger_s if ended else None):
                        piece = await anext(pieces)
            except StopAsyncIteration:
                return
            except (ConnectionError, TimeoutError):
                if ended:
                    return
                raise

    async def _start(self) -> None:
        if not self.started:
            self.started = True
            await self._agent.start(self.fate.status or 502, self._told)
