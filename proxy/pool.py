"""Pool: the open connections to one endpoint, with one timer that notices what stays silent."""

import asyncio
from time import monotonic

from proxy.wire_connection import Connection

KEEP_S = 3.0  # some servers close an idle connection after 5 s; it is left before they do


class Pool:
    """Connections in use, and those free for the next call; the last one used goes first."""

    def __init__(self, idle_s: float) -> None:
        self.closed = False
        self._idle_s = idle_s
        self._every_s = min(0.5, idle_s / 8)
        self._open: set[Connection] = set()
        self._free: list[Connection] = []
        self._timer: asyncio.TimerHandle | None = None

    def take(self, now: float) -> Connection | None:
        """A free connection; None: there is none."""
        while self._free:
            connection = self._free.pop()
            if now - connection.since < KEEP_S and connection.usable:
                return connection
            connection.drop()
        return None

    def make(self) -> Connection:
        """A connection that is about to be opened."""
        return Connection(self._opened, self._freed, self._lost)

    async def aclose(self) -> None:
        """Drops every connection, for good."""
        self.closed = True
        for connection in list(self._open):
            connection.fail(ConnectionError("the proxy is being stopped"))
        # A transport closes in one of the loop's next rounds, or else the loop complains about it.
        for _ in range(10):
            if self._open:
                await asyncio.sleep(0)

    def _opened(self, connection: Connection) -> None:
        self._open.add(connection)
        if self.closed:
            connection.drop()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._every_s, self._look)

    def _freed(self, connection: Connection) -> None:
        if self.closed:
            connection.drop()
            return
        connection.since = monotonic()  # a loop's own time says no more, and takes five times as long to ask
        self._free.append(connection)

    def _lost(self, connection: Connection) -> None:
        self._open.discard(connection)
        if connection in self._free:
            self._free.remove(connection)

    def _look(self) -> None:
        # A clock per piece would cost more than this does: it looks a few times within the shortest silence.
        now = monotonic()
        while self._free and now - self._free[0].since >= KEEP_S:
            self._free.pop(0).drop()
        for connection in list(self._open):
            if not connection.waiting:
                continue
            if connection.heard:
                connection.heard, connection.since = False, now
            elif now - connection.since >= self._idle_s:
                connection.fail(TimeoutError(f"nothing came from the endpoint for {self._idle_s:g} s"))
        self._timer = asyncio.get_running_loop().call_later(self._every_s, self._look) if self._open else None
