"""Outcomes: read off the calls, whatever the exit code says."""

from typing import Any

import pytest

from proxy.call import Call
from runner.cell import Exit, Outcome
from runner.outcome import outcome
from tests.samples import call, failed_call


def ended(exit_code: int | None = 0, *, signal: int | None = None, timed_out: bool = False, **tails: str) -> Exit:
    return Exit(
        exit_code=None if signal else exit_code,
        signal=signal,
        timed_out=timed_out,
        wall_ms=2100,
        active_ms=2000,
        left_running=0,
        stdout_tail=tails.get("stdout", ""),
        stderr_tail=tails.get("stderr", ""),
    )


def response(status: int | None) -> dict[str, Any]:
    return {"status": status, "bytes": 0, "sha256": "0" * 64, "events": None}


def aborted(seq: int = 1, status: int | None = None) -> Call:
    return call(seq, end="client_aborted", response=response(status))


SPENT = "403: the cell's budget of 10 calls is used up: 10 begun"


def refused(seq: int = 1, error: str = SPENT, status: int = 403) -> Call:
    tags = ["budget:calls"] if error == SPENT else []
    return call(seq, end="refused", error=error, response=response(status), tags=tags)


def injected(seq: int, status: int | None, name: str) -> Call:
    error = f"injected fault: {name}"
    return call(seq, end="injected_fault", error=error, response=response(status), tags=[f"injected:{name}"])


def models(seq: int = 1) -> Call:
    return call(seq, dialect="other", method="GET", path="/v1/models")


FINE, CODE_1, SEGV = ended(), ended(1), ended(signal=11)
LATE = ended(signal=9, timed_out=True)


@pytest.mark.parametrize(
    ("exit_facts", "calls", "expected", "reason"),
    [
        (FINE, [call(1), call(2)], "completed", None),
        (FINE, [failed_call(1, 429), call(2)], "completed", None),
        (FINE, [call(1), models(2)], "completed", None),
        (FINE, [call(1), aborted(2)], "completed", None),  # a side call that raced with the end
        (FINE, [call(1), refused(2, "revoked", 409)], "completed", None),
        # several agents exit with 0 after these
        (FINE, [failed_call(1, 401)], "endpoint_failed", "call 1: status 401, HTTP 401"),
        (FINE, [call(1), failed_call(2, 500)], "endpoint_failed", "call 2: status 500, HTTP 500"),
        (FINE, [call(1), failed_call(2, None)], "endpoint_failed", "call 2: no answer, connection refused"),
        (
            FINE,
            [call(1), call(2, end="upstream_truncated", error="the stream ended without a finish reason")],
            "endpoint_failed",
            "call 2: status 200, the stream ended without a finish reason",
        ),
        (CODE_1, [failed_call(1, 400, end="complete", error=None)], "endpoint_failed", "call 1: status 400, complete"),
        (CODE_1, [call(1), failed_call(2, 500, attempt=3)], "endpoint_failed",
         "call 2 in attempt 3: status 500, HTTP 500"),
        # calls are taken in their own order, not in that of the journal's ends
        (FINE, [failed_call(2, 500), call(1)], "endpoint_failed", "call 2: status 500, HTTP 500"),
        # no agent gives up on an endpoint that never answers; some do
        (CODE_1, [aborted(1), aborted(2)], "endpoint_failed",
         "calls 1 to 2: no answer before the agent gave up"),
        (FINE, [aborted(1)], "endpoint_failed", "call 1: no answer before the agent gave up"),
        (CODE_1, [call(1), aborted(2)], "endpoint_failed", "call 2: no answer before the agent gave up"),
        (FINE, [call(1), aborted(2), aborted(3)], "endpoint_failed",
         "calls 2 to 3: no answer before the agent gave up"),
        (CODE_1, [call(1), aborted(2, 200)], "agent_crashed", "exit code 1"),
        (SEGV, [aborted(1)], "agent_crashed", "ended by signal SIGSEGV"),
        (LATE, [failed_call(1, 500)], "endpoint_failed", "call 1: status 500, HTTP 500"),
        (LATE, [failed_call(1, 500), aborted(2)], "endpoint_failed", "call 1: status 500, HTTP 500"),
        (LATE, [call(1)], "timed_out", "killed at its deadline after 2 s"),
        (LATE, [call(1), aborted(2)], "timed_out", "killed at its deadline after 2 s"),
        (LATE, [aborted(1)], "endpoint_failed", "call 1: no answer before the agent was killed at its deadline"),
        (LATE, [], "no_model_calls", "the agent asked nothing of the model; killed at its deadline"),
        (FINE, [], "no_model_calls", "the agent asked nothing of the model; exit code 0"),
        (FINE, [models(1)], "no_model_calls", "the agent asked nothing of the model; exit code 0"),
        (SEGV, [], "no_model_calls", "the agent asked nothing of the model; ended by signal SIGSEGV"),
        (CODE_1, [refused(1, "not allowed: POST /v1/responses")], "no_model_calls",
         "all 1 calls were refused by the proxy: not allowed: POST /v1/responses"),
        (FINE, [call(1), refused(2)], "budget_exhausted", f"call 2 was refused: {SPENT}"),
        (LATE, [call(1), refused(2), refused(3)], "budget_exhausted", f"call 2 was refused: {SPENT}"),
        (CODE_1, [refused(1)], "budget_exhausted", f"call 1 was refused: {SPENT}"),
        # a budget that is used up goes before what became of the agent or the endpoint
        (FINE, [call(1), refused(2), failed_call(3, 500)], "budget_exhausted", f"call 2 was refused: {SPENT}"),
        (SEGV, [failed_call(1, 500), refused(2)], "budget_exhausted", f"call 2 was refused: {SPENT}"),
        (LATE, [refused(2), call(1), aborted(3)], "budget_exhausted", f"call 2 was refused: {SPENT}"),
        (FINE, [refused(1), call(2, end="crashed", response=response(None))], "infra_failed",
         "the proxy died during call 2"),
        # the word alone, in a name or an agent's prose, is none
        (FINE, [call(1), refused(2, "404: no model budget-mini here", 404)], "completed", None),
        # an injected fault is the failure that it plays
        (CODE_1, [call(1), injected(2, 429, "429")], "endpoint_failed", "call 2: status 429, injected fault: 429"),
        (CODE_1, [injected(1, 200, "cut")], "endpoint_failed", "call 1: status 200, injected fault: cut"),
        (LATE, [injected(1, None, "hang")], "endpoint_failed", "call 1: no answer, injected fault: hang"),
        (FINE, [injected(1, 500, "500"), call(2)], "completed", None),
        (CODE_1, [call(1)], "agent_crashed", "exit code 1"),
        (CODE_1, [failed_call(1, 500), call(2)], "agent_crashed", "exit code 1"),
        (SEGV, [call(1)], "agent_crashed", "ended by signal SIGSEGV"),
        (ended(signal=64), [call(1)], "agent_crashed", "ended by signal 64"),
        (FINE, [call(1), call(2, end="crashed", response=response(None))], "infra_failed",
         "the proxy died during call 2"),
    ],
)  # fmt: skip
def test_the_outcome_is_read_off_the_calls(
    exit_facts: Exit, calls: list[Call], expected: Outcome, reason: str | None
) -> None:
    said = outcome(exit_facts, calls)
    if reason == "ended by signal 64":  # named SIGRTMAX where there are such
        assert said[0] == expected
    else:
        assert said == (expected, reason)


def test_an_agent_that_never_reached_the_model_is_quoted_as_plain_text() -> None:
    last = "starting\r\n\x1b[31mError: no\x07 such model\x1b[0m\r\n\x1b]0;title\x07\r\n"
    _, reason = outcome(ended(1, stderr=last), [])
    assert reason == 'the agent asked nothing of the model; exit code 1; it last printed: "Error: no such model"'
    _, reason = outcome(ended(1, stdout=last), [])
    assert reason is not None
    assert reason.endswith('"Error: no such model"')
