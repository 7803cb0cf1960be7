"""tokens: what the model calls of the cell used, as the endpoint said it or, where it did not, as they were counted."""

from runner.evidence import Evidence
from scorers import measured
from scorers.score import Score, Unscored
from scorers.used import Used, used, wasted, whole_sum


def score(evidence: Evidence) -> Score | Unscored:
    """All tokens, cached ones too; without a value unless those of every call are known."""
    of, verdict = used(evidence.calls), measured.verdict(evidence)
    passed = None if verdict is None else int(verdict.status == "passed")
    total = of.total
    detail = {
        "prompt_tokens": whole_sum(call.usage.input for call in of.counted) if of.whole else None,
        "completion_tokens": whole_sum(call.usage.output for call in of.counted) if of.whole else None,
        "total_tokens": total,
        "model_calls": of.calls,
        "tokens_per_correct_task": total if passed else None,
        "pass_used_for_division": passed,
        "calls_counted": len(of.counted),
        "calls_failed_without_usage": len(of.free),
        "calls_uncounted": len(of.unknown),
        "calls_estimated": len(of.estimated),
        "tokenizers": sorted({call.usage.tokenizer or "unnamed" for call in of.estimated}),
        "tokens_of_counted_calls": whole_sum(call.usage.total for call in of.counted) if of.counted else None,
        "cost_usd": of.usd,
        "waste": {why: _waste(each) for why, each in wasted(evidence.calls).items()},
    }
    return measured.axis("tokens", total, detail, measured.why_not(evidence) or _why(of))


def _waste(of: Used) -> dict[str, int]:
    """How many calls, how many tokens those that are known used, and of how many calls they are not."""
    tokens = sum(call.usage.total or 0 for call in of.counted)
    return {"calls": of.calls, "tokens": tokens, "calls_uncounted": len(of.unknown)}


def _why(of: Used) -> str | None:
    calls = len(of.counted) + len(of.unknown)
    if of.whole:
        return None
    if not calls:
        return "no model call was answered"
    if not of.counted:
        return f"none of {calls} calls said how many tokens it used"
    return f"only {len(of.counted)} of {calls} calls said how many tokens they used"
