"""What `cab check` shows in the terminal: progress, the seven axes, the call table."""

import threading
import time
from types import TracebackType
from typing import Any, Self

from rich import box
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from proxy.call import Call
from report import figure
from report.axes import shown
from scorers.score import Scores
from scorers.tokens import used

CALLS_SHOWN = 40


class Progress:
    """Calls, tokens and seconds of a running cell: a live line in a terminal, a line a call elsewhere."""

    def __init__(self, console: Console, what: str) -> None:
        self._console = console
        self._what = what
        self._start = time.monotonic()
        self._lock = threading.Lock()
        self._calls = self._tokens = self._untold = self._open = 0
        self._live = Live(console=console, get_renderable=self._line, refresh_per_second=4, transient=True)

    def __enter__(self) -> Self:
        self._start = time.monotonic()
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def watch(self, line: dict[str, Any]) -> None:
        """Takes one journal line; called from the proxy's thread."""
        with self._lock:
            if line["kind"] == "intent":
                self._open += 1
                return
            self._open -= 1
            self._calls += 1
            total = line["usage"]["total"]
            self._tokens += total or 0
            self._untold += total is None
        if not self._console.is_terminal:
            status = figure.count(line["response"]["status"])
            self._console.print(self._line().append(f" · {status} {line['end']}"), soft_wrap=True)

    def _line(self) -> Text:
        untold = f" (+ {self._untold} calls that said none)" if self._untold else ""
        waiting = " · waiting for the model" if self._open else ""
        seconds = time.monotonic() - self._start
        return Text(f"{self._what} · {self._calls} calls · {self._tokens} tokens{untold} · {seconds:.0f} s{waiting}")


def table(*heads: str, title: str | None = None) -> Table:
    """A table without frames, whose first column is never cut."""
    made = Table(
        *heads,
        title=title,
        box=box.SIMPLE_HEAD,
        title_justify="left",
        title_style="bold",
        pad_edge=False,
        collapse_padding=True,
    )
    made.columns[0].no_wrap = True
    return made


def show(*things: Table | Text, stderr: bool = False) -> None:
    """Prints as wide as the terminal, or as wide as it takes where that is a file or a pipe."""
    screen = Console(stderr=stderr)
    if not screen.is_terminal:
        screen = Console(stderr=stderr, width=240)
    for thing in things:
        screen.print(thing, soft_wrap=isinstance(thing, Text))


def axes(scores: Scores) -> Table:
    """The seven axes as the page shows them, an unmeasured one with its reason."""
    made = table("axis", "value", "", title=f"axes, methodology {scores.methodology}")
    for one in shown(scores):
        made.add_row(one.axis, one.value, Text(one.reason or one.hint))
    return made


def calls(made: tuple[Call, ...]) -> Table:
    """The model calls, one a row; the page has all of them and every column."""
    heads = ("#", "status", "input", "cached", "output", "1st token", "total", "finish", "end")
    rows = table(*heads, title="model calls")
    for column in rows.columns[1:7]:
        # In a narrow terminal the words are cut first: a figure that lost a digit or its unit says something else.
        column.justify, column.no_wrap = "right", True
    for call in made[:CALLS_SHOWN]:
        rows.add_row(
            str(call.seq),
            figure.count(call.response.status),
            *(figure.count(tokens) for tokens in (call.usage.input, call.usage.cache_read, call.usage.output)),
            figure.duration(call.ms.first_token),
            figure.duration(call.ms.total),
            Text(call.finish_reason or figure.DASH),
            call.end,
        )
    if len(made) > CALLS_SHOWN:
        rows.caption = f"and {len(made) - CALLS_SHOWN} more, on the page"
    return rows


def totals(made: tuple[Call, ...]) -> Text:
    """The sum of the calls' tokens, and how many it counts; a partial sum says that it is one."""
    of = used(made)
    counted = len(of.counted)
    if not counted:
        return Text(f"tokens: none of {len(of.unknown) + len(of.free)} model calls said how many")
    sums = [sum(one or 0 for one in column) for column in zip(*(_tokens(call) for call in of.counted), strict=True)]
    partly = f"; a part: {len(of.unknown)} calls said none" if of.unknown else ""
    failed = f", {len(of.free)} failed without using any" if of.free else ""
    return Text(f"tokens: {sums[0]} in + {sums[1]} out, of {counted} calls{failed}{partly}")


def _tokens(call: Call) -> tuple[int | None, int | None]:
    return call.usage.input, call.usage.output
