"""What `cab check` and `cab record` show in the terminal: the seven axes, the calls and their sum."""

from collections.abc import Callable
from typing import NamedTuple

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from proxy.call import Call
from report import account, figure
from report.axes import shown
from report.calls import Row
from report.calls import rows as rows_of
from report.text import line as one_line
from runner.cell import Spent
from scorers.score import Scores

CALLS_SHOWN = 40


class Column(NamedTuple):
    """A column of the call table."""

    head: str
    of: Callable[[Row], str]  # "": the call has none
    figure: bool = True
    always: bool = True  # whether it stands there even if no call has any


def _waited(row: Row) -> str:
    return figure.duration(row.call.ms.waited) if row.call.ms.waited >= 1 else ""


def _known(shown_: str) -> str:
    return "" if shown_ == figure.DASH else shown_


def _end(call: Call) -> str:
    """How it ended, and its tags: a fault's tag says more than that there was one, and "aborted" no more."""
    injected = call.end == "injected_fault" and call.tags
    tags = [tag for tag in call.tags if tag != "aborted"]
    return one_line(", ".join(tags if injected else [call.end, *tags]))


COLUMNS = (
    Column("#", lambda row: row.number, figure=False),
    Column("status", lambda row: figure.count(row.call.response.status)),
    Column("input", lambda row: row.tokens(row.call.usage.input)),
    Column("cached", lambda row: _known(row.tokens(row.call.usage.cache_read)), always=False),
    Column("output", lambda row: row.tokens(row.call.usage.output)),
    Column("cost", lambda row: row.cost if row.call.cost else "", always=False),
    Column("first", lambda row: figure.duration(row.first_token_ms) if row.call.stream else "", always=False),
    Column("model", lambda row: figure.duration(row.model_ms)),
    Column("waited", _waited, always=False),
    Column("finish", lambda row: one_line(row.call.finish_reason or ""), figure=False, always=False),
    Column("end", lambda row: _end(row.call), figure=False),
)


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
    """The model calls, one a row; the page has all of them and every column. What no call has gets no column."""
    rows = rows_of(made)
    columns = [column for column in COLUMNS if column.always or any(column.of(row) for row in rows)]
    shown_ = table(*(column.head for column in columns), title="model calls")
    for column, made_ in zip(columns, shown_.columns, strict=True):
        # In a narrow terminal the words are cut first: a figure that lost a digit or its unit says something else.
        made_.overflow = "fold"
        if column.figure:
            made_.justify, made_.no_wrap = "right", True
    for row in rows[:CALLS_SHOWN]:
        shown_.add_row(*(Text(column.of(row) or figure.DASH) for column in columns))
    if len(rows) > CALLS_SHOWN:
        shown_.caption = f"and {len(rows) - CALLS_SHOWN} more"
    return shown_


def totals(made: tuple[Call, ...], spent: dict[str, Spent]) -> Table:
    """What the calls come to: how many, tokens, dollars, time, what was no step of the work, the budget."""
    rows = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    rows.add_column(no_wrap=True)
    rows.add_column(overflow="fold")
    budget = {"budget": "; ".join(f"{name}: {said}" for name, said in account.budget(spent).items())} if spent else {}
    for name, text in (account.facts(made) | budget).items():
        rows.add_row(name, Text(text))
    return rows
