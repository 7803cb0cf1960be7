"""Answer: what came back for one request, its body handed on as it arrives."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from proxy.blot import READABLE, Blotter, Lookout
from proxy.spellings import Spellings
from proxy.upstream import Headers

if TYPE_CHECKING:
    from proxy.wire_connection import Connection

AHEAD = 256 * 2**10  # of a body that nobody asked for yet


class WireAnswer:
    """One answer, the key blotted out should the endpoint repeat it."""

    status = 0  # until the head has come
    headers: Headers = ()
    translated = None

    def __init__(self, connection: "Connection", spellings: Spellings | None, *, bodiless: bool) -> None:
        self.bodiless = bodiless  # as every answer to HEAD
        self._connection: Connection | None = connection
        self._spellings = spellings
        self._blotter = Blotter(spellings) if spellings else None
        self._lookout: Lookout | None = None
        self._to: Callable[[bytes], None] | None = None
        self._kept: list[bytes] = []
        self._ahead = 0
        self._paused = False
        self._held = False  # since nobody asked for the body yet
        self._wake: asyncio.Future[None] | None = None
        self._problem: Exception | None = None

    # What the call asks for

    @property
    def whole(self) -> bool:
        """Whether all of the body has come."""
        return self._connection is None and self._problem is None

    async def begun(self) -> None:
        """Returns once status and headers are there."""
        if not self.status and self._connection is not None:
            await self._woken()
        if not self.status:
            raise self._problem or ConnectionError("no answer came")

    async def flow(self, to: Callable[[bytes], None]) -> None:
        """Hands each piece of the body to `to` as it arrives; returns at its end."""
        kept, self._kept = self._kept, []
        try:
            if kept:
                to(b"".join(kept))
            if self._connection is not None:
                self._to = to
                if self._held and not self._paused:
                    self._connection.resume()
                await self._woken()
        except BaseException:
            self.close()
            raise
        finally:
            self._to = None
        if self._blotter is not None and (rest := self._blotter.rest()):
            to(rest)
        if self._problem is not None:
            raise self._problem

    def pause(self) -> None:
        """Reads no more; what has been read is still handed on."""
        self._paused = True
        if self._connection is not None:
            self._connection.pause()

    def resume(self) -> None:
        """Reads on."""
        self._paused = False
        if self._connection is not None:
            self._connection.resume()

    def close(self) -> None:
        """Drops the connection unless the answer has come whole."""
        if self._connection is not None:
            self._connection.drop()
            self.end(ConnectionError("the answer was closed before its end"))

    # What the connection tells

    def begin(self, status: int, headers: list[tuple[bytes, bytes]]) -> str | None:
        """The head is there; returns what speaks against it."""
        self.headers = headers
        if self._spellings is not None and (against := self._search(self._spellings)):
            return against
        self.status = status
        self._rouse()
        return None

    def take(self, piece: bytes) -> None:
        """A piece of the body."""
        if self.bodiless:
            return
        try:
            if self._lookout is not None:
                self._look(self._lookout, piece)
            seen = piece if self._blotter is None else self._blotter.feed(piece)
            if self._to is None:
                self._keep(seen)
            elif seen:
                self._to(seen)
        except Exception as problem:  # noqa: BLE001 - it rises in flow(), where it belongs; here only the loop would hear
            if self._connection is not None:
                self._connection.fail(problem)

    def end(self, problem: Exception | None) -> None:
        """Nothing more comes; None: since it was all."""
        if self._connection is not None:
            self._connection, self._problem = None, problem
            self._rouse()

    def _keep(self, piece: bytes) -> None:
        self._kept.append(piece)
        self._ahead += len(piece)
        if self._ahead > AHEAD and self._connection is not None:
            self._held = True
            self._connection.pause()

    def _search(self, spellings: Spellings) -> str | None:
        if spellings.within(b"\n".join([text for header in self.headers for text in header])):
            self.headers = [(spellings.hidden(name), spellings.hidden(value)) for name, value in self.headers]
        for name, value in self.headers:
            if len(name) == 16 and name.lower() == b"content-encoding":
                coding = value.strip().lower()
                if coding in READABLE:
                    self._lookout = Lookout(spellings)
                elif coding not in (b"", b"identity"):
                    return f"nobody asked for {coding.decode('latin-1')}, in which the key could hide"
        return None

    @staticmethod
    def _look(lookout: Lookout, piece: bytes) -> None:
        try:
            seen = lookout.sees(piece)
        except ValueError as problem:
            raise ConnectionError(f"the packed answer does not pass: {problem}") from None
        if seen:
            raise ConnectionError("the packed answer repeats the key, so it does not pass")

    async def _woken(self) -> None:
        self._wake = asyncio.get_running_loop().create_future()
        try:
            await self._wake
        except BaseException:
            self.close()
            raise
        finally:
            self._wake = None

    def _rouse(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)
