"""Summary: what several runs come to, for people and as JSON."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
import orjson
from rich.table import Table
from rich.text import Text

from cab import view
from report import axes, figure
from report.text import line
from runner.cell import CellId
from scorers import tally
from scorers.run import Run, Who
from scorers.tally import Discernment, Mean, Repeated, Share, Tally
from store.gather import gather

Ks = Sequence[int]


def conclude(out: Path, cell: CellId, since: datetime, *, json: bool) -> None:
    """Shows what the runs of `cell`, whichever its number, come to that were begun since a moment."""
    runs = [run for run in gather((out / cell.folder).parent).runs if run.started_at >= since]
    if json:
        click.echo(as_json(runs))
    else:
        show(runs)


def as_json(runs: Sequence[Run], ks: Ks = ()) -> str:
    """One line: the tallies of each cell and of each agent and model; what could not be measured is null."""
    made = {"cells": tally.by_cell(runs, ks), "sets": tally.by_set(runs, ks)}
    plain = {name: [_plain(each) for each in tallies] for name, tallies in made.items()}
    return orjson.dumps({"schema": "cab/tally/1", **plain}).decode()


def show(runs: Sequence[Run], ks: Ks = ()) -> None:
    """Prints two tables an agent and model: a row a task, one of all tasks, and below them what is not in them."""
    cells = tally.by_cell(runs, ks)
    for whole in tally.by_set(runs, ks):
        own = [each for each in cells if each.who == whole.who]
        rows = own if whole.tasks == 1 else [*own, whole]
        view.show(*tables(whole, rows, ks), *_below(whole))
        view.show(*(Text(mark, style="bold yellow") for mark in _marks(whole.who)))


def tables(whole: Tally, rows: Sequence[Tally], ks: Ks) -> tuple[Table, Table]:
    """The verdicts on the rows, and what stands beside them."""
    return _verdicts(whole, rows, ks), _beside(rows)


def _plain(each: Tally) -> dict[str, object]:
    what = None if each.what is None else each.what._asdict()
    return each.model_dump(mode="json") | {"who": each.who._asdict(), "what": what}


def _verdicts(whole: Tally, rows: Sequence[Tally], ks: Ks) -> Table:
    who = whole.who
    varied = "" if who.plugins == "factory" else f", plugins {who.plugins}"
    # Without a wish, the most runs that any cell has: one of k, and all of k.
    shown = [each.k for each in whole.repeated if (each.k in ks if ks else each.k > 1 and each.cells)]
    shown = shown if ks else shown[-1:]
    repeated = [head for k in shown for head in (f"pass@{k}", f"pass^{k}")]
    heads = ("runs", "unscored", "passed", "rate", "95 %", *repeated)
    made = _narrow(*heads, title=line(f"{who.tui} {who.version}{varied} \u00d7 {who.model}"))
    for row in rows:
        again = [text for each in row.repeated if each.k in shown for text in _again(each)]
        counts = (str(row.scored), str(sum(row.unscored.values())), _of(row.passed))
        made.add_row(_name(row), *counts, _ratio(row.passed.value), _interval(row.passed), *again)
    return made


def _beside(rows: Sequence[Tally]) -> Table:
    made = _narrow("integrity", "kept", "composite", "tokens", "wall")
    for row in rows:
        used = (figure.count(row.tokens.value), figure.duration(row.wall_ms.value))
        made.add_row(_name(row), _of(row.integrity), _mean(row.constraints), _mean(row.composite), *used)
    return made


def _narrow(*heads: str, title: str | None = None) -> Table:
    """A table whose figures are never cut: in a narrow terminal the tasks' names are folded."""
    made = view.table("task", *heads, title=title)
    made.columns[0].no_wrap, made.columns[0].overflow, made.columns[0].min_width = False, "fold", 8
    for column in made.columns[1:]:
        column.justify, column.no_wrap = "right", True
    return made


def _name(row: Tally) -> str:
    return line(row.what.task) if row.what else f"all {row.tasks} tasks"


def _below(whole: Tally) -> list[Text]:
    total = whole.scored + sum(whole.unscored.values())
    said = [
        f"{number} of {figure.many(total, 'run')} not scored: {line(why)}" for why, number in whole.unscored.items()
    ]
    effects = ", ".join(f"{name} {number}" for name, number in whole.effects.items())
    said += [f"what their files amount to: {line(effects)}"] if effects else []
    said += [f"what they claimed is so in {_of(whole.claims)} that claimed something"] if whole.claims.n else []
    said += [_partial(whole.partial)] if whole.partial.n else []
    said += [_discerned(whole.discernment)] if whole.discernment and whole.discernment.pairs else []
    return [Text(text) for text in said]


def _partial(of: Mean) -> str:
    return f"partial score {_mean(of)}, mean of {figure.many(of.n, 'run')} of tasks in parts"


def _discerned(of: Discernment) -> str:
    declined = (
        f"declined {_of(of.refusal)} that were right to decline, and {_of(of.over_refusal)} of their solvable twins"
    )
    low, high = (_ratio(bound) for bound in (of.low, of.high))
    return f"J {_ratio(of.j)} ({low} to {high}): {declined}, over {figure.many(of.pairs, 'pair')}"


def _marks(who: Who) -> list[str]:
    marks = [axes.REHEARSAL] if who.kind == "rehearsal" else []
    return [*marks, axes.PROVISIONAL] if who.provisional else marks


def _again(of: Repeated) -> tuple[str, str]:
    return _ratio(of.at), _ratio(of.hat)


def _ratio(value: float | None) -> str:
    return figure.DASH if value is None else figure.ratio(value)


def _mean(of: Mean) -> str:
    return _ratio(of.value)


def _of(share: Share) -> str:
    return f"{share.count} of {share.n}" if share.n else figure.DASH


def _interval(share: Share) -> str:
    return figure.DASH if share.low is None or share.high is None else f"{share.low:.2f}\u2013{share.high:.2f}"
