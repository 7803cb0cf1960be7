"""The seven axes as the page shows them."""

import pytest

from report import axes
from report.figure import DASH
from scorers.score import Axis, Score, Scores, Unscored
from scorers.score_cell import score
from tests import samples


def scores(*given: Score | Unscored) -> Scores:
    return samples.scores(axes=given)


def test_every_axis_has_its_label_and_figure() -> None:
    details = {"tokens": {"tokens_per_correct_task": 4550}}
    values: dict[Axis, float] = {
        "pass_rate": 1,
        "tokens": 4550,
        "latency": 23815.727,
        "blast_radius": 0,
        "integrity": 1,
    }
    given = (Score(axis=axis, value=value, detail=details.get(axis, {})) for axis, value in values.items())
    shown = {one.label: one.value for one in axes.shown(scores(*given, Score(axis="composite", value=0.86, detail={})))}
    assert shown == {
        "Pass": "1.000",
        "Tokens/correct": "4,550",
        "Wall": "23.82 s",
        "Blast": "0.000",
        "Refusal": DASH,
        "Integrity": "1.000",
        "Composite": "0.860",
    }


def test_what_a_failed_task_used_is_not_shown_as_tokens_of_a_correct_one() -> None:
    failed = score(samples.evidence(grade=samples.failed_grade()))
    shown = {one.axis: one for one in axes.shown(failed)}["tokens"]
    assert (shown.label, shown.value) == ("Tokens", "4,550")
    assert "not on a correct task" in shown.hint


def test_estimated_tokens_say_so_wherever_the_axis_stands() -> None:
    counted = samples.usage(source="estimated", tokenizer="tiktoken/cl100k_base")
    given = score(samples.evidence(calls=(samples.call(1, usage=counted), samples.call(2))))
    shown = {one.axis: one for one in axes.shown(given)}["tokens"]
    assert shown.value == "~2,680"
    assert shown.hint.endswith("; estimated for 1 of 2 calls, whose usage was not reported, by tiktoken/cl100k_base")


@pytest.mark.parametrize("axis", list(axes.LOOKS))
def test_what_was_not_measured_is_a_dash_with_its_reason(axis: Axis) -> None:
    shown = {one.axis: one for one in axes.shown(scores(Unscored(axis=axis, reason="because", detail={"k": 1})))}
    assert (shown[axis].value, shown[axis].reason, shown[axis].bar) == (DASH, "because", None)
    assert shown[axis].detail == {"k": 1}


def test_an_axis_that_is_absent_or_no_number_is_no_zero() -> None:
    shown = {one.axis: one for one in axes.shown(scores(Score(axis="tokens", value=float("nan"), detail={})))}
    assert {one.value for one in shown.values()} == {DASH}
    assert all(one.reason for one in shown.values())


def test_the_percentage_is_the_composites() -> None:
    assert axes.percent(scores(Score(axis="composite", value=0.9184, detail={}))) == "92%"
    assert axes.percent(scores(Unscored(axis="composite", reason="no pass", detail={}))) is None
    assert axes.percent(scores()) is None


def test_of_two_composites_badge_and_page_show_the_same() -> None:
    said = scores(*(Score(axis="composite", value=value, detail={}) for value in (1, 0.5)))
    assert (axes.percent(said), axes.shown(said)[-1].value) == ("50%", "0.500")
