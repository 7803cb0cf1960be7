"""Limits: how many calls go to the endpoint at once and in a minute, fairly shared by the cells that wait."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What an endpoint is asked to bear; None: no limit."""

    concurrency: int | None = None  # calls at once, of all cells together
    per_minute: int | None = None  # calls begun in any 60 seconds, of all cells together
    per_cell: int | None = None  # calls at once of one cell

    def __post_init__(self) -> None:
        for name in self.__slots__:
            limit = getattr(self, name)
            if limit is not None and limit < 1:
                raise ValueError(f"limit {name}={limit}: it is 1 or more; leave it out for no limit")


class Pace:
    """At most `per_minute` calls in any 60 seconds, and no more of them in one go than fit in ten.

    Two rules: a sliding minute, which remembers when each call of the last 60 seconds began and is the limit, and a
    bucket, which holds ten seconds' worth of calls and is what keeps a minute's calls from coming all at once.
    """

    def __init__(self, per_minute: int) -> None:
        self._spacing = MINUTE / per_minute
        self._slack = self._spacing * max(0, per_minute // 6 - 1)
        self._due = float("-inf")  # when the bucket is full again
        self._begun: deque[float] = deque(maxlen=per_minute)

    def wait(self, now: float) -> float:
        """Seconds until the next call may begin; 0 or less: now."""
        begun = self._begun
        full = begun[0] + MINUTE if len(begun) == begun.maxlen else now
        return max(full, self._due - self._slack) - now

    def take(self, now: float) -> None:
        """A call begins."""
        self._due = max(self._due, now) + self._spacing
        self._begun.append(now)


class Gate:
    """Where calls wait for the limits: cells take turns, and the calls of one cell go in their order."""

    def __init__(self, limits: Limits, now: Callable[[], float] = time.monotonic) -> None:
        self._open = limits == Limits()
        self._limits = limits
        self._pace = Pace(limits.per_minute) if limits.per_minute is not None else None
        self._now = now
        self._inside: dict[str, int] = {}
        self._count = 0
        # The cell whose turn is next comes first.
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}
        self._alarm: asyncio.TimerHandle | None = None

    async def enter(self, cell: str) -> float:
        """Waits until a call of the cell may begin, and says for how many milliseconds; `leave` must follow."""
        if self._open:
            return 0.0
        if not self._waiting and self._room() and self._room_for(cell) and not self._delay():
            self._take(cell)
            return 0.0
        return await self._wait(cell)

    def leave(self, cell: str) -> None:
        """A call that entered has ended."""
        if self._open:
            return
        self._count -= 1
        if self._inside[cell] == 1:
            del self._inside[cell]
        else:
            self._inside[cell] -= 1
        self._admit()

    async def _wait(self, cell: str) -> float:
        begun = self._now()
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(cell, deque()).append(turn)
        self._admit()
        if turn.done():  # who waits already waits for something else
            return 0.0
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._forget(cell, turn)
            else:  # its turn had just come
                self.leave(cell)
            raise
        return round((self._now() - begun) * 1000, 3)

    def _admit(self) -> None:
        """Lets in whoever may enter now."""
        while self._room() and (cell := next(filter(self._room_for, self._waiting), None)) is not None:
            if delay := self._delay():
                self._wake_in(delay)
                return
            queue = self._waiting.pop(cell)
            turn = queue.popleft()
            if queue:
                self._waiting[cell] = queue  # at the end: the others come first now
            if not turn.cancelled():
                turn.set_result(None)
                self._take(cell)

    def _take(self, cell: str) -> None:
        self._count += 1
        self._inside[cell] = self._inside.get(cell, 0) + 1
        if self._pace is not None:
            self._pace.take(self._now())

    def _forget(self, cell: str, turn: asyncio.Future[None]) -> None:
        queue = self._waiting.get(cell)
        if queue is None or turn not in queue:
            return  # its turn came between its end and now, and was passed on
        queue.remove(turn)
        if not queue:
            del self._waiting[cell]

    def _room(self) -> bool:
        return self._limits.concurrency is None or self._count < self._limits.concurrency

    def _room_for(self, cell: str) -> bool:
        return self._limits.per_cell is None or self._inside.get(cell, 0) < self._limits.per_cell

    def _delay(self) -> float:
        return 0.0 if self._pace is None else max(0.0, self._pace.wait(self._now()))

    def _wake_in(self, delay: float) -> None:
        if self._alarm is None:
            # A loop counts in milliseconds: less would only make it turn.
            self._alarm = asyncio.get_running_loop().call_later(max(delay, 0.001), self._rung)

    def _rung(self) -> None:
        self._alarm = None
        self._admit()
