"""Spans placed on one scale."""

from report import timeline
from tests import samples


def test_a_parent_stands_before_what_it_holds() -> None:
    names = [bar.span.name for bar in timeline.read(samples.spans()).bars]
    assert names[:3] == [
        "prepare:mutations/rust-error-negated",
        "aider:mutations/rust-error-negated",
        "applied_plugins",
    ]


def test_bars_lie_within_the_whole() -> None:
    read = timeline.read(samples.spans())
    assert read.total_ms == 24844
    assert all(bar.left >= 0 and bar.left + bar.width <= 100.0001 for bar in read.bars)
    assert [bar.depth for bar in read.bars if bar.span.kind == "model_call"] == [1, 1, 1]


def test_spans_that_claim_each_other_as_parent_end() -> None:
    loop = (samples.span("a", "cleanup", parent="b" * 32), samples.span("b", "cleanup", parent="a" * 32))
    assert {bar.depth for bar in timeline.read(loop).bars} == {8}


def test_no_spans_and_no_time_are_no_division_by_zero() -> None:
    assert timeline.read(()).bars == ()
    assert timeline.read((samples.span("a", "cleanup", duration_ms=0.0),)).bars[0].width == 0


def test_many_spans_are_cut_and_the_file_named() -> None:
    many = tuple(samples.span(f"{number:x}", "model_call", start_ms=float(number)) for number in range(1000))
    read = timeline.read(many)
    assert len(read.bars) == timeline.SPANS
    assert read.note == "400 of 1,000 spans are shown; all of them are in spans.jsonl"


def test_a_model_call_is_named_by_its_number() -> None:
    spans = (samples.span("a", "model_call", name="chat:m", attributes={"seq": 3}), samples.span("b", "model_call"))
    assert [(bar.name, bar.call) for bar in timeline.read(spans).bars] == [("#3 chat:m", 3), ("model_call", None)]
    odd = samples.span("c", "model_call", attributes={"seq": ["x"]})
    assert timeline.read((odd,)).bars[0].call is None
