"""tokens: what the model calls of the cell used, as the endpoint said it."""

from collections.abc import Iterable
from dataclasses import dataclass

from proxy.call import Call
from runner.evidence import Evidence
from scorers import measured
from scorers.score import Score, Unscored


@dataclass(frozen=True)
class Used:
    """The model calls of a cell, by what is known of their tokens."""

    counted: tuple[Call, ...]
    free: tuple[Call, ...]
    unknown: tuple[Call, ...]

    @property
    def whole(self) -> bool:
        """Whether the sum over `counted` is the cell's."""
        return bool(self.counted) and not self.unknown

    @property
    def total(self) -> int | None:
        """Tokens of the cell; None: not every call's are known."""
        return whole_sum(call.usage.total for call in self.counted) if self.whole else None


def used(calls: Iterable[Call]) -> Used:
    """Sorts the model calls of a cell; auxiliary ones (an agent's title call) are model calls like any other.

    A call whose usage is said counts, however it ended (a negative count says nothing). One that was refused by the
    proxy, or answered with an error status, and says no usage is free: no answer was made; so is one that an injected
    fault kept from the endpoint (which a cut does not). Every other call without usage is unknown, also one without
    any answer: the endpoint may have worked on it. A call of no model dialect (a list of models) that says no usage is
    no model call.
    """
    counted, free, unknown = [], [], []
    for call in calls:
        if call.usage.total is not None and call.usage.total >= 0:
            counted.append(call)
        elif call.dialect == "other":
            continue
        elif call.end == "refused" or (call.response.status or 0) >= 400 or _never_sent(call):
            free.append(call)
        else:
            unknown.append(call)
    return Used(tuple(counted), tuple(free), tuple(unknown))


def _never_sent(call: Call) -> bool:
    return call.end == "injected_fault" and "injected:cut" not in call.tags


def whole_sum(figures: Iterable[int | None]) -> int | None:
    """The sum of figures that are all known; None when one is not."""
    total = 0
    for figure in figures:
        if figure is None:
            return None
        total += figure
    return total


def score(evidence: Evidence) -> Score | Unscored:
    """All tokens, cached ones too; without a value unless those of every call are known."""
    of, verdict = used(evidence.calls), measured.verdict(evidence)
    passed = None if verdict is None else int(verdict.status == "passed")
    total = of.total
    detail = {
        "prompt_tokens": whole_sum(call.usage.input for call in of.counted) if of.whole else None,
        "completion_tokens": whole_sum(call.usage.output for call in of.counted) if of.whole else None,
        "total_tokens": total,
        "model_calls": len(of.counted) + len(of.free) + len(of.unknown),
        "tokens_per_correct_task": total if passed else None,
        "pass_used_for_division": passed,
        "calls_counted": len(of.counted),
        "calls_failed_without_usage": len(of.free),
        "calls_uncounted": len(of.unknown),
        "calls_estimated": sum(call.usage.source == "estimated" for call in of.counted),
        "tokens_of_counted_calls": whole_sum(call.usage.total for call in of.counted) if of.counted else None,
    }
    return measured.axis("tokens", total, detail, measured.why_not(evidence) or _why(of))


def _why(of: Used) -> str | None:
    calls = len(of.counted) + len(of.unknown)
    if of.whole:
        return None
    if not calls:
        return "no model call was answered"
    if not of.counted:
        return f"none of {calls} calls said how many tokens it used"
    return f"only {len(of.counted)} of {calls} calls said how many tokens they used"
