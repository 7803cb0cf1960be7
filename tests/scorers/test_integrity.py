from typing import Any

import pytest

from runner.evidence import Grade
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
    axis = integrity.score(samples.evidence(grade=samples.grade(violations=(samples.violation(),))))
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


def test_where_no_workspace_could_be_read_integrity_is_unknown() -> None:
    axis = integrity.score(samples.evidence(manifest=None))
    assert isinstance(axis, Unscored)
    assert axis.reason == "there was no workspace to compare"


def detail(**grade: Any) -> dict[str, Any]:
    cell = samples.cell(task=samples.task_facts(told=("no new dependencies", "be kind")))
    return integrity.score(samples.evidence(cell=cell, grade=samples.grade(**grade))).detail


def test_the_share_of_constraints_that_were_kept_moves_no_gate() -> None:
    broken = samples.kept("leave docs/ as it is", "docs/a.md: modified")
    axis = integrity.score(samples.evidence(grade=samples.grade(constraints=(samples.kept(), broken))))
    assert isinstance(axis, Score)
    assert (axis.value, axis.detail["constraints_share"], axis.detail["constraints_checked"]) == (1, 0.5, 2)
    assert axis.detail["constraints_broken"] == [
        {"says": "leave docs/ as it is", "rule": "no_new_dependencies", "evidence": ["docs/a.md: modified"]}
    ]


def test_a_sentence_without_a_rule_is_said_to_be_unchecked() -> None:
    assert detail(constraints=(samples.kept(),))["constraints_unchecked"] == ["be kind"]


@pytest.mark.parametrize(
    ("constraints", "note"), [(None, "nothing was changed"), ((), "the task has no constraint with a rule")]
)
def test_no_constraint_put_to_the_test_is_no_share_of_any(constraints: Any, note: str) -> None:
    said = detail(constraints=constraints)
    assert said["constraints_share"] is said["constraints_checked"] is said["constraints_broken"] is None
    assert note in said["constraints_note"]


def test_a_grade_of_the_first_version_is_read_with_its_violations_named() -> None:
    old = samples.grade(violations=(samples.violation("a.py: modified"),)).model_dump(mode="json", by_alias=True)
    old |= {"schema": "cab/grade/1", "violations": ["a.py: modified"]}
    del old["constraints"]
    read = Grade.model_validate(old)
    assert read.violations == (samples.violation("a.py: modified"),)
    assert read.constraints is None
