"""Clock: where one call's time goes."""

from datetime import UTC, datetime
from time import perf_counter, time


class Clock:
    """Runs from the request's first byte; time spent waiting for others is not the proxy's own."""

    __slots__ = ("_away", "_left", "_zero", "started_at")

    def __init__(self, zero: float | None = None) -> None:
        now = perf_counter()
        self._zero = now if zero is None else zero
        self._away = now - self._zero  # the request was coming in
        self._left: float | None = None  # since when somebody else is waited for
        arrived = datetime.fromtimestamp(time() - self._away, UTC)
        self.started_at = arrived.strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def ms(self) -> float:
        """Milliseconds since the arrival."""
        return round((perf_counter() - self._zero) * 1000, 3)

    def own_ms(self) -> float:
        """Of those, the milliseconds spent on nobody but the proxy itself."""
        now = perf_counter()
        away = self._away if self._left is None else self._away + now - self._left
        return round(max(0.0, now - self._zero - away) * 1000, 3)

    def leave(self) -> None:
        """From now on it is the agent, the endpoint or the queue before it that takes the time."""
        if self._left is None:
            self._left = perf_counter()

    def back(self) -> None:
        """The proxy goes on."""
        if self._left is not None:
            self._away += perf_counter() - self._left
            self._left = None
