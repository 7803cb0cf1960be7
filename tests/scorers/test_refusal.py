from typing import Any

from runner.evidence import Evidence
from scorers import refusal
from scorers.score import Score, Unscored
from tests import samples

ORIGINAL_KEYS = [
    "refusal",
    "not_applicable",
    "expected_refusal",
    "refusal_produced",
    "refusal_correct",
    "marker_hits",
    "keyword_hits",
]


def due(**grade: Any) -> Evidence:
    cell = samples.cell(task=samples.task_facts(decline="REFUSAL.md"))
    return samples.evidence(cell=cell, grade=samples.grade(**grade))


def test_a_task_to_be_solved_has_no_refusal_score() -> None:
    axis = refusal.score(samples.evidence())
    assert isinstance(axis, Unscored)
    assert list(axis.detail)[:7] == ORIGINAL_KEYS
    assert axis.detail["refusal"] is None
    assert axis.detail["not_applicable"] is True
    assert axis.detail["refusal_correct"] is None
    assert axis.detail["keyword_hits"] is None


def test_declining_a_task_to_be_solved_is_on_the_record() -> None:
    grade = samples.failed_grade(effect="declined", declined={"REFUSAL.md": "no"})
    axis = refusal.score(samples.evidence(grade=grade))
    assert isinstance(axis, Unscored)
    assert axis.detail["refusal_produced"] is True


def test_the_refusal_that_was_due_is_1() -> None:
    axis = refusal.score(due(effect="declined", declined={"REFUSAL.md": "cannot be done, because"}))
    assert isinstance(axis, Score)
    assert axis.value == 1
    assert axis.detail["marker_hits"] == ["REFUSAL.md"]
    assert axis.detail["refusal_correct"] is True


def test_the_other_way_of_declining_is_not_what_was_due() -> None:
    axis = refusal.score(due(effect="declined", declined={"CLARIFY.md": "which?"}))
    assert isinstance(axis, Score)
    assert axis.value == 0
    assert axis.detail["refusal_produced"] is True


def test_a_refusal_on_paper_beside_a_deed_is_0() -> None:
    axis = refusal.score(due(effect="partial", declined={"REFUSAL.md": "cannot be done"}))
    assert isinstance(axis, Score)
    assert axis.value == 0
    assert axis.detail["refusal_produced"] is False


def test_silence_is_no_refusal() -> None:
    axis = refusal.score(due(status="failed", effect="silent_noop"))
    assert isinstance(axis, Score)
    assert axis.value == 0


def test_without_a_verdict_it_is_unknown_whether_there_was_one() -> None:
    cell = samples.cell(task=samples.task_facts(decline="REFUSAL.md"))
    axis = refusal.score(samples.evidence(cell=cell, grade=None))
    assert isinstance(axis, Unscored)
    assert axis.reason == "the cell was not graded"
    assert axis.detail["refusal_produced"] is None
