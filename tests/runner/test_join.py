"""The join: one cell's parts, and only its own."""

import pytest

from runner.join import call_spans, join
from tests.samples import call, cell, failed_call, grade, manifest


def test_evidence_holds_all_parts_with_the_calls_in_order() -> None:
    evidence = join(cell(), manifest(), (call(2), call(1)), grade())
    assert [one.seq for one in evidence.calls] == [1, 2]
    assert evidence.grade == grade()


@pytest.mark.parametrize(
    ("calls", "problem"),
    [
        ((call(1), call(2, cell="local/aider/m/a/b#run1")), r"its calls hold some of local/aider/m/a/b#run1"),
        ((call(1), call(2, id=call(1).id)), r"two calls have the id 0+1"),
        ((call(1), call(1, id="f")), r"two calls have the number 1"),
    ],
)
def test_calls_that_are_not_this_cells_record_are_refused(calls: tuple[object, ...], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        join(cell(), manifest(), calls, grade())  # type: ignore[arg-type]  # parametrize loses the type


def test_a_changed_identity_is_refused() -> None:
    with pytest.raises(ValueError, match="its identity says"):
        join(cell(cell_id="local/pi/m/a/b#run1"), manifest(), (), None)


def test_a_pass_without_a_workspace_is_refused() -> None:
    with pytest.raises(ValueError, match="passed without a workspace"):
        join(cell(), None, (), grade())


def test_every_call_is_a_span_counted_from_the_cells_start() -> None:
    first, second = call_spans(cell(), (failed_call(2, 500), call(1)), parent="run")
    assert (first.kind, first.id, first.parent) == ("model_call", call(1).id, "run")
    assert first.start_ms == (call(1).started_at - cell().started_at).total_seconds() * 1000
    assert (first.duration_ms, first.error) == (1400.3, None)
    assert (second.attributes["status"], second.attributes["input"], second.error) == (500, None, "HTTP 500")


def test_a_call_that_the_proxy_died_in_has_no_span_as_nobody_saw_its_end() -> None:
    ms = call(2).ms.model_copy(update={"total": None, "proxy": None})
    died = call(2).model_copy(update={"end": "crashed", "ms": ms})
    assert [span.id for span in call_spans(cell(), (call(1), died))] == [call(1).id]
