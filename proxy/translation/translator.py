"""Translator: requests of one dialect made into another's, by a worker that the first of them starts."""

import asyncio
import time
from typing import Any, NamedTuple

import orjson

from proxy.translation.process import WORKER, Process


class Translated(NamedTuple):
    """A request as the endpoint gets it."""

    path: str
    query: bytes
    body: bytes
    model: str | None  # as the agent named it; None: it did not
    stream: bool
    notes: dict[str, Any]  # what the answer's writer must know
    answer: bytes | None = None  # the answer, where no endpoint need be asked
    ms: float = 0.0  # how long it took; the first also waits for the worker to start


class Translator:
    """Requests in, translated requests out; a dead or hung worker fails those in flight, and the next starts anew."""

    def __init__(
        self, *, start_s: float = 60, answer_s: float = 30, at_once: int = 64, command: tuple[str, ...] = WORKER
    ) -> None:
        self._start_s = start_s
        self._answer_s = answer_s
        self._room = asyncio.Semaphore(at_once)  # what waits beyond it does not fill the pipe
        self._command = command
        self._worker: Process | None = None
        self._starting = asyncio.Lock()

    async def request(self, way: tuple[str, str], path: str, body: bytes) -> Translated:
        """The translated request; ValueError: it cannot be translated, ConnectionError: the worker failed."""
        began = time.monotonic()
        asked = {"from": way[0], "to": way[1], "path": path, "body": body.decode("utf-8", errors="replace")}
        async with self._room:
            worker = await self._alive()
            reply = await worker.ask(asked)
        if "refused" in reply:
            raise ValueError(f"this {way[0]} request cannot be put as {way[1]}: {reply['refused']}")
        answer = None if reply["answer"] is None else orjson.dumps(reply["answer"])
        ms = round((time.monotonic() - began) * 1000, 3)
        path, query, body = reply["path"], reply["query"].encode(), orjson.dumps(reply["body"])
        return Translated(path, query, body, reply["model"], reply["stream"], reply["notes"], answer, ms)

    async def start(self) -> None:
        """Starts the worker ahead of the first request, for one who knows that there will be one."""
        await self._alive()

    async def aclose(self) -> None:
        """Ends the worker."""
        if self._worker is not None:
            await self._worker.aclose()
            self._worker = None

    async def _alive(self) -> Process:
        async with self._starting:
            if self._worker is not None and self._worker.failed is not None:
                await self._worker.aclose()
                self._worker = None
            if self._worker is None:
                self._worker = await Process.started(self._command, self._start_s, self._answer_s)
            return self._worker
