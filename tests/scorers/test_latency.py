import pytest

from scorers import latency
from scorers.score import Score, Unscored
from tests import samples


def test_the_wall_clock_is_the_score_and_model_time_stands_beside_it() -> None:
    axis = latency.score(samples.evidence())
    assert isinstance(axis, Score)
    assert axis.value == 23815.727
    assert list(axis.detail)[:3] == ["wall_clock_ms", "container_active_ms", "model_call_ms"]
    assert axis.detail["model_call_ms"] == 4200.9
    assert axis.detail["model_ms"] == pytest.approx(4199.7)


def test_the_model_time_is_unknown_where_one_call_does_not_tell_its_own() -> None:
    times = {"first_byte": None, "first_token": None, "total": None, "proxy": None, "waited": 0.0}
    axis = latency.score(samples.evidence(calls=(samples.call(1), samples.call(2, end="crashed", ms=times))))
    assert axis.detail["model_call_ms"] is None
    assert axis.detail["waited_ms"] == 0


def test_without_calls_the_model_time_is_unknown_not_0() -> None:
    assert latency.score(samples.evidence(calls=())).detail["model_call_ms"] is None


def test_an_agent_that_never_started_took_no_time_that_counts() -> None:
    axis = latency.score(samples.evidence(cell=samples.cell(exit=None)))
    assert isinstance(axis, Unscored)
    assert axis.reason == "the agent never started"
    assert axis.detail["wall_clock_ms"] is None


def test_retries_against_a_dead_endpoint_are_no_latency() -> None:
    axis = latency.score(samples.evidence(cell=samples.cell(outcome="endpoint_failed", reason="HTTP 500")))
    assert isinstance(axis, Unscored)
    assert axis.detail["wall_clock_ms"] == 23815.727


def test_waiting_for_a_turn_and_translating_are_no_time_of_the_endpoint() -> None:
    times = {"first_byte": 5020.0, "first_token": 5030.0, "total": 5100.0, "proxy": 2000.0, "waited": 3000.0}
    call = samples.call(1, ms=times, translated={"dialect": "chat"})
    assert (latency.model_ms(call), latency.first_token_ms(call)) == (100.0, 30.0)
    assert latency.first_token_ms(samples.call(1, ms=times)) == 2030.0
    assert latency.first_token_ms(samples.call(1, ms=times | {"first_token": None})) is None
