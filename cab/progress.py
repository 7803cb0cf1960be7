"""Progress: calls, tokens and seconds of running cells; a live line a cell in a terminal, a line a call elsewhere."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from proxy.call import Call
from report import figure
from scorers.used import used


class Board:
    """The lines of all cells that run at a time."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._running: list[Progress] = []
        self._live = Live(console=console, get_renderable=self._lines, refresh_per_second=4, transient=True)

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    @contextmanager
    def cell(self, what: str) -> Iterator["Progress"]:
        """A line for one more cell, for as long as the block runs."""
        progress = Progress(self._console, what)
        self._running.append(progress)
        try:
            yield progress
        finally:
            self._running.remove(progress)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Takes the lines away while something else is printed."""
        self._live.stop()
        try:
            yield
        finally:
            if self._console.is_terminal:
                self._live.start()

    def _lines(self) -> Text:
        return Text("\n").join(progress.line() for progress in list(self._running))


class Progress:
    """One cell's line."""

    def __init__(self, console: Console, what: str) -> None:
        self._console = console
        self._what = what
        self._start = time.monotonic()
        self._lock = threading.Lock()
        self._calls = self._tokens = self._estimated = self._untold = self._open = 0

    def watch(self, line: dict[str, Any]) -> None:
        """Takes one journal line; called from the proxy's thread."""
        with self._lock:
            if line["kind"] == "intent":
                self._open += 1
                return
            call = Call.model_validate(line)
            of = used((call,))
            self._open -= 1
            self._calls += of.calls
            self._tokens += of.total or 0
            self._estimated += len(of.estimated)
            self._untold += len(of.unknown)
        if not self._console.is_terminal:
            status = figure.count(call.response.status)
            self._console.print(self.line().append(f" · {status} {call.end}"), soft_wrap=True)

    def line(self) -> Text:
        """It, as it stands now."""
        untold = f" (+ {figure.many(self._untold, 'call')} that said none)" if self._untold else ""
        waiting = " · waiting for the model" if self._open else ""
        tokens = f"{figure.ABOUT if self._estimated else ''}{figure.many(self._tokens, 'token')}{untold}"
        seconds = time.monotonic() - self._start
        return Text(f"{self._what} · {figure.many(self._calls, 'call')} · {tokens} · {seconds:.0f} s{waiting}")
