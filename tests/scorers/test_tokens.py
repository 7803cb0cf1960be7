from typing import Any

from proxy.call import Call
from scorers import tokens
from scorers.score import Score, Unscored
from tests import samples
from tests.samples import ABSENT_USAGE, call, failed_call, usage

ORIGINAL_KEYS = [
    "prompt_tokens",
    "completion_tokens",
    "total_tokens",
    "model_calls",
    "tokens_per_correct_task",
    "pass_used_for_division",
]

NO_ANSWER: dict[str, Any] = {"status": None, "bytes": 0, "sha256": "0" * 64, "events": None}


def scored(*calls: Call, **changes: Any) -> Score | Unscored:
    return tokens.score(samples.evidence(calls=calls, **changes))


def test_the_tokens_of_all_calls_are_added_up() -> None:
    axis = tokens.score(samples.evidence())
    assert isinstance(axis, Score)
    assert axis.value == 1340 + 2310 + 900
    assert list(axis.detail)[:6] == ORIGINAL_KEYS
    assert axis.detail["prompt_tokens"] == 4130
    assert axis.detail["completion_tokens"] == 420
    assert axis.detail["tokens_per_correct_task"] == 4550


def test_what_a_failed_task_used_is_known_but_is_of_no_correct_task() -> None:
    axis = tokens.score(samples.evidence(grade=samples.failed_grade()))
    assert isinstance(axis, Score)
    assert axis.value == 4550
    assert axis.detail["tokens_per_correct_task"] is None
    assert axis.detail["pass_used_for_division"] == 0


def test_when_no_call_says_usage_nothing_is_known() -> None:
    axis = scored(call(1, usage=ABSENT_USAGE), call(2, usage=ABSENT_USAGE))
    assert isinstance(axis, Unscored)
    assert axis.reason == "none of 2 calls said how many tokens it used"
    assert axis.detail["total_tokens"] is None
    assert axis.detail["model_calls"] == 2


def test_a_part_of_the_calls_does_not_pass_as_the_whole() -> None:
    axis = scored(call(1), call(2, usage=ABSENT_USAGE), call(3))
    assert isinstance(axis, Unscored)
    assert axis.reason == "only 2 of 3 calls said how many tokens they used"
    assert axis.detail["total_tokens"] is None
    assert axis.detail["prompt_tokens"] is None
    assert (axis.detail["calls_counted"], axis.detail["calls_uncounted"]) == (2, 1)
    assert axis.detail["tokens_of_counted_calls"] == 2680


def test_an_error_answer_without_usage_leaves_the_sum_whole() -> None:
    axis = scored(failed_call(1, 429), failed_call(2, 500), failed_call(3, 400, end="complete"), call(4))
    assert isinstance(axis, Score)
    assert axis.value == 1340
    assert axis.detail["calls_failed_without_usage"] == 3
    assert axis.detail["model_calls"] == 4


def test_a_call_the_proxy_refused_leaves_the_sum_whole() -> None:
    refused = call(2, end="refused", usage=ABSENT_USAGE, response={**NO_ANSWER, "status": 409})
    assert isinstance(scored(call(1), refused), Score)


def test_a_call_without_an_answer_may_have_been_worked_on() -> None:
    assert isinstance(scored(call(1), failed_call(2, None)), Unscored)


def test_an_error_inside_a_200_may_have_been_worked_on() -> None:
    assert isinstance(scored(call(1), call(2, end="upstream_error", usage=ABSENT_USAGE)), Unscored)


def test_half_a_stream_with_usage_counts_and_without_is_unknown() -> None:
    assert isinstance(scored(call(1, end="upstream_truncated")), Score)
    assert isinstance(scored(call(1, end="client_aborted", usage=ABSENT_USAGE)), Unscored)


def test_a_title_call_counts_as_any_other() -> None:
    axis = scored(call(1, tags=["auxiliary"]), call(2))
    assert isinstance(axis, Score)
    assert axis.value == 2680


def test_a_list_of_models_is_no_model_call() -> None:
    listed = call(1, dialect="other", method="GET", path="/v1/models", usage=ABSENT_USAGE)
    axis = scored(listed, call(2))
    assert isinstance(axis, Score)
    assert axis.detail["model_calls"] == 1


def test_estimated_tokens_count_and_are_said_to_be_estimated() -> None:
    axis = scored(call(1, usage=usage(source="estimated", tokenizer="cl100k")), call(2))
    assert isinstance(axis, Score)
    assert axis.detail["calls_estimated"] == 1


def test_a_negative_count_says_nothing() -> None:
    assert isinstance(scored(call(1, usage=usage(-50_000, 1))), Unscored)


def test_without_any_answered_call_there_is_no_zero() -> None:
    for axis in (scored(), scored(failed_call(1))):
        assert isinstance(axis, Unscored)
        assert axis.reason == "no model call was answered"
        assert axis.detail["total_tokens"] is None


def test_a_cell_whose_endpoint_failed_keeps_its_figures_but_has_no_score() -> None:
    axis = tokens.score(samples.evidence(cell=samples.cell(outcome="endpoint_failed", reason="HTTP 500")))
    assert isinstance(axis, Unscored)
    assert axis.reason == "endpoint_failed: HTTP 500"
    assert axis.detail["total_tokens"] == 4550
    assert axis.detail["tokens_per_correct_task"] is None


def test_a_call_that_was_refused_for_its_budget_used_nothing() -> None:
    spent = call(4, usage=ABSENT_USAGE, end="refused", tags=["budget:calls"], response=NO_ANSWER | {"status": 403})
    axis = scored(*samples.calls(), spent, cell=samples.cell(outcome="budget_exhausted"))
    assert isinstance(axis, Score)
    assert axis.value == 4550


def test_an_injected_fault_used_nothing_unless_it_cut_an_answer() -> None:
    hung = call(4, usage=ABSENT_USAGE, end="injected_fault", tags=["injected:hang"], response=NO_ANSWER)
    empty = call(5, usage=ABSENT_USAGE, end="injected_fault", tags=["injected:empty"])
    axis = scored(*samples.calls(), hung, empty)
    assert isinstance(axis, Score)
    assert axis.value == 4550
    cut = call(6, usage=ABSENT_USAGE, end="injected_fault", tags=["injected:cut", "injected:slow"])
    assert isinstance(scored(*samples.calls(), cut), Unscored)
