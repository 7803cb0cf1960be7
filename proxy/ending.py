"""Ending: how a call ended, judged from what came of it."""

from dataclasses import dataclass
from typing import Any

from proxy.asked import Plan
from proxy.clock import Clock
from proxy.passage import Passage
from proxy.record import NO_RESPONSE, NO_USAGE
from proxy.usage import cost_of


@dataclass
class Fate:
    """What befell a call so far."""

    status: int | None = None  # None: no answer came
    passage: Passage | None = None  # None: no answer came
    first_byte: float | None = None  # None: no answer came
    broken: str | None = None  # why the endpoint's side broke off; None: it did not
    left: str | None = None  # why the call went on without the agent; None: the agent stayed


def judge(fate: Fate, dialect: str) -> tuple[str, str | None]:
    """The record's `end` and `error`."""
    if fate.left is not None:
        return "client_aborted", fate.left if fate.broken is None else f"{fate.left}; then {fate.broken}"
    if fate.status is None or fate.passage is None:
        return "upstream_error", fate.broken
    answer = fate.passage.answer
    said = answer.error or f"HTTP {fate.status}"
    failing = fate.status >= 500 or fate.status == 429 or 300 <= fate.status < 400
    if failing or (fate.status < 400 and answer.error is not None):
        return "upstream_error", said
    if fate.broken is not None and not fate.passage.ended:
        return "upstream_truncated", fate.broken
    if fate.status >= 400:
        return "complete", said
    return ("complete", None) if dialect == "other" or not fate.passage.readable else _whole(fate.passage, said)


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
    times = {"first_byte": fate.first_byte, "first_token": passage.first_token if passage else None}
    record: dict[str, Any] = {
        "request": plan.request(),
        "ms": times | {"total": clock.ms(), "proxy": clock.own_ms(), "waited": 0.0},
        "end": end,
        "error": error,
    }
    if passage is None or fate.status is None:
        return record | {"response": NO_RESPONSE, "usage": NO_USAGE}
    answer = passage.answer
    reasons = answer.finish_reasons
    return record | {
        "model": plan.model(answer.served),
        "response": passage.facts(fate.status),
        "finish_reason": reasons[0] if reasons else None,
        "finish_reasons": reasons if len(reasons) > 1 else None,
        "usage": plan.dialect.usage(answer.usage),
        "cost": cost_of(answer.usage),
        "tags": [] if passage.readable else ["unreadable_encoding"],
    }


def failed(ending_: dict[str, Any]) -> bool:
    """Whether an agent would send this call again."""
    status = ending_.get("response", NO_RESPONSE)["status"]
    return ending_["end"] in ("upstream_error", "upstream_truncated") or (status is not None and status >= 400)
