"""Injecting: an upstream at which one thing goes wrong on purpose."""

import asyncio
from collections.abc import Callable
from typing import Any

import orjson

from proxy.faults import Fault
from proxy.translation.local import JSON, Local
from proxy.upstream import Answer, Ask, Upstream

AHEAD = 2**20  # bytes of an answer that wait for their delay


class Spoilt:
    """An endpoint's answer that comes late, or breaks off early."""

    whole = False

    def __init__(self, inner: Answer, fault: Fault) -> None:
        self._inner = inner
        self._fault = fault
        self.status = inner.status
        self.headers = inner.headers
        self.close = inner.close
        self._paused = False  # by the agent
        self._held = 0  # bytes that wait

    @property
    def translated(self) -> dict[str, Any] | None:
        """What the endpoint itself said."""
        return self._inner.translated

    def pause(self) -> None:
        """Reads no more for now; what has been read is still handed on."""
        self._paused = True
        self._inner.pause()

    def resume(self) -> None:
        """Reads on, unless much waits already."""
        self._paused = False
        if self._held <= AHEAD:
            self._inner.resume()

    async def flow(self, to: Callable[[bytes], None]) -> None:
        """Hands the body on, each piece after its delay, and at most what comes before the cut."""
        pieces: asyncio.Queue[bytes | None] = asyncio.Queue()

        def take(piece: bytes) -> None:
            pieces.put_nowait(piece)
            self._held += len(piece)
            if self._held > AHEAD:
                self._inner.pause()

        reading = asyncio.ensure_future(self._inner.flow(take))
        reading.add_done_callback(lambda _: pieces.put_nowait(None))
        left = self._fault.after_bytes
        try:
            while (piece := await pieces.get()) is not None:
                await asyncio.sleep(self._fault.delay_s)
                self._let_go(len(piece))
                if left is not None and len(piece) >= left:
                    to(piece[:left])
                    raise ConnectionError(self._fault.message)
                left = None if left is None else left - len(piece)
                to(piece)
            await reading
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    def _let_go(self, size: int) -> None:
        full = self._held > AHEAD
        self._held -= size
        if full and self._held <= AHEAD and not self._paused:
            self._inner.resume()


class Injecting:
    """The upstream of one call with its fault."""

    def __init__(self, inner: Upstream, fault: Fault, refusal: Callable[[int, str], dict[str, Any]]) -> None:
        self._inner = inner
        self._fault = fault
        self._refusal = refusal

    async def send(self, ask: Ask) -> Answer:
        """The answer, as far as the fault lets it come."""
        fault = self._fault
        if fault.kind == "hang":
            await asyncio.Event().wait()
        if fault.kind == "empty":
            return self._late(Local(200, [*JSON, (b"content-length", b"0")], b""))
        if fault.status is not None:
            late = [] if fault.retry_after is None else [(b"retry-after", b"%d" % fault.retry_after)]
            body = orjson.dumps(self._refusal(fault.status, fault.message))
            return self._late(Local(fault.status, [*JSON, *late, (b"content-length", b"%d" % len(body))], body))
        return Spoilt(await self._inner.send(ask), fault)

    def _late(self, answer: Answer) -> Answer:
        return Spoilt(answer, self._fault) if self._fault.delay_s else answer

    async def aclose(self) -> None:
        """Closes what is kept open between calls."""
        await self._inner.aclose()
