"""Outcome: how a cell ended, read off its calls."""

import re
import signal
from collections.abc import Sequence

from proxy.call import Call, Dialect
from runner.cell import Exit, Outcome

MODEL_DIALECTS: tuple[Dialect, ...] = ("chat", "responses", "messages", "gemini", "completions")

ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def outcome(ended: Exit, calls: Sequence[Call]) -> tuple[Outcome, str | None]:
    """The outcome of a cell whose agent ran, and what led to it (None: the agent simply ended).

    The first that holds, in the order of the cause:
    `infra_failed`, the proxy died during a call; `budget_exhausted`, a call was refused for its budget;
    `no_model_calls`, nothing was asked of a model, or nothing that was let through; `endpoint_failed`, the last
    logical call failed, also when the agent then tried it again until its deadline; `timed_out`; `agent_crashed`;
    `completed`. An injected fault counts as the failure that it plays.

    The last call is the last that the agent waited for: one that it left (`client_aborted`) says nothing of the
    endpoint when a kill or a crash cut it off, or when it is a single side call that raced with the agent's own good
    end. An agent that ended by itself, and before that gave up on unanswered calls, was failed by the endpoint; so was
    one that waited until its deadline and never got any answer at all.
    """
    asked = sorted((call for call in calls if call.dialect in MODEL_DIALECTS), key=lambda call: call.seq)
    passed = [call for call in asked if call.end != "refused"]
    return _by_the_kit(ended, asked, passed) or _by_the_endpoint(ended, passed) or _by_the_agent(ended)


def _by_the_kit(ended: Exit, asked: list[Call], passed: list[Call]) -> tuple[Outcome, str] | None:
    crashed = [call for call in asked if call.end == "crashed"]
    if crashed:
        return "infra_failed", f"the proxy died during call {crashed[0].seq}"
    for_budget = [call for call in asked if _refused_for_budget(call)]
    if for_budget:
        return "budget_exhausted", f"call {for_budget[0].seq} was refused: {for_budget[0].error}"
    return None if passed else ("no_model_calls", _never_reached(ended, asked))


def _by_the_endpoint(ended: Exit, passed: list[Call]) -> tuple[Outcome, str] | None:
    waited_for = [call for call in passed if call.end != "client_aborted"]
    if waited_for and _failed(waited_for[-1]):
        return "endpoint_failed", _failure(waited_for[-1])
    left = passed[passed.index(waited_for[-1]) + 1 :] if waited_for else passed
    by_itself = not ended.timed_out and ended.signal is None
    in_vain = ended.exit_code != 0 or len(left) > 1 or not waited_for
    for_nothing = (by_itself and in_vain) or (ended.timed_out and not waited_for)
    if left and for_nothing and all(call.response.status is None for call in left):
        calls = f"call {left[0].seq}" if len(left) == 1 else f"calls {left[0].seq} to {left[-1].seq}"
        until = "gave up" if by_itself else "was killed at its deadline"
        return "endpoint_failed", f"{calls}: no answer before the agent {until}"
    return None


def _by_the_agent(ended: Exit) -> tuple[Outcome, str | None]:
    if ended.timed_out:
        return "timed_out", f"killed at its deadline after {ended.active_ms / 1000:.0f} s"
    if ended.exit_code != 0:
        return "agent_crashed", _how(ended)
    return "completed", None


def _refused_for_budget(call: Call) -> bool:
    return call.end == "refused" and any(tag.startswith("budget:") for tag in call.tags)


def _failed(call: Call) -> bool:
    status = call.response.status
    return status is None or status >= 400 or call.end in ("upstream_error", "upstream_truncated", "injected_fault")


def _failure(call: Call) -> str:
    status = call.response.status
    said = "no answer" if status is None else f"status {status}"
    attempts = f" in attempt {call.attempt}" if call.attempt > 1 else ""
    return f"call {call.seq}{attempts}: {said}, {call.error or call.end}"


def _never_reached(ended: Exit, asked: Sequence[Call]) -> str:
    if asked:
        return f"all {len(asked)} calls were refused by the proxy: {asked[-1].error}"
    last = _last_line(ended.stderr_tail) or _last_line(ended.stdout_tail)
    how = "killed at its deadline" if ended.timed_out else _how(ended)
    return f"the agent asked nothing of the model; {how}" + (f'; it last printed: "{last}"' if last else "")


def _how(ended: Exit) -> str:
    if ended.signal is None:
        return f"exit code {ended.exit_code}"
    known = {number.value: number.name for number in signal.Signals}
    return f"ended by signal {known.get(ended.signal, ended.signal)}"


def _last_line(tail: str) -> str:
    # What an agent prints goes to the user's console with the reason: text only.
    lines = [ESCAPES.sub("", line).strip() for line in tail.split("\n")]
    return next((line[:200] for line in reversed(lines) if line), "")
