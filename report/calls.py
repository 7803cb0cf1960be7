"""Calls: a cell's model calls as people read them, each retry under the call that it repeats."""

from collections.abc import Iterable
from dataclasses import dataclass

from proxy.call import Call
from report import figure
from report.text import line
from scorers import latency


@dataclass(frozen=True)
class Row:
    """One call."""

    call: Call
    first: int | None  # the number of the call that it repeats; None: it is a first attempt

    @property
    def number(self) -> str:
        """Its number, under another call's if it repeats that."""
        return str(self.call.seq) if self.first is None else f"\u21b3 {self.call.seq}"

    @property
    def estimated(self) -> bool:
        """Whether its tokens were counted by the proxy."""
        return self.call.usage.source == "estimated"

    def tokens(self, count: int | None) -> str:
        """One of its counts of tokens."""
        return (figure.ABOUT if self.estimated and count is not None else "") + figure.count(count)

    @property
    def cost(self) -> str:
        """Its dollars."""
        cost = self.call.cost
        return (
            figure.DASH
            if cost is None
            else (figure.ABOUT if cost.source == "prices" else "") + figure.dollars(cost.usd)
        )

    @property
    def model_ms(self) -> float | None:
        """What the endpoint took; None: not known."""
        return latency.model_ms(self.call)

    @property
    def first_token_ms(self) -> float | None:
        """The endpoint's time to its first token; None: not a stream, or none came."""
        return latency.first_token_ms(self.call)

    @property
    def failed(self) -> bool:
        """Whether nothing came of it."""
        return self.call.end != "complete" or (self.call.response.status or 0) >= 400

    @property
    def model(self) -> str:
        """The model's names from the agent to the endpoint's answer, each name once."""
        names = self.call.model
        given = [line(name) for name in (names.requested, names.sent, names.served) if name is not None]
        return " \u2192 ".join(dict.fromkeys(given)) or figure.DASH

    @property
    def dialect(self) -> str:
        """What the agent spoke, and what the endpoint did if that was another."""
        spoken = self.call.spoken
        return self.call.dialect if spoken is None else f"{self.call.dialect} \u2192 {line(spoken)}"


def rows(calls: Iterable[Call]) -> tuple[Row, ...]:
    """The calls in their order, but each retry right after the attempts before it."""
    groups: dict[str, list[Call]] = {}
    for call in calls:
        groups.setdefault(call.logical, []).append(call)
    return tuple(Row(call, None if call is group[0] else group[0].seq) for group in groups.values() for call in group)
