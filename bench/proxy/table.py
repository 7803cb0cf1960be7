"""Table: what a run measured, as Markdown: every stack side by side, then what we must reach."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.proxy.run import Failed, Measured
from bench.proxy.targets import TARGETS


@dataclass(frozen=True)
class Column:
    """One figure of every stack: the median of one case's repetitions."""

    title: str
    case: str
    figure: Callable[[Measured], float]
    without: Callable[[Measured], float] | None = None  # the same without a proxy; None: means nothing there


@dataclass(frozen=True)
class Goal:
    """What the issue asks of our row; `most`: less is better."""

    title: str
    column: str
    must: float | None
    aim: float | None
    most: bool = True


def _share(measured: Measured) -> float:
    return measured.through.per_s / measured.direct.per_s


COLUMNS = {
    "cpu": Column("CPU ms per 2 kB request", "small", lambda m: m.cpu_ms),
    "rate": Column("requests/s, 32 connections", "small", lambda m: m.through.per_s, lambda m: m.direct.per_s),
    "p50": Column("added p50 ms, 1 connection", "latency", lambda m: m.through.p50 - m.direct.p50),
    "large": Column("200 kB, 8 connections: req/s", "large", lambda m: m.through.per_s, lambda m: m.direct.per_s),
    "large cpu": Column("CPU ms per 200 kB request", "large", lambda m: m.cpu_ms),
    "stream": Column("CPU ms per 300-event stream", "streams", lambda m: m.cpu_ms),
    "share": Column("50 streams at 200 events/s: share of direct", "paced", _share, lambda _: 1),
    "paced": Column("CPU ms per one of these streams", "paced", lambda m: m.cpu_ms),
    "mb": Column("peak MB", "paced", lambda m: m.mb),
    "start": Column("start s", "latency", lambda m: m.start_s),
}

GOALS = (
    Goal("CPU ms per 2 kB call", "cpu", 0.25, 0.12),
    Goal("calls/s of 2 kB, 32 connections", "rate", None, 5000, most=False),
    Goal("added p50 ms (two syncs)", "p50", 1.5, 0.9),
    Goal("CPU ms per 200 kB call", "large cpu", 1.2, None),
    Goal("calls/s of 200 kB, 8 connections", "large", None, 1000, most=False),
    Goal("CPU ms per 300-event stream", "stream", None, 2.5),
    Goal("50 streams at 200 events/s, share of direct", "share", 0.99, 0.99, most=False),
    Goal("peak MB", "mb", 60, 50),
    Goal("listening after s", "start", 0.5, 0.4),
)
STREAM_BY_NGINX = 1.8

Results = Sequence[Measured | Failed]


def median(results: Results, target: str, column: Column, of: Callable[[Measured], float]) -> float | None:
    """Of one target's repetitions of the column's case; None: it was not measured."""
    every = [of(m) for m in results if isinstance(m, Measured) and (m.target, m.case) == (target, column.case)]
    return statistics.median(every) if every else None


def _figure(value: float | None) -> str:
    if value is None:
        return "-"
    if value >= 100:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def _head(*cells: str) -> str:
    return _row(*cells) + _row(*["---"] * len(cells))


def _direct(results: Results) -> list[str]:
    cells = []
    for column in COLUMNS.values():
        every = [
            column.without(m) for m in results if isinstance(m, Measured) and m.case == column.case and column.without
        ]
        cells.append(_figure(statistics.median(every) if every else None))
    return cells


def _of(results: Results, target: str) -> list[str]:
    failed = [result.reason for result in results if isinstance(result, Failed) and result.target == target]
    if failed:
        return [failed[0], *[""] * (len(COLUMNS) - 1)]
    return [_figure(median(results, target, column, column.figure)) for column in COLUMNS.values()]


def stacks(results: Results, titles: dict[str, str]) -> str:
    """Every stack side by side; `titles` are those of the targets asked for, with their versions."""
    lines = [_head("stack", "records", *(column.title for column in COLUMNS.values()))]
    for name, title in titles.items():
        cells = _direct(results) if TARGETS[name].find is None else _of(results, name)
        lines.append(_row(title, TARGETS[name].records, *cells))
    return "".join(lines)


def _reached(value: float | None, wanted: float | None, *, most: bool) -> str:
    if wanted is None or value is None:
        return "-"
    return f"{wanted:g}, {'met' if (value <= wanted if most else value >= wanted) else '**not met**'}"


def goals(results: Results) -> str:
    """Our own row beside what the issue asks."""
    lines = [_head("this proxy", "measured", "must", "aim")]
    for goal in GOALS:
        column = COLUMNS[goal.column]
        value = median(results, "cab", column, column.figure)
        wanted = [_reached(value, number, most=goal.most) for number in (goal.must, goal.aim)]
        lines.append(_row(goal.title, _figure(value), *wanted))
    ours, plain = (median(results, name, COLUMNS["stream"], COLUMNS["stream"].figure) for name in ("cab", "nginx"))
    ratio = ours / plain if ours is not None and plain else None
    lines.append(_row("a stream's CPU by nginx's", _figure(ratio), _reached(ratio, STREAM_BY_NGINX, most=True), "-"))
    return "".join(lines)


def faults(results: Results) -> str:
    """What peers got wrong under load; nothing when all was well (our own proxy's failing ends the run)."""
    return "".join(
        f"\n- {m.target}, {m.case}: {m.through.errors} errors, {m.through.unfinished} unfinished answers"
        for m in results
        if isinstance(m, Measured) and (m.through.errors or m.through.unfinished)
    )
