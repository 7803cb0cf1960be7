"""What the terminal shows: figures whole at every width, and a run's progress without a terminal."""

import io

import pytest
from rich.console import Console
from rich.table import Table

from cab import view
from cab.progress import Board
from report import figure
from tests import samples

WAITED = {"first_byte": 2080.2, "first_token": 2095.1, "total": 3001.0, "proxy": 1.0, "waited": 2000.0}


@pytest.mark.parametrize("width", [60, 80, 240])
def test_a_narrow_terminal_cuts_no_figure_of_the_call_table(width: int) -> None:
    calls = samples.calls()
    screen = Console(file=io.StringIO(), width=width)
    screen.print(view.calls(calls))
    assert isinstance(screen.file, io.StringIO)
    lines = screen.file.getvalue().splitlines()
    for call in calls:
        row = next(line.split() for line in lines if line.split()[:1] == [str(call.seq)])
        for known in (call.response.status, call.usage.input, call.usage.output):
            assert figure.count(known) in row
        assert "1.40 s" in " ".join(row)


def shown(*things: Table, width: int = 160) -> str:
    screen = Console(file=io.StringIO(), width=width)
    for thing in things:
        screen.print(thing)
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


def test_a_retry_stands_under_the_call_that_it_repeats() -> None:
    first, between, again = (
        samples.failed_call(1, 429),
        samples.call(2),
        samples.call(3, attempt=2, logical=f"{1:032x}"),
    )
    lines = shown(view.calls((first, between, again))).splitlines()
    assert [line.split()[:2] for line in lines[4:7]] == [["1", "429"], ["↳", "3"], ["2", "200"]]


def test_what_is_not_the_endpoints_own_figure_has_a_mark() -> None:
    counted = samples.usage(source="estimated", tokenizer="tiktoken/cl100k_base")
    call = samples.call(1, usage=counted, cost={"usd": 0.001234, "source": "prices"})
    text = shown(view.calls((call,)), view.totals((call,), {}))
    assert {"~1,200", "~140", "~$0.00123"} <= set(text.split())
    assert "the tokens of 1 of 1 call, whose usage the endpoint did not report; counted by tiktoken/cl100k_base" in text


def test_columns_that_no_call_has_anything_for_are_left_out() -> None:
    plain, full = samples.call(1), samples.call(2, tags=["title"], cost={"usd": 2, "source": "upstream"})
    waited = samples.call(3, ms=WAITED)
    heads = [shown(view.calls((call,))).splitlines()[2].split() for call in (plain, full, waited)]
    assert [set(more) - set(heads[0]) for more in heads[1:]] == [{"cost"}, {"waited"}]


@pytest.mark.parametrize(
    ("end", "tags", "said"),
    [
        ("complete", ["title"], "complete, title"),
        ("injected_fault", ["injected:429"], "injected:429"),
        ("client_aborted", ["aborted"], "client_aborted"),
        ("refused", ["budget:calls"], "refused, budget:calls"),
        ("complete", [], "complete"),
    ],
)
def test_the_end_stands_with_its_tags_in_eighty_columns(end: str, tags: list[str], said: str) -> None:
    call = samples.call(1, end=end, tags=tags)
    assert said in " ".join(shown(view.calls((call,)), width=80).split())


def test_waiting_for_a_turn_is_no_time_of_the_model() -> None:
    text = shown(view.calls((samples.call(1, ms=WAITED),)), view.totals((samples.call(1, ms=WAITED),), {}))
    assert "1.00 s" in text
    assert "model 1.00 s, waited 2.00 s for a turn, proxy 1 ms" in text


def test_what_the_endpoint_says_cannot_steer_the_terminal() -> None:
    names = {"requested": "m", "sent": "m", "served": "m\x1b[2J"}
    call = samples.call(1, finish_reason="\x1b]0;t\x07", tags=["\x1b[31m"], model=names)
    assert "\x1b" not in shown(view.calls((call,)), view.totals((call,), {}))


def test_progress_without_a_terminal_is_one_unbroken_line_a_call() -> None:
    screen = Console(file=io.StringIO(), width=40)
    with Board(screen) as board, board.cell("an-agent × a-model × a-category/a-task #run1") as progress:
        for call in (samples.call(1), samples.failed_call(2, 429), samples.failed_call(3, None)):
            progress.watch({"kind": "intent"})
            progress.watch(call.model_dump(mode="json", by_alias=True))
    assert isinstance(screen.file, io.StringIO)
    assert [line.split(" · ", 1)[1] for line in screen.file.getvalue().splitlines()] == [
        "1 call · 1,340 tokens · 0 s · 200 complete",
        "2 calls · 1,340 tokens · 0 s · 429 upstream_error",
        "3 calls · 1,340 tokens (+ 1 call that said none) · 0 s · — upstream_error",
    ]
