"""Journal: the append-only file of calls, on disk before anybody is told of them."""

import asyncio
import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from proxy.chain import GENESIS, Line, seal
from proxy.record import CRASHED, SCHEMA, STOPPED, terminal
from proxy.scribe import Scribe, Waiter
from proxy.standing import BATCH, Chain, recover

SYNC: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)  # macOS has no fdatasync


@dataclass(frozen=True)
class Disk:
    """The two system calls that can fail, so that a test can let them."""

    write: Callable[[int, memoryview], int] = os.write
    sync: Callable[[int], None] = SYNC


class Journal:
    """The one writer of a journal; lines of many calls share a write and a sync, made by a thread of its own."""

    def __init__(self, path: Path, watch: Callable[[Line], None] | None = None, disk: Disk | None = None) -> None:
        self.path = path
        self._watch = watch
        self._disk = disk or Disk()
        self._order = threading.Lock()  # lines are queued in the order of their chain
        self._file = _open(path)
        try:
            self._state = recover(self._file, path)
            if self._state.open:
                self._write([self._chained(terminal(intent, CRASHED)) for intent in tuple(self._state.open.values())])
        except BaseException:
            os.close(self._file)
            raise
        self._scribe = Scribe(f"journal {path}", self._write)

    async def begin(self, cell: str, facts: dict[str, Any]) -> Line:
        """Writes an intent, and gives its line once it is on disk. `facts` holds everything from id on."""
        on_disk = asyncio.get_running_loop().create_future()
        with self._order:
            if facts["id"] in self._state.open:
                raise RuntimeError(f"call {facts['id']} is open already in journal {self.path}")
            seq = self._state.cells.setdefault(cell, Chain()).calls + 1
            intent = {"schema": SCHEMA, "kind": "intent", "cell": cell, "seq": seq, **facts}
            line = self._append(intent, on_disk)
        try:
            await on_disk
        except asyncio.CancelledError:
            self.end_soon(facts["id"], STOPPED)
            raise
        return line

    async def end(self, call_id: str, ending: dict[str, Any]) -> Line:
        """Writes the one terminal line of an open call, and gives it once it is on disk."""
        on_disk = asyncio.get_running_loop().create_future()
        with self._order:
            line = self._append(self._terminal(call_id, ending), on_disk)
        await on_disk
        return line

    def end_soon(self, call_id: str, ending: dict[str, Any]) -> None:
        """Queues the terminal line of an open call; whoever closes the journal waits for it."""
        with self._order:
            self._append(self._terminal(call_id, ending))

    def head(self, cell: str) -> str:
        """The last hash of a cell's chain, of all lines that were begun or ended so far."""
        with self._order:
            chain = self._state.cells.get(cell)
            return GENESIS if chain is None else chain.head

    @property
    def failure(self) -> Exception | None:
        """Why nothing more is admitted; None: all is well."""
        return self._scribe.failure

    def close(self) -> None:
        """Ends what is still open, writes what is queued, then leaves the file; from any thread."""
        with self._order, suppress(RuntimeError):  # a journal that failed has said so, and takes no more
            for intent in tuple(self._state.open.values()):
                self._append(terminal(intent, STOPPED))
        self._scribe.close()
        os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def _terminal(self, call_id: str, ending: dict[str, Any]) -> Line:
        intent = self._state.open.get(call_id)
        if intent is None:
            raise RuntimeError(f"call {call_id} is not open in journal {self.path}: it ended before or never began")
        return terminal(intent, ending)

    def _append(self, record: Line, on_disk: Waiter | None = None) -> Line:
        line, sealed = self._chained(record)
        self._scribe.put((line, sealed), on_disk)
        return sealed

    def _chained(self, record: Line) -> tuple[bytes, Line]:
        line, sealed = seal(record, self._state.cells[record["cell"]].head)
        self._state.take(sealed)
        return line, sealed

    def _write(self, batch: list[tuple[bytes, Line]]) -> None:
        for lines in _groups([line for line, _ in batch]):
            rest = memoryview(lines)
            while rest:
                rest = rest[self._disk.write(self._file, rest) :]
            self._disk.sync(self._file)
        if self._watch is not None:
            for _, sealed in batch:
                self._watch(sealed)


def _open(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        raise RuntimeError(f"journal {path} is being written by another proxy; choose another file") from None
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return file


def _groups(lines: list[bytes]) -> Iterator[bytes]:
    """What is written and synced at once: all of it, unless it is more than a recovery would take for one batch."""
    group: list[bytes] = []
    size = 0
    for line in lines:
        if group and size + len(line) > BATCH:
            yield b"".join(group)
            group, size = [], 0
        group.append(line)
        size += len(line)
    yield b"".join(group)
