"""Journal: the append-only file of calls, on disk before anybody is told of them."""

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from proxy.call import SCHEMA, Call
from proxy.chain import GENESIS, Line, seal
from proxy.record import CRASHED, STOPPED, terminal
from proxy.standing import Chain, recover
from proxy.verify import complete_lines, verify

__all__ = ["Disk", "Journal", "cell_lines", "head", "read_calls", "verify"]


SYNC: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)  # macOS has no fdatasync


@dataclass(frozen=True)
class Disk:
    """The two system calls that can fail, so that a test can let them."""

    write: Callable[[int, bytes], int] = os.write
    sync: Callable[[int], None] = SYNC


class Journal:
    """The one writer of a journal; lines of many calls share a sync, made by a thread of its own."""

    def __init__(self, path: Path, watch: Callable[[Line], None] | None = None, disk: Disk | None = None) -> None:
        self.path = path
        self._watch = watch
        self._disk = disk or Disk()
        self._wake = threading.Condition()
        self._queue: list[tuple[bytes, Line, Future[Line]]] = []
        self._closed = False
        self._failure: Exception | None = None
        self._file = _open(path)
        try:
            self._state = recover(self._file, path)
        except BaseException:
            os.close(self._file)
            raise
        self._thread = threading.Thread(target=self._write_batches, name="journal", daemon=True)
        self._thread.start()
        try:
            for crashed in [self.end(call_id, CRASHED) for call_id in tuple(self._state.open)]:
                crashed.result()
        except BaseException:
            self.close()
            raise

    def begin(self, cell: str, facts: dict[str, Any]) -> Future[Line]:
        """Writes an intent; the future gives its line once that is on disk. `facts` holds everything from id on."""
        with self._wake:
            seq = self._state.cells.setdefault(cell, Chain()).calls + 1
            return self._append({"schema": SCHEMA, "kind": "intent", "cell": cell, "seq": seq, **facts})

    def end(self, call_id: str, ending: dict[str, Any]) -> Future[Line]:
        """Writes the one terminal line of an open call."""
        with self._wake:
            intent = self._state.open.get(call_id)
            if intent is None:
                raise RuntimeError(f"call {call_id} is not open in journal {self.path}: it ended before or never began")
            return self._append(terminal(intent, ending))

    @property
    def failure(self) -> Exception | None:
        """Why nothing more is admitted; None: all is well."""
        return self._failure

    def close(self) -> None:
        """Ends what is still open, writes what is queued, then leaves the file."""
        with self._wake:
            for intent in tuple(self._state.open.values()) if self._failure is None else ():
                self._append(terminal(intent, STOPPED))
            self._closed = True
            self._wake.notify()
        self._thread.join()
        os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def _append(self, record: Line) -> Future[Line]:
        if self._failure is not None or self._closed:
            raise RuntimeError(f"journal {self.path} takes no more lines: {self._failure or 'it is closed'}")
        line, sealed = seal(record, self._state.cells[record["cell"]].head)
        self._state.take(sealed)
        future: Future[Line] = Future()
        future.set_running_or_notify_cancel()  # a caller that is cancelled must not take its line back
        self._queue.append((line, sealed, future))
        self._wake.notify()
        return future

    def _write_batches(self) -> None:
        while batch := self._next_batch():
            try:
                self._put(b"".join(line for line, _, _ in batch))
                for _, sealed, _ in batch:
                    if self._watch is not None:
                        self._watch(sealed)
            except Exception as problem:  # noqa: BLE001 - whatever it was, every caller gets it and nothing more is taken
                self._fail(batch, problem)
                return
            for _, sealed, future in batch:
                future.set_result(sealed)

    def _next_batch(self) -> list[tuple[bytes, Line, Future[Line]]]:
        with self._wake:
            while not self._queue and not self._closed:
                self._wake.wait()
            batch, self._queue = self._queue, []
            return batch

    def _put(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[self._disk.write(self._file, bytes(rest)) :]
        self._disk.sync(self._file)

    def _fail(self, batch: list[tuple[bytes, Line, Future[Line]]], problem: Exception) -> None:
        with self._wake:
            self._failure = problem
            lost = batch + self._queue
            self._queue = []
        for _, _, future in lost:
            future.set_exception(RuntimeError(f"journal {self.path} could not be written: {problem}"))


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


def _of(path: Path, cell: str | None) -> Iterator[tuple[bytes, Line]]:
    for line in complete_lines(path.read_bytes()):
        record = orjson.loads(line)
        if cell is None or record["cell"] == cell:
            yield line, record


def read_calls(path: Path, cell: str | None = None) -> tuple[Call, ...]:
    """The finished calls of one cell, or of all; a torn last line is none, as nobody was ever told of it."""
    return tuple(Call.model_validate_json(line) for line, record in _of(path, cell) if record["kind"] == "call")


def cell_lines(path: Path, cell: str) -> bytes:
    """One cell's lines, intents included, verbatim."""
    return b"".join(line + b"\n" for line, _ in _of(path, cell))


def head(lines: bytes) -> tuple[int, str]:
    """Count and last hash of a cell's lines: kept by a seal, they show a cut tail."""
    found = complete_lines(lines)
    return len(found), str(orjson.loads(found[-1])["sha256"]) if found else GENESIS
