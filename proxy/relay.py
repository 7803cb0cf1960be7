"""Relay: the endpoint's answer passed to the agent, all but its end."""

import asyncio

from proxy import headers
from proxy.agent_side import AgentSide
from proxy.asked import Plan
from proxy.bodies import MOST
from proxy.clock import Clock
from proxy.ending import Fate
from proxy.passage import Kept, Passage
from proxy.upstream import Answer, Headers, Upstream

NO_BODY = (204, 304)

REFUSAL = 64 * 2**10  # no refusal of stream_options is longer

AT_ONCE = 64 * 2**10  # an answer no longer than this goes in one piece, if it came so

AFTER_END = 2**20  # what may follow the end of a stream


class Relay:
    """One request to the endpoint, sent a second time only where it refuses what the proxy had added."""

    def __init__(self, plan: Plan, clock: Clock, agent: AgentSide, kept: Kept, *, keep: bool) -> None:
        self.fate = Fate()
        self.refused_usage = False
        self._kept = kept
        self.raw: list[bytes] | None = [] if keep else None  # the body as it came; None: it is not kept
        self.started = False  # whether the agent has status and headers
        self._plan = plan
        self._clock = clock
        self._agent = agent
        self._linger_s = 0.0
        self._answer: Answer | None = None  # None: none is coming in
        self._weighed: bytearray | None = None  # a refusal, perhaps of what the proxy had added; None: none
        self._told: Headers = []
        self._length: int | None = None  # the content-length among them
        self._at_once = False  # it came whole: nobody gains by getting all but its last byte before the rest
        self._ready = b""  # what of such an answer could have gone before
        self._after = 0  # bytes after the end of the answer
        self._paused = False

    async def run(self, upstream: Upstream, linger_s: float) -> None:
        """Passes the answer on until the endpoint ends it, or has ended it and does not close for `linger_s`."""
        self._linger_s = linger_s
        self._clock.leave()
        try:
            if not await self._attempt(upstream):
                self._plan.give_up_usage()
                await self._attempt(upstream)
                # Only where it helped: some errors name stream_options because they quote the whole request.
                self.refused_usage = self.fate.status is not None and self.fate.status < 400
        except (ConnectionError, TimeoutError) as problem:
            self.fate.broken = str(problem) or type(problem).__name__
        finally:
            self._clock.back()
            fault = self.fate.fault
            if fault is not None and fault.kind == "cut" and self.fate.broken != fault.message:
                self.fate.fault = fault.unspoilt  # the answer was over before

    def pause(self) -> None:
        """The agent takes no more for now."""
        self._paused = True
        if self._answer is not None:
            self._answer.pause()

    def resume(self) -> None:
        """It takes more."""
        self._paused = False
        if self._answer is not None:
            self._answer.resume()

    def release(self) -> None:
        """Gives the agent the end of the answer, or breaks off where the endpoint did."""
        fate, passage = self.fate, self.fate.passage
        if fate.left is not None or passage is None:
            if not self.started:
                self._agent.fail(502, fate.left or f"no answer came from the endpoint: {fate.broken}")
            else:
                self._agent.break_off(b"")
            return
        self._start(more=True)
        whole = fate.broken is None or passage.ended if self._length is None else passage.bytes == self._length
        (self._agent.end if whole else self._agent.break_off)(self._ready + passage.rest())

    async def _attempt(self, upstream: Upstream) -> bool:
        """False: the endpoint refuses what the proxy had added, and the agent knows nothing of it."""
        answer = await upstream.send(self._plan.ask())
        self._answer, self._weighed, broken = answer, None, None
        if self._paused:
            answer.pause()
        try:
            if self._plan.adds_usage and answer.status in (400, 422):
                self._weighed = bytearray()
            else:
                self._begin(answer)
            await answer.flow(self._take)
        except (ConnectionError, TimeoutError) as problem:
            broken = problem
        finally:
            self._answer = None
            answer.close()
            self.fate.translated = answer.translated
        if self._weighed is not None:
            if b"stream_options" in self._weighed or b"include_usage" in self._weighed:
                return False
            self._unweigh(answer)
        if broken is not None and not (self.fate.passage and self.fate.passage.ended):
            raise broken
        return True

    def _take(self, piece: bytes) -> None:
        self._clock.back()
        passage = self.fate.passage
        if self._weighed is not None:
            self._weighed += piece
            if len(self._weighed) > REFUSAL and self._answer is not None:
                self._unweigh(self._answer)
        elif passage is not None:
            after = passage.ended
            if self.raw is not None:
                self.raw.append(piece)
                if passage.bytes + len(piece) > MOST:
                    self.raw = None  # longer than any body that is kept; the record still has its hash
            out = passage.feed(piece)
            if self._at_once:
                self._ready += out
            elif out:
                self._start(more=True)
                self._agent.send(out)
            if passage.ended:
                self._wind_up(len(piece) if after else 0)
        self._clock.leave()

    def _wind_up(self, after: int) -> None:
        """Once the answer has ended its connection may go on for a while, and for some bytes."""
        answer = self._answer
        if answer is None:
            return
        if not self._after:
            asyncio.get_running_loop().call_later(self._linger_s, answer.close)
        self._after += after or 1
        if self._after > AFTER_END:
            answer.close()

    def _unweigh(self, answer: Answer) -> None:
        """What was held as a possible refusal is an answer like any other."""
        weighed, self._weighed = bytes(self._weighed or b""), None
        self._begin(answer)
        self._take(weighed)

    def _begin(self, answer: Answer) -> None:
        # An error is no stream, so nothing in it needs to be hidden.
        hides, bodiless = self._plan.adds_usage and answer.status < 400, answer.status in NO_BODY
        named, keep_length = headers.by_name(answer.headers), not (hides or bodiless)
        self._told = headers.to_agent(answer.headers, named, keep_length=keep_length)
        self._length = headers.length(named) if keep_length else None
        self.fate.status, self.fate.first_byte = answer.status, self._clock.ms()
        self.fate.passage = Passage(
            self._plan.dialect,
            hide_usage=hides,
            encoding=headers.encoding(named),
            length=self._length,
            now=self._clock.ms,
        )
        self.fate.passage.keep(self._kept)
        self._at_once = answer.whole and self._length is not None and self._length <= AT_ONCE
        # Where no body follows, the headers are the end of the answer; with what is whole already they go at once.
        if self._length != 0 and not bodiless and not (answer.whole and self._length):
            self._start(more=False)

    def _start(self, *, more: bool) -> None:
        if not self.started:
            self.started = True
            self._agent.start(self.fate.status or 502, self._told, more=more)
