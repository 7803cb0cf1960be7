"""Used: a cell's model calls by what is known of their tokens, and the calls that were no step of its work."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from proxy.call import Call

# In the order of precedence: a call is counted under the first that holds, so that the parts never count one twice.
Waste = Literal["refused", "failed", "aborted", "duplicate", "title", "compaction", "quota_probe"]

FAILED = ("upstream_error", "upstream_truncated", "injected_fault", "crashed")


@dataclass(frozen=True)
class Used:
    """The model calls of a cell, by what is known of their tokens."""

    counted: tuple[Call, ...]
    free: tuple[Call, ...]
    unknown: tuple[Call, ...]

    @property
    def calls(self) -> int:
        """How many model calls these are."""
        return len(self.counted) + len(self.free) + len(self.unknown)

    @property
    def estimated(self) -> tuple[Call, ...]:
        """Those whose tokens the proxy counted, as the endpoint did not say."""
        return tuple(call for call in self.counted if call.usage.source == "estimated")

    @property
    def whole(self) -> bool:
        """Whether the sum over `counted` is the cell's."""
        return bool(self.counted) and not self.unknown

    @property
    def total(self) -> int | None:
        """Tokens of the cell; None: not every call's are known."""
        return whole_sum(call.usage.total for call in self.counted) if self.whole else None

    @property
    def usd(self) -> float | None:
        """Dollars of the cell; None: not every call's are known."""
        costs = [call.cost for call in (*self.counted, *self.unknown)]
        known = [cost.usd for cost in costs if cost is not None]
        return sum(known) if known and len(known) == len(costs) else None


def used(calls: Iterable[Call]) -> Used:
    """Sorts the model calls of a cell; auxiliary ones (an agent's title call) are model calls like any other.

    A call whose usage is known counts, however it ended (a negative count says nothing). One that was refused by the
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


def wasted(calls: Iterable[Call]) -> dict[Waste, Used]:
    """The model calls that were no step of the work, by why; a why without calls is left out."""
    by: dict[Waste, list[Call]] = {why: [] for why in get_args(Waste)}
    for call in calls:
        if (why := _waste(call)) is not None:
            by[why].append(call)
    sorted_ = {why: used(found) for why, found in by.items()}
    return {why: of for why, of in sorted_.items() if of.calls}


def whole_sum(figures: Iterable[int | None]) -> int | None:
    """The sum of figures that are all known; None when one is not."""
    total = 0
    for figure in figures:
        if figure is None:
            return None
        total += figure
    return total


def _never_sent(call: Call) -> bool:
    return call.end == "injected_fault" and "injected:cut" not in call.tags


def _waste(call: Call) -> Waste | None:
    if call.end == "refused":
        return "refused"
    if call.end in FAILED or (call.response.status or 0) >= 400:
        return "failed"
    if call.end == "client_aborted":
        return "aborted"
    tagged: tuple[Waste, ...] = ("duplicate", "title", "compaction", "quota_probe")
    return next((why for why in tagged if why in call.tags), None)
