import pytest

from proxy.dialect import error_text
from proxy.translation.refused import for_gemini, for_messages, for_responses


@pytest.mark.parametrize(
    ("status", "kind", "word"),
    [
        (400, "invalid_request_error", "INVALID_ARGUMENT"),
        (401, "authentication_error", "UNAUTHENTICATED"),
        (403, "permission_error", "PERMISSION_DENIED"),
        (404, "not_found_error", "NOT_FOUND"),
        (409, "invalid_request_error", "FAILED_PRECONDITION"),
        (413, "request_too_large", "INVALID_ARGUMENT"),
        (429, "rate_limit_error", "RESOURCE_EXHAUSTED"),
        (500, "api_error", "INTERNAL"),
        (502, "api_error", "UNAVAILABLE"),
        (503, "overloaded_error", "UNAVAILABLE"),
    ],
)
def test_each_status_has_its_name_in_each_dialect(status: int, kind: str, word: str) -> None:
    assert for_messages(status, {}, "no") == {"type": "error", "error": {"type": kind, "message": "no"}}
    assert for_gemini(status, {}, "no") == {"error": {"code": status, "message": "no", "status": word}}


def test_openai_s_own_members_stay() -> None:
    error = {"message": "no", "type": "t", "param": "p", "code": "c"}
    assert for_responses(400, error, "no") == {"error": error}
    assert for_responses(429, {"code": 429}, "slow")["error"]["code"] is None
    assert for_responses(500, "plain words", "plain words")["error"]["message"] == "plain words"


@pytest.mark.parametrize(
    "words",
    [
        "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens",
        "the request exceeds the available context size. try increasing the context size",
        "Input is too long for requested model.",
    ],
)
def test_an_overflow_is_said_in_the_words_that_agents_compact_at(words: str) -> None:
    assert for_messages(400, {"code": 400}, words)["error"]["message"] == f"prompt is too long: {words}"
    assert for_responses(400, {"code": 400}, words)["error"]["code"] == "context_length_exceeded"
    assert words in str(for_gemini(400, {}, words))


def test_the_code_of_an_overflow_is_enough_and_a_fault_of_the_server_is_none() -> None:
    assert for_messages(400, {"code": "context_length_exceeded"}, "no")["error"]["message"].startswith("prompt is too")
    assert for_messages(500, {}, "context window lost")["error"]["message"] == "context window lost"


def test_every_shape_is_one_that_the_record_reads() -> None:
    for body in (for_messages(429, {}, "slow"), for_responses(429, {}, "slow"), for_gemini(429, {}, "slow")):
        assert error_text(body["error"]) == "slow"
