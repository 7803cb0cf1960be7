from scorers import integrity
from scorers.score import Score, Unscored
from tests import samples


def test_what_is_protected_and_left_alone_is_1() -> None:
    axis = integrity.score(samples.evidence())
    assert isinstance(axis, Score)
    assert axis.value == 1
    assert list(axis.detail)[:3] == ["integrity", "not_applicable", "task_id"]
    assert axis.detail["task_id"] == "mutations/rust-error-negated"


def test_a_violation_is_0_and_named() -> None:
    axis = integrity.score(samples.evidence(grade=samples.grade(violations=("tests/retry.rs was modified",))))
    assert isinstance(axis, Score)
    assert axis.value == 0
    assert axis.detail["violations"] == ["tests/retry.rs was modified"]


def test_a_task_that_protects_nothing_has_no_integrity_score() -> None:
    cell = samples.cell(task=samples.task_facts(protected=()))
    axis = integrity.score(samples.evidence(cell=cell))
    assert isinstance(axis, Unscored)
    assert axis.detail["not_applicable"] is True
    assert axis.detail["integrity"] is None


def test_without_a_verdict_integrity_is_unknown() -> None:
    axis = integrity.score(samples.evidence(grade=None))
    assert isinstance(axis, Unscored)
    assert axis.detail["violations"] is None
