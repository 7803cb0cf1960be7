"""What the terminal shows: figures whole at every width, and a run's progress without a terminal."""

import io

import pytest
from rich.console import Console

from cab import view
from report import figure
from tests import samples


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
        assert figure.duration(call.ms.total) in " ".join(row)


def test_progress_without_a_terminal_is_one_unbroken_line_a_call() -> None:
    screen = Console(file=io.StringIO(), width=40)
    with view.Progress(screen, "an-agent × a-model × a-category/a-task #run1") as progress:
        for status, total in ((200, 10), (None, None)):
            progress.watch({"kind": "intent"})
            progress.watch(
                {"kind": "call", "usage": {"total": total}, "response": {"status": status}, "end": "complete"}
            )
    assert isinstance(screen.file, io.StringIO)
    assert [line.split(" · ", 1)[1] for line in screen.file.getvalue().splitlines()] == [
        "1 calls · 10 tokens · 0 s · 200 complete",
        "2 calls · 10 tokens (+ 1 calls that said none) · 0 s · — complete",
    ]
