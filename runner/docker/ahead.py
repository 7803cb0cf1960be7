"""Ahead: rooms of a sealed verdict whose containers start before they are asked for, and whose end nobody awaits.

A verdict takes some rooms one after another. When the first is asked for, the containers of the next ones start beside
it, each fresh as ever; what was left ends beside the next.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from runner.docker.grading import DockerPlace, DockerRoom, end

if TYPE_CHECKING:
    from docker.models.containers import Container

ROOMS = 3  # for the reference solution, the candidate, and the native tests


class Ahead:
    """A place of one verdict; `close` ends what is left of it."""

    def __init__(self, place: DockerPlace, rooms: int = ROOMS) -> None:
        self._place = place
        self._rooms = rooms
        self._hands = ThreadPoolExecutor(rooms, thread_name_prefix="room")
        self._made: deque[Container] = deque()
        self._coming: deque[Future[Container]] = deque()
        self._ending: list[Future[None]] = []
        self._begun = False

    @property
    def isolation(self) -> str:
        """That of the place."""
        return self._place.isolation

    @contextmanager
    def room(self) -> Iterator[DockerRoom]:
        """A container that does nothing yet, and in which nothing was done."""
        if not self._begun:
            self._begun = True
            self._coming.extend(self._hands.submit(self._start) for _ in range(self._rooms))
        container = self._coming.popleft().result() if self._coming else self._start()
        try:
            yield self._place.opened(container)
        finally:
            self._made.remove(container)
            self._ending.append(self._hands.submit(end, container))

    def close(self) -> None:
        """Waits for the ends, and ends what nobody asked for."""
        self._hands.shutdown(cancel_futures=False)
        while self._made:
            end(self._made.popleft())
        for one in self._ending:
            one.result()

    def _start(self) -> "Container":
        container = self._place.create()
        self._made.append(container)
        container.start()
        return container
