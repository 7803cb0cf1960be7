"""Exchange: one call's life, from its intent on disk to the last byte the agent gets."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from proxy.agent_side import AgentSide
from proxy.asked import Asked, Plan
from proxy.ending import ending, failed
from proxy.grant import Flight, Grant
from proxy.journal import Journal
from proxy.record import STOPPED
from proxy.relay import Relay
from proxy.upstream import Upstream

LEFT = "the agent left before the end of the answer"
CUT = "the call was ended with its cell"


@dataclass
class Desk:
    """What all calls of one proxy share."""

    upstream: Upstream
    journal: Journal
    drain_s: float = 60  # how long an answer is read on for its record after the agent has left
    linger_s: float = 2  # how long the endpoint may take to close after the end of its answer
    without_usage: set[tuple[str, str | None]] = field(default_factory=set)  # where stream_options were refused


class Exchange:
    """One call under one grant."""

    def __init__(self, desk: Desk, grant: Grant, asked: Asked, agent: AgentSide) -> None:
        self._desk = desk
        self._grant = grant
        self._asked = asked
        self._agent = agent
        self._plan = Plan(asked, desk.without_usage)
        self._relay = Relay(desk.upstream, self._plan, asked.clock, agent)
        self._sending = grant.sending(asked.id, self._plan.hash, said_retry=asked.said_retry)

    async def refuse(self, status: int, message: str) -> None:
        """Records a call that the proxy itself turns down."""
        refused = {"end": "refused", "error": f"{status}: {message}"}
        if await self._begin() and await self._end(self._ending() | refused):
            await self._agent.fail(status, message)

    async def run(self, flight: Flight) -> None:
        """Carries the call to its end."""
        if not await self._begin():
            return
        try:
            await self._talk(flight)
            final = self._ending()
        except BaseException:
            # Queued, not awaited: who stops the proxy also waits for the journal to close.
            self._desk.journal.end_soon(self._asked.id, STOPPED)
            raise
        self._grant.ended(self._plan.hash, self._sending, failed=failed(final))
        if await self._end(final):
            await self._relay.release()

    async def _begin(self) -> bool:
        intent = self._plan.intent(self._sending)
        try:
            await self._desk.journal.begin(self._grant.cell, intent)
        except RuntimeError as problem:
            await self._agent.fail(503, f"nothing passes unrecorded: {problem}")
            return False
        return True

    async def _end(self, final: dict[str, Any]) -> bool:
        try:
            await self._desk.journal.end(self._asked.id, final)
        except RuntimeError as problem:
            if not self._relay.started:
                await self._agent.fail(503, f"nothing passes unrecorded: {problem}")
            return False
        return True

    def _ending(self) -> dict[str, Any]:
        return ending(self._relay.fate, self._plan, self._asked.clock)

    async def _talk(self, flight: Flight) -> None:
        talk = asyncio.create_task(self._relay.run(self._desk.linger_s))
        gone = asyncio.create_task(self._agent.gone())
        cut = asyncio.create_task(flight.wish.wait())
        try:
            await asyncio.wait({talk, gone, cut}, return_when=asyncio.FIRST_COMPLETED)
            if not talk.done():
                self._relay.fate.left = CUT if cut.done() else LEFT
            if not talk.done() and not cut.done():
                await asyncio.wait({talk, cut}, timeout=self._desk.drain_s, return_when=asyncio.FIRST_COMPLETED)
            if talk.done():
                talk.result()
        finally:
            for task in (talk, gone, cut):
                task.cancel()
            await asyncio.gather(talk, gone, cut, return_exceptions=True)
        if self._relay.fate.passage is not None:
            self._relay.fate.passage.finish()
        if self._relay.refused_usage:
            self._desk.without_usage.add(self._plan.speaker)
