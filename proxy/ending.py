"""Ending: how a call ended, judged from what came of it."""

from dataclasses import dataclass
from typing import Any

from proxy.asked import Plan
from proxy.clock import Clock
from proxy.faults import Fault
from proxy.passage import Passage
from proxy.record import NO_RESPONSE, NO_USAGE
from proxy.usage import cost_of

FAILURES = ("upstream_error", "upstream_truncated", "injected_fault")


@dataclass(slots=True)
class Fate:
    """What befell a call so far."""

    status: int | None = None  # None: no answer came
    passage: Passage | None = None  # None: no answer came
    first_byte: float | None = None  # None: no answer came
    broken: str | None = None  # why the endpoint's side broke off; None: it did not
    translated: dict[str, Any] | None = None  # None: agent and endpoint speak the same dialect
    fault: Fault | None = None  # what went wrong on purpose; None: nothing
    left: str | None = None  # why the call went on without the agent; None: the agent stayed


def judge(fate: Fate, dialect: str) -> tuple[str, str | None]:
    """The record's `end` and `error`."""
    if fate.left is not None:
        return "client_aborted", fate.left if fate.broken is None else f"{fate.left}; then {fate.broken}"
    if fate.fault is not None and fate.fault.kind != "slow":
        return "injected_fault", fate.fault.message
    if fate.status is None or fate.passage is None:
        return "upstream_error", fate.broken
    return _judge_answer(fate, fate.passage, fate.status, dialect)


def _judge_answer(fate: Fate, passage: Passage, status: int, dialect: str) -> tuple[str, str | None]:
    said = passage.answer.error or f"HTTP {status}"
    failing = status >= 500 or status == 429 or 300 <= status < 400
    if failing or (status < 400 and passage.answer.error is not None):
        return "upstream_error", said
    if fate.broken is not None and not passage.ended:
        return "upstream_truncated", fate.broken
    if status >= 400:
        return "complete", said
    return ("complete", None) if dialect == "other" or not passage.readable else _whole(passage, said)


def _whole(passage: Passage, said: str) -> tuple[str, str | None]:
    answer = passage.answer
    if answer.finished and (answer.answers or answer.usage is not None):
        return "complete", None
    if passage.stream or answer.answers:
        return "upstream_truncated", "it ended before the answer did"
    if answer.parsed:
        return "upstream_error", f"{said}, and a body that is no answer"
    return "upstream_truncated", f"{said}, and a body that is {'not JSON' if passage.bytes else 'empty'}"


def ending(fate: Fate, plan: Plan, clock: Clock) -> dict[str, Any]:
    """What the terminal line adds to the intent."""
    end, error = judge(fate, plan.dialect.name)
    passage = fate.passage
    if passage is None or fate.status is None:
        return {
            "request": plan.request(),
            "ms": _times(fate, None, clock),
            "end": end,
            "error": error,
            "cost": None,
            "tags": [],
            "response": NO_RESPONSE,
            "usage": NO_USAGE,
        }
    answer = passage.answer
    reasons = answer.finish_reasons
    return {
        "request": plan.request(),
        "ms": _times(fate, passage.first_token, clock),
        "end": end,
        "error": error,
        "model": plan.model(answer.served),
        "response": passage.facts(fate.status),
        "finish_reason": reasons[0] if reasons else None,
        "finish_reasons": reasons if len(reasons) > 1 else None,
        "usage": plan.dialect.usage(answer.usage),
        "cost": cost_of(answer.usage),
        "translated": fate.translated,
        "tags": [] if passage.readable else ["unreadable_encoding"],
    }


def _times(fate: Fate, first_token: float | None, clock: Clock) -> dict[str, float | None]:
    total, own = clock.times()
    return {"first_byte": fate.first_byte, "first_token": first_token, "total": total, "proxy": own, "waited": 0.0}


def failed(ending_: dict[str, Any]) -> bool:
    """Whether an agent would send this call again."""
    status = ending_.get("response", NO_RESPONSE)["status"]
    return ending_["end"] in ("upstream_error", "upstream_truncated", "injected_fault") or (
        status is not None and status >= 400
    )


def turned_down(ending_: dict[str, Any], fault: Fault | None) -> bool:
    """Whether the endpoint surely spent nothing on a call that has no usage."""
    status = ending_.get("response", NO_RESPONSE)["status"]
    return (status is not None and status >= 400) or (fault is not None and fault.kind in ("hang", "empty"))
