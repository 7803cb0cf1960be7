from scorers import pass_rate
from scorers.score import Score, Unscored
from tests import samples

ORIGINAL_KEYS = ["pass", "exit_code", "timed_out", "stdout_tail", "stderr_tail", "partial_score"]


def test_a_pass_is_1_and_keeps_the_keys_of_the_original() -> None:
    axis = pass_rate.score(samples.evidence())
    assert isinstance(axis, Score)
    assert axis.value == 1
    assert list(axis.detail)[:6] == ORIGINAL_KEYS
    assert axis.detail["pass"] == 1
    assert "4 passed" in axis.detail["stdout_tail"]
    assert axis.detail["partial_score"] is None


def test_a_fail_is_0_even_where_most_cases_passed() -> None:
    one_wrong = samples.grade().cases[0].model_copy(update={"passed": False, "error": "expected 1, got 2"})
    grade = samples.grade(status="failed", reason="1 of 4", cases=(one_wrong, *samples.grade().cases[1:]))
    axis = pass_rate.score(samples.evidence(grade=grade))
    assert isinstance(axis, Score)
    assert axis.value == 0
    assert (axis.detail["cases_passed"], axis.detail["cases_run"]) == (3, 4)


def test_a_native_suite_that_did_not_run_is_unknown_not_0() -> None:
    axis = pass_rate.score(samples.evidence(grade=samples.failed_grade(native=None)))
    assert axis.detail["exit_code"] is None
    assert axis.detail["timed_out"] is None


def test_a_cell_that_measured_nothing_neither_passed_nor_failed() -> None:
    cell = samples.cell(outcome="endpoint_failed", reason="HTTP 429")
    axis = pass_rate.score(samples.evidence(cell=cell, grade=samples.failed_grade()))
    assert isinstance(axis, Unscored)
    assert axis.reason == "endpoint_failed: HTTP 429"
    assert axis.detail["pass"] is None


def test_without_a_grade_every_figure_is_unknown() -> None:
    axis = pass_rate.score(samples.evidence(grade=None))
    assert isinstance(axis, Unscored)
    assert {value for key, value in axis.detail.items() if key != "partial_reason"} == {None}
