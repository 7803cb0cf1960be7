"""Clock: where one call's time goes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


class Clock:
    """Runs from the request's arrival; time spent waiting for others is not the proxy's own."""

    def __init__(self) -> None:
        self.started_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        self._zero = time.perf_counter()
        self._away = 0.0

    def ms(self) -> float:
        """Milliseconds since the arrival."""
        return round((time.perf_counter() - self._zero) * 1000, 3)

    def own_ms(self) -> float:
        """Of those, the milliseconds spent on nobody but the proxy itself."""
        return round(max(0.0, self.ms() - self._away * 1000), 3)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Times a wait for the agent or the endpoint."""
        left = time.perf_counter()
        try:
            yield
        finally:
            self._away += time.perf_counter() - left
