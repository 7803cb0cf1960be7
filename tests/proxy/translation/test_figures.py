from typing import Any

import pytest

from proxy import gemini, messages, responses
from proxy.translation.figures import for_gemini, for_messages, for_responses
from proxy.usage import usage_of

KEYS = ("input", "cache_read", "cache_write", "output", "reasoning", "total")

OPENAI: dict[str, Any] = {
    "prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150,
    "prompt_tokens_details": {"cached_tokens": 64}, "completion_tokens_details": {"reasoning_tokens": 20},
}  # fmt: skip
DEEPSEEK: dict[str, Any] = {
    "prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150, "prompt_cache_hit_tokens": 64,
}  # fmt: skip
XAI: dict[str, Any] = OPENAI | {"total_tokens": 170}  # its reasoning stands beside the output
PLAIN: dict[str, Any] = {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150}


@pytest.mark.parametrize("raw", [OPENAI, DEEPSEEK, XAI, PLAIN])
def test_what_is_written_reads_as_what_the_endpoint_said(raw: dict[str, Any]) -> None:
    said = usage_of(raw)
    for written, read in (
        (for_messages(raw), messages.usage_of),
        (for_gemini(raw), gemini.usage_of),
    ):
        again = read(written)
        assert [again[key] for key in KEYS] == [said[key] for key in KEYS]
    again = responses.usage_of(for_responses(raw))
    # This dialect's readers want figures for both details, so a 0 may mean that nothing was said.
    assert [again[key] or None for key in KEYS] == [said[key] for key in KEYS]


def test_what_went_into_a_cache_is_no_plain_input() -> None:
    raw = PLAIN | {"prompt_tokens_details": {"cached_tokens": 60, "cache_write_tokens": 30}}
    written = for_messages(raw)
    assert (written["input_tokens"], written["cache_creation_input_tokens"]) == (10, 30)


@pytest.mark.parametrize("raw", [None, {}, {"prompt_tokens": None}, "much"])
def test_nothing_said_stays_nothing(raw: Any) -> None:
    assert for_messages(raw) == {"input_tokens": None, "output_tokens": None}
    assert for_responses(raw) is None
    assert for_gemini(raw) is None


def test_half_of_it_is_not_made_whole() -> None:
    assert for_messages({"prompt_tokens": 5})["output_tokens"] is None
    assert for_responses({"prompt_tokens": 5}) is None
    assert for_gemini({"prompt_tokens": 5}) == {"promptTokenCount": 5}
