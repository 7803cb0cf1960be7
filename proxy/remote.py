"""Remote: a proxy that runs elsewhere under a steward, used as if it ran here, by the cells of several threads."""

import base64
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import orjson

from proxy.bodies import MOST, kept_path
from proxy.chain import GENESIS, Line
from proxy.grant import Terms
from proxy.recorder import Settings
from proxy.upstream import Endpoint

START_S = 120.0
ANSWER_S = 60.0
LINES_S = 10.0

ERRORS: Mapping[str, type[Exception]] = {"ValueError": ValueError, "OSError": OSError}


class Channel(Protocol):
    """The way to a steward's standard input and output."""

    def send(self, data: bytes) -> None:
        """Writes all of it; called by one thread at a time."""

    def lines(self) -> Iterator[bytes]:
        """What comes back, line by line, until the steward has ended."""


class Remote:
    """One steward's proxy."""

    def __init__(self, channel: Channel, endpoint: Endpoint, journal: str, settings: Settings) -> None:
        self._channel = channel
        self._turn = threading.Lock()
        self._asked: dict[int, Future[Any]] = {}
        self._count = 0
        self._cells: dict[str, RemoteCell] = {}
        self._listening: Future[str] = Future()
        self._over: str | None = None
        self._bodies = settings.bodies
        self._send(_opening(endpoint, journal, settings))
        threading.Thread(target=self._hear, name="remote proxy", daemon=True).start()
        self.url = self._listening.result(START_S)

    @contextmanager
    def cell(
        self, journal: Path, watch: Callable[[Line], None] | None = None, socket: str | None = None
    ) -> Iterator["RemoteCell"]:
        """The proxy as one cell uses it: the cell's own lines are copied to `journal` and told to `watch`.

        `socket`, as the steward's machine names it, is that cell's from its grant on.
        """
        with journal.open("xb") as copy:
            one = RemoteCell(self, copy, watch, socket)
            try:
                yield one
            finally:
                one.end()
                for name in one.names:
                    self._cells.pop(name, None)

    def ask(self, errand: str, patience_s: float = ANSWER_S, **given: Any) -> Any:
        """What an errand gives; its own error where it fails, RuntimeError where the proxy is gone or silent."""
        answer: Future[Any] = Future()
        with self._turn:
            if self._over is not None:
                raise RuntimeError(self._over)
            self._count += 1
            number = self._count
            self._asked[number] = answer
        self._send({"id": number, "do": errand, "with": given})
        try:
            return answer.result(patience_s)
        except TimeoutError:
            raise RuntimeError(f"the proxy did not answer to {errand} within {patience_s:g} s") from None

    def reach(self, host: str, port: int, wait_s: float) -> None:
        """OSError when no connection is to be had from where the proxy runs."""
        self.ask("reach", wait_s + ANSWER_S, host=host, port=port, wait_s=wait_s)

    def watched(self, name: str, cell: "RemoteCell") -> None:
        """From now on the journal's lines of that name go to `cell`."""
        self._cells[name] = cell

    @property
    def keeps_bodies(self) -> bool:
        """Whether requests and answers are kept where the proxy runs."""
        return self._bodies is not None

    def _send(self, record: dict[str, Any]) -> None:
        with self._turn, suppress(OSError):  # whoever waits for the answer is told that it is gone
            self._channel.send(orjson.dumps(record) + b"\n")

    def _hear(self) -> None:
        why = "the proxy has ended"
        try:
            for line in self._channel.lines():
                self._take(line, orjson.loads(line))
        except Exception as error:  # noqa: BLE001  # in a thread of its own: who waits for answers raises it
            why = f"the proxy cannot be heard any more: {type(error).__name__}: {error}"
        with self._turn:
            self._over = why
            waiting = [*self._asked.values(), self._listening]
        for one in waiting:
            if not one.done():
                one.set_exception(RuntimeError(why))

    def _take(self, line: bytes, record: dict[str, Any]) -> None:
        if "kind" in record and "cell" in record:
            if (cell := self._cells.get(record["cell"])) is not None:
                cell.take(line, record)
        elif "listening" in record:
            self._listening.set_result(record["listening"])
        elif "failed" in record:
            self._listening.set_exception(RuntimeError(f"the proxy did not start: {record['failed']}"))
        else:
            answer = self._asked.pop(record["id"])
            if "error" in record:
                answer.set_exception(ERRORS.get(record["kind"], RuntimeError)(record["error"]))
            else:
                answer.set_result(record["gave"])


class RemoteCell:
    """What one cell's steps use of a remote proxy, as they would use a Recorder of their own."""

    def __init__(
        self, remote: Remote, copy: BinaryIO, watch: Callable[[Line], None] | None, socket: str | None
    ) -> None:
        self.url = remote.url
        self.names: list[str] = []
        self._remote = remote
        self._copy = copy
        self._watch = watch
        self._socket = socket
        self._open: set[str] = set()  # tokens not settled yet
        self._ends = {GENESIS: 0}  # where in the copy the line with that hash ends
        self._over = False
        self._told = threading.Condition()
        self._kept: set[str] = set()

    def grant(self, cell_id: str, model: str = "", terms: Terms | None = None) -> str:
        """A token for the cell, good at its socket."""
        self.names.append(cell_id)
        self._remote.watched(cell_id, self)
        said = terms or Terms()
        budget, faults = str(said.budget), said.faults.text
        token: str = self._remote.ask("grant", cell=cell_id, model=model, budget=budget, faults=faults, at=self._socket)
        self._open.add(token)
        return token

    def warm_up(self, dialect: str, wait_s: float = 60) -> None:
        """Lets the endpoint show whether it has the route of a dialect; see Recorder."""
        self._remote.ask("warm_up", wait_s + ANSWER_S, dialect=dialect, wait_s=wait_s)

    def account(self, token: str) -> dict[str, dict[str, float | None]]:
        """By limit of the grant's budget what was used of it; see Recorder."""
        said: dict[str, dict[str, float | None]] = self._remote.ask("account", token=token)
        return said

    def settle(self, token: str, wait_s: float = 30) -> None:
        """Revokes the token, waits for the calls under it, and has the copy of the cell's journal whole on disk.

        RuntimeError where it is not the whole: it must hold the line that ended the chain when all was settled. What
        is refused later stands in the proxy's own journal alone, as the copy may be read by now.
        """
        self._open.discard(token)
        head = self._remote.ask("settle", wait_s + ANSWER_S, token=token, wait_s=wait_s)
        with self._told:
            # A call that was cancelled as it began is ended by a line that nobody waits for.
            if not self._told.wait_for(lambda: head in self._ends, LINES_S):
                raise RuntimeError(f"{self._copy.name} is not the whole of the proxy's journal for this cell")
            self._over = True
            self._copy.truncate(self._ends[head])
        os.fsync(self._copy.fileno())
        for sha256 in sorted(self._kept):
            self._fetch(sha256)

    def end(self) -> None:
        """Settles at once what was not: a cell that was interrupted has its calls cut, and on record."""
        for token in tuple(self._open):
            with suppress(RuntimeError, OSError):  # the proxy is gone, too
                self.settle(token, 0)

    def take(self, line: bytes, record: Line) -> None:
        """One line of this cell's journal, on disk where the proxy runs."""
        with self._told:
            if self._over:
                return
            self._copy.write(line)
            self._copy.flush()
            self._keep(record)
            if self._watch is not None:
                self._watch(record)
            self._ends[record["sha256"]] = self._copy.tell()
            self._told.notify_all()

    def _keep(self, record: Line) -> None:
        if self._remote.keeps_bodies and record["kind"] == "call" and record["end"] != "crashed":
            self._kept.add(record["request"]["sha256"])
            if 0 < record["response"]["bytes"] <= MOST:
                self._kept.add(record["response"]["sha256"])

    def _fetch(self, sha256: str) -> None:
        path = kept_path(Path(self._copy.name).parent / "bodies", sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            more = True
            while more:
                said = self._remote.ask("body", sha256=sha256, start=file.tell())
                file.write(base64.b64decode(said["piece"]))
                more = said["more"]


def _opening(endpoint: Endpoint, journal: str, settings: Settings) -> dict[str, Any]:
    return {
        "endpoint": endpoint.url,
        "key": endpoint.key,
        "journal": journal,
        "sockets": [str(path) for path in settings.sockets],
        "limits": asdict(settings.limits),
        "keep_hosted": settings.keep_hosted,
        "speaks": None if settings.speaks is None else sorted(settings.speaks),
        "bodies": None if settings.bodies is None else str(settings.bodies),
    }
