"""Clock: where one call's time goes."""

from datetime import UTC, datetime
from functools import lru_cache
from time import perf_counter, time


@lru_cache(maxsize=4)
def _second(since_1970: int) -> str:
    # Of a thousand calls in one second each would format it anew.
    return datetime.fromtimestamp(since_1970, UTC).strftime("%Y-%m-%dT%H:%M:%S")


class Clock:
    """Runs from the request's first byte; time spent waiting for others is not the proxy's own."""

    __slots__ = ("_away", "_left", "_zero", "started_at")

    def __init__(self, zero: float | None = None) -> None:
        now = perf_counter()
        self._zero = now if zero is None else zero
        self._away = now - self._zero  # the request was coming in
        self._left: float | None = None  # since when somebody else is waited for
        whole, part = divmod(int((time() - self._away) * 1_000_000), 1_000_000)
        self.started_at = f"{_second(whole)}.{part:06d}Z"

    def ms(self) -> float:
        """Milliseconds since the arrival."""
        # Not by round, which makes a decimal number first: it takes five times as long.
        return int((perf_counter() - self._zero) * 1_000_000) / 1000

    def times(self) -> tuple[float, float]:
        """Milliseconds since the arrival, and of those the ones spent on nobody but the proxy itself."""
        now = perf_counter()
        away = self._away if self._left is None else self._away + now - self._left
        return int((now - self._zero) * 1_000_000) / 1000, int(max(0.0, now - self._zero - away) * 1_000_000) / 1000

    def leave(self) -> None:
        """From now on it is the agent, the endpoint or the queue before it that takes the time."""
        if self._left is None:
            self._left = perf_counter()

    def back(self) -> None:
        """The proxy goes on."""
        if self._left is not None:
            self._away += perf_counter() - self._left
            self._left = None
