"""What a cell's calls come to, as the page and the terminal say it."""

from proxy.call import Call
from report import account
from tests import samples
from tests.samples import ABSENT_USAGE, call, failed_call, usage

COUNTED = usage(source="estimated", tokenizer="tiktoken/cl100k_base")


def said(*calls: Call) -> dict[str, str]:
    return account.facts(calls)


def test_a_plain_cell_has_calls_tokens_time_and_model_and_nothing_else() -> None:
    facts = account.facts(samples.calls())
    assert list(facts) == ["calls", "tokens", "time", "model", "changed"]
    assert facts["tokens"] == "4,130 in (1,024 cached) + 420 out, of 3 calls"
    assert facts["model"] == f"{samples.MODEL} → step-3.5-flash-0613 (3 calls)"
    assert facts["changed"] == "include_usage (3 calls)"


def test_calls_sent_again_and_calls_that_used_nothing_are_told() -> None:
    again = call(2, attempt=2, logical=call(1).logical)
    assert (
        said(failed_call(1), again)["calls"]
        == "2 model calls, 1 of them sent again, 1 turned down without using a token"
    )


def test_errors_are_counted() -> None:
    assert said(failed_call(1), failed_call(2), failed_call(3, None))["errors"] == (
        "HTTP 429 (2 calls), connection refused (1 call)"
    )


def test_a_part_does_not_pass_as_the_whole() -> None:
    assert said(call(1), call(2, usage=ABSENT_USAGE))["tokens"].endswith("; a part: 1 call said none")
    assert said(call(1, usage=ABSENT_USAGE))["tokens"] == "none of 1 call said how many"
    dollars = said(call(1, cost={"usd": 1, "source": "upstream"}), call(2))["cost"]
    assert dollars == "$1.00, of 1 call, as the endpoint said; a part: the price of 1 call is not known"


def test_estimated_tokens_and_priced_dollars_say_so() -> None:
    facts = said(call(1, usage=COUNTED, cost={"usd": 0.002, "source": "prices"}), call(2))
    assert facts["tokens"].startswith("~2,400 in + ~280 out, of 2 calls")
    assert facts["estimated"] == (
        "the tokens of 1 of 2 calls, whose usage the endpoint did not report; counted by tiktoken/cl100k_base"
    )
    assert facts["cost"].startswith("~$0.00200, of 1 call, 1 of them by a price list")


def test_waste_is_told_by_its_reason_with_calls_and_tokens() -> None:
    unknown = call(3, end="client_aborted", usage=ABSENT_USAGE)
    facts = said(failed_call(1), call(2, tags=["title"]), unknown, call(4, tags=["compaction"], usage=COUNTED), call(5))
    assert facts["waste"] == (
        "failed attempts: 1 call, no tokens; left by the agent: 1 call, 1 of which said none; "
        "titles: 1 call, 1,340 tokens; compaction: 1 call, ~1,340 tokens"
    )


def test_the_models_three_names_and_the_endpoints_dialect_are_told() -> None:
    names = {"requested": "cab-model", "sent": "m", "served": "m-0613"}
    other = call(1, dialect="responses", model=names, translated={"dialect": "chat"})
    facts = said(other, call(2, model=names | {"served": None}))
    assert facts["model"] == "cab-model → m → m-0613 (1 call), cab-model → m (1 call)"
    assert facts["translated"] == "responses → chat (1 call)"


def test_no_calls_come_to_nothing_and_are_no_error() -> None:
    assert said() == {"calls": "0 model calls", "tokens": "none were used"}


def test_a_strangers_translated_without_a_dialect_is_none() -> None:
    assert "translated" not in said(call(1, translated={"x": 1}))
