"""Scribe: a thread that does slow work in batches, for tasks that wait for it in an event loop."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import chain
from queue import SimpleQueue
from typing import Generic, TypeVar

Thing = TypeVar("Thing")

Waiter = asyncio.Future[None]


class Scribe(Generic[Thing]):
    """Takes things in order and works on all that have come meanwhile at once; stops for good when the work fails.

    What tasks put is handed over when their loop's turn ends, not one by one: a thread that is woken in the middle of
    a turn fights the loop for the interpreter, and has less to share a sync among. It costs half as much so.
    """

    def __init__(self, name: str, work: Callable[[list[Thing]], None]) -> None:
        self.failure: Exception | None = None
        self._name = name
        self._work = work
        self._closed = False
        self._door = threading.Lock()
        self._gathered: list[tuple[Thing, Waiter | None]] = []
        self._turns: set[asyncio.AbstractEventLoop] = set()  # those whose turn's end will hand over
        # It wakes its reader for less than a Condition does, and one that is at work not at all.
        self._queue: SimpleQueue[list[tuple[Thing, Waiter | None]]] = SimpleQueue()  # an empty list is the end
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def put(self, thing: Thing, waiter: Waiter | None = None) -> None:
        """Queues a thing, from any thread; `waiter`, of the loop that runs here, is told when it is done or failed."""
        with self._door:
            if self.failure is not None or self._closed:
                raise RuntimeError(f"{self._name} takes no more: {self.failure or 'it is closed'}")
            self._gathered.append((thing, waiter))
            if waiter is None:
                self._hand_over()
            elif (loop := waiter.get_loop()) not in self._turns:
                self._turns.add(loop)
                loop.call_soon(self._end_turn, loop)

    def close(self) -> None:
        """Waits until the work on everything taken is done."""
        with self._door:
            self._hand_over()
            if not self._closed:
                self._queue.put([])
            self._closed = True
        self._thread.join()

    def _end_turn(self, loop: asyncio.AbstractEventLoop) -> None:
        with self._door:
            self._turns.discard(loop)
            self._hand_over()

    def _hand_over(self) -> None:
        if self._gathered:
            self._queue.put(self._gathered)
            self._gathered = []

    def _run(self) -> None:
        going = True
        while going:
            groups = [self._queue.get()] + [self._queue.get_nowait() for _ in range(self._queue.qsize())]
            going = bool(groups[-1])
            taken = list(chain.from_iterable(groups))
            if taken and not self._done(taken):
                return

    def _done(self, taken: list[tuple[Thing, Waiter | None]]) -> bool:
        try:
            self._work([thing for thing, _ in taken])
        except Exception as problem:  # noqa: BLE001 - whatever it was, everybody who waits gets it and nothing more is taken
            with self._door:
                self.failure = problem
                self._hand_over()
                left = [self._queue.get_nowait() for _ in range(self._queue.qsize())]
            _tell([*taken, *chain.from_iterable(left)], f"{self._name} could not be written: {problem}")
            return False
        _tell(taken, None)
        return True


def _tell(taken: list[tuple[Thing, Waiter | None]], problem: str | None) -> None:
    loops: dict[asyncio.AbstractEventLoop, list[Waiter]] = {}
    for _, waiter in taken:
        if waiter is not None:
            loops.setdefault(waiter.get_loop(), []).append(waiter)
    for loop, waiters in loops.items():
        with suppress(RuntimeError):  # a loop that is closed: nobody waits in it any more
            loop.call_soon_threadsafe(_settle, waiters, problem)


def _settle(waiters: list[Waiter], problem: str | None) -> None:
    for waiter in waiters:
        if waiter.done():
            continue  # its task was cancelled; what it gave stays taken
        if problem is None:
            waiter.set_result(None)
        else:
            waiter.set_exception(RuntimeError(problem))
