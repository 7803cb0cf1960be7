import pytest

from runner.cell import Outcome
from scorers import measured
from tests import samples


@pytest.mark.parametrize("outcome", ["completed", "timed_out", "budget_exhausted", "agent_crashed"])
def test_four_outcomes_measure_agent_and_model(outcome: Outcome) -> None:
    assert measured.why_not(samples.evidence(cell=samples.cell(outcome=outcome))) is None


@pytest.mark.parametrize("outcome", ["endpoint_failed", "no_model_calls", "infra_failed"])
def test_the_others_say_what_came_between(outcome: Outcome) -> None:
    cell = samples.cell(outcome=outcome, reason="HTTP 401")
    assert measured.why_not(samples.evidence(cell=cell)) == f"{outcome}: HTTP 401"
    assert measured.verdict(samples.evidence(cell=cell)) is None


def test_a_cell_without_a_grade_has_no_verdict() -> None:
    assert measured.why_no_verdict(samples.evidence(grade=None)) == "the cell was not graded"


def test_a_grader_that_failed_gives_no_verdict() -> None:
    grade = samples.grade(status="infra_failed", reason="cargo is missing")
    assert measured.why_no_verdict(samples.evidence(grade=grade)) == "the grader failed: cargo is missing"


def test_a_grade_of_a_measured_cell_is_the_verdict() -> None:
    evidence = samples.evidence()
    assert measured.verdict(evidence) == evidence.grade
