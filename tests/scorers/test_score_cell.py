import json
from typing import get_args

import pytest

from runner.cell import Outcome
from scorers.score import Axis, Score, Scores, Unscored
from scorers.score_cell import score
from tests import samples


@pytest.mark.parametrize("methodology", ["0.1", "1.0"])
def test_a_cell_is_scored_on_seven_axes_in_their_order(methodology: str) -> None:
    scores = score(samples.evidence(), methodology)
    assert tuple(axis.axis for axis in scores.axes) == get_args(Axis)
    assert scores.methodology == methodology
    assert scores.cell_id == str(samples.IDENTITY)


def test_scoring_twice_gives_the_same() -> None:
    assert score(samples.evidence()) == score(samples.evidence())


def test_scores_survive_json() -> None:
    scores = score(samples.evidence())
    plain = json.dumps(scores.model_dump(mode="json", by_alias=True), allow_nan=False)
    assert Scores.model_validate_json(plain) == scores


@pytest.mark.parametrize("outcome", ["endpoint_failed", "no_model_calls", "infra_failed"])
@pytest.mark.parametrize("methodology", ["0.1", "1.0"])
def test_a_cell_that_measured_nothing_is_scored_on_no_axis(outcome: Outcome, methodology: str) -> None:
    cell = samples.cell(outcome=outcome, reason="why")
    for axis in score(samples.evidence(cell=cell, grade=None), methodology).axes:
        assert isinstance(axis, Unscored)
        assert axis.reason == f"{outcome}: why"


@pytest.mark.parametrize("outcome", ["timed_out", "budget_exhausted", "agent_crashed"])
def test_a_cell_that_ended_badly_by_its_own_doing_is_scored(outcome: Outcome) -> None:
    scores = score(samples.evidence(cell=samples.cell(outcome=outcome), grade=samples.failed_grade()))
    assert isinstance(scores.axes[0], Score)
    assert isinstance(scores.axes[-1], Score)


def test_evidence_of_nothing_at_all_is_no_zero() -> None:
    cell = samples.cell(outcome="infra_failed", reason="no space left", exit=None)
    scores = score(samples.evidence(cell=cell, manifest=None, calls=(), grade=None))
    assert all(isinstance(axis, Unscored) for axis in scores.axes)


def test_an_unknown_methodology_is_refused() -> None:
    with pytest.raises(ValueError, match="there are"):
        score(samples.evidence(), "0.2")
