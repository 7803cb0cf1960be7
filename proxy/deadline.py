"""Deadline: until when something must have happened on an agent's connection."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """For how many seconds a connection waits for its agent."""

    head: float = 30.0  # to send a request's head
    piece: float = 60.0  # to send more of its body
    body: float = 600.0  # to send the whole body
    refused: float = 5.0  # to read a refusal, while what it still sends is taken


class Deadline:
    """One, moved again and again; `missed` is called once it has passed.

    Each request moves it, and a timer costs more than that: so there is one timer, which is set anew only when it
    rings too early, or would ring too late.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, missed: Callable[[], None]) -> None:
        self._loop = loop
        self._missed = missed
        self._at: float | None = None  # None: there is none
        self._timer: asyncio.TimerHandle | None = None
        self._rings = 0.0  # when the timer rings

    def set(self, seconds: float) -> None:
        """From now on it is so far away."""
        self._at = self._loop.time() + seconds
        if self._timer is None or self._at < self._rings:
            self._wind(self._at)

    def clear(self) -> None:
        """There is none for now."""
        self._at = None

    def close(self) -> None:
        """There will be none any more."""
        self._at = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wind(self, at: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings = at
        self._timer = self._loop.call_at(at, self._rung)

    def _rung(self) -> None:
        self._timer = None
        if self._at is None:
            return
        if self._loop.time() < self._at:
            self._wind(self._at)
        else:
            self._at = None
            self._missed()
