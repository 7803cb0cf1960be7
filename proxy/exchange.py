"""Exchange: one call's life, from its intent on disk to the last byte the agent gets."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from proxy.accounts import account
from proxy.agent_side import AgentSide
from proxy.asked import Asked, Plan, Rules
from proxy.bodies import Bodies
from proxy.ending import ending, failed, turned_down
from proxy.grant import Grant, Refusal
from proxy.injecting import Injecting
from proxy.journal import Journal
from proxy.limits import Gate
from proxy.passage import Kept
from proxy.record import STOPPED
from proxy.relay import Relay
from proxy.upstream import Upstream

LEFT = "the agent left before the end of the answer"
CUT = "the call was ended with its cell"

# Some servers read more than JSON allows, and so a model and tools that the grant does not.
UNREADABLE = Refusal(400, "the body is no JSON that this proxy can read, and this grant is for one model")


@dataclass
class Desk:
    """What all calls of one proxy share."""

    upstream: Upstream
    journal: Journal
    gate: Gate
    drain_s: float = 60  # how long an answer is read on for its record after the agent has left
    linger_s: float = 2  # how long the endpoint may take to close after the end of its answer
    rules: Rules = field(default_factory=Rules)
    host: str | None = None  # the endpoint's, whose prices count; None: unknown
    bodies: Bodies | None = None  # None: bodies are not kept
    kept: Kept = field(default_factory=Kept)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)  # one per call


class Exchange:
    """One call under one grant; `run` is its one task, all else is called by the agent's connection or the grant."""

    def __init__(self, desk: Desk, grant: Grant, asked: Asked, agent: AgentSide) -> None:
        self._desk = desk
        self._grant = grant
        self._asked = asked
        self._agent = agent
        self._plan = Plan(asked, grant.model, desk.rules)
        self._sending = grant.sending(asked.id, self._plan.hash, said_retry=asked.said_retry)
        self._relay = Relay(self._plan, asked.clock, agent, desk.kept, keep=desk.bodies is not None)
        self._loop = asyncio.get_running_loop()
        self._talking: asyncio.Task[None] | None = None  # the task, while it can be cut short
        self._cut_short = False
        self._over = False  # whether what is to be recorded has been: nothing can disturb the call any more
        self._sent = False  # whether the endpoint may know of the call
        self._waited = 0.0
        self._drain: asyncio.TimerHandle | None = None
        self.pause = self._relay.pause
        self.resume = self._relay.resume

    async def run(self, refusal: Refusal | None) -> None:
        """Carries the call to its end, or records that the proxy itself turns it down."""
        if refusal is None and self._plan.unreadable:
            refusal = UNREADABLE
        if not await self._begin():
            return
        try:
            if refusal is None:
                refusal = await self._talk()
            self._over = True
            final = await self._final(refusal)
        except Exception as problem:
            failure = {"end": "crashed", "error": f"the proxy failed: {type(problem).__name__}"}
            await self._desk.journal.end(self._asked.id, failure)
            raise
        except BaseException:
            # Not awaited: who stops the proxy also waits for the journal to close.
            self._desk.journal.end_soon(self._asked.id, STOPPED)
            raise
        finally:
            if self._relay.fate.passage is not None:
                self._relay.fate.passage.forget()
        if not await self._end(final):
            return
        if refusal is None:
            self._relay.release()
        else:
            self._agent.fail(refusal.status, refusal.message)

    def left(self) -> None:
        """The agent is gone: what the endpoint still says is read for the record, for a while."""
        if self._relay.fate.left is not None or self._over:
            return
        self._relay.fate.left = LEFT
        self.resume()
        if not self._sent:
            self._stop()
        else:
            self._drain = self._loop.call_later(self._desk.drain_s, self._stop)

    def cut(self) -> None:
        """Asks, from any thread, to record what there is and end."""
        self._loop.call_soon_threadsafe(self._cut)

    def _cut(self) -> None:
        if self._over:
            return
        self._relay.fate.left = self._relay.fate.left or CUT
        self._stop()

    def _stop(self) -> None:
        if self._talking is not None and not self._cut_short:
            self._cut_short = True
            self._talking.cancel()

    async def _begin(self) -> bool:
        bodies = self._desk.bodies
        try:
            if bodies is not None and bodies.failure is not None:
                raise RuntimeError(f"bodies cannot be kept: {bodies.failure}")  # noqa: TRY301 - told as the journal's
            await self._desk.journal.begin(self._grant.cell, self._plan.intent(self._sending))
        except RuntimeError as problem:
            self._agent.fail(503, f"nothing passes unrecorded: {problem}")
            return False
        return True

    async def _end(self, final: dict[str, Any]) -> bool:
        try:
            await self._keep_bodies(final)
            await self._desk.journal.end(self._asked.id, final)
        except RuntimeError as problem:
            if self._relay.started:
                self._agent.break_off(b"")
            else:
                self._agent.fail(503, f"nothing passes unrecorded: {problem}")
            return False
        return True

    async def _keep_bodies(self, final: dict[str, Any]) -> None:
        """What the terminal line names by its hash is on disk before it."""
        bodies, fate = self._desk.bodies, self._relay.fate
        if bodies is None:
            return
        try:
            kept = [bodies.keep(self._asked.body, final["request"]["sha256"])]
            if fate.passage is not None and self._relay.raw is not None:
                kept.append(bodies.keep(b"".join(self._relay.raw), final["response"]["sha256"]))
            await asyncio.gather(*kept)
        except RuntimeError as problem:
            await self._desk.journal.end(self._asked.id, final | {"end": "crashed", "error": str(problem)})
            raise

    async def _final(self, refusal: Refusal | None) -> dict[str, Any]:
        """What the terminal line adds to the intent, entered in the grant's books too."""
        final = ending(self._relay.fate, self._plan, self._asked.clock)
        final["ms"]["waited"] = self._waited
        if refusal is not None:
            self._grant.ended(self._plan.hash, self._sending, failed=True)
            return final | refusal.ending
        if self._asked.dialect.answers:
            await account(final, self._plan, self._relay.fate, self._desk.host)
            free = not self._sent or turned_down(final, self._relay.fate.fault)
            self._grant.purse.take(final["usage"], final["cost"], free=free)
        final["tags"] += self._tags(final)
        self._grant.ended(self._plan.hash, self._sending, failed=failed(final))
        return final

    async def _talk(self) -> Refusal | None:
        """Why the call is turned down after all, once it is its turn; None: it is not."""
        refusal = None
        if self._relay.fate.left is not None:
            return None  # before a byte of it went to the endpoint
        self._talking = asyncio.current_task()
        try:
            refusal = await self._carry()
        except asyncio.CancelledError:
            if not self._cut_short or self._talking is None:
                raise
            self._talking.uncancel()
        finally:
            self._talking = None
            if self._drain is not None:
                self._drain.cancel()
        if self._relay.fate.passage is not None:
            self._relay.fate.passage.finish()
        if self._relay.refused_usage:
            self._desk.rules.no_usage_from(self._plan.speaker)
        return refusal

    async def _carry(self) -> Refusal | None:
        clock, gate = self._asked.clock, self._desk.gate
        clock.leave()
        begun = clock.ms()
        try:
            self._waited = await gate.enter(self._grant.cell)
        except asyncio.CancelledError:
            self._waited = round(clock.ms() - begun, 3)
            raise
        clock.back()
        try:
            # Asked anew, as others may have spent the rest meanwhile; nobody else's turn comes before it is counted.
            if self._asked.dialect.answers:
                if (refusal := self._grant.spent()) is not None:
                    return refusal
                self._grant.purse.begin()
            self._sent = True
            await self._relay.run(self._upstream(), self._desk.linger_s)
        finally:
            gate.leave(self._grant.cell)
        return None

    def _upstream(self) -> Upstream:
        fault = self._grant.next_fault() if self._asked.dialect.answers else None
        self._relay.fate.fault = fault
        return Injecting(self._desk.upstream, fault, self._asked.dialect.refusal) if fault else self._desk.upstream

    def _tags(self, final: dict[str, Any]) -> list[str]:
        fault = self._relay.fate.fault
        return [
            *self._plan.tags,
            *(["duplicate"] if self._sending.duplicate else []),
            *(["aborted"] if final["end"] == "client_aborted" else []),
            *(fault.tags if fault else ()),
        ]
