"""Tokens: the sums over a cell's calls, each saying how many calls it counts."""

from collections.abc import Callable
from dataclasses import dataclass

from proxy.call import Call, Usage
from report import figure


@dataclass(frozen=True)
class Sum:
    """One figure added up over the calls that gave it."""

    label: str
    value: int | None  # None: no call gave it
    counted: int
    calls: int
    estimated: int  # of those counted, how many the proxy counted itself

    @property
    def shown(self) -> str:
        """The figure, marked where it is not all the endpoint's own."""
        return (figure.ABOUT if self.estimated else "") + figure.count(self.value)

    @property
    def note(self) -> str:
        """How many calls it rests on."""
        return f"{self.counted} of {self.calls} calls counted"


FIGURES: tuple[tuple[str, Callable[[Usage], int | None]], ...] = (
    ("input", lambda usage: usage.input),
    ("cache read", lambda usage: usage.cache_read),
    ("cache write", lambda usage: usage.cache_write),
    ("output", lambda usage: usage.output),
    ("reasoning", lambda usage: usage.reasoning),
    ("total", lambda usage: usage.total),
)


def sums(calls: tuple[Call, ...]) -> dict[str, Sum]:
    """Every figure of the usage, by its label."""
    result = {}
    for label, of in FIGURES:
        given = [(call.usage, value) for call in calls if (value := of(call.usage)) is not None]
        estimated = sum(usage.source == "estimated" for usage, _ in given)
        total = sum(value for _, value in given) if given else None
        result[label] = Sum(label, total, len(given), len(calls), estimated)
    return result


def sources(calls: tuple[Call, ...]) -> str:
    """Who said the figures, e.g. `upstream (3 calls)`."""
    names = sorted({call.usage.source for call in calls})
    return ", ".join(f"{name} ({sum(call.usage.source == name for call in calls)})" for name in names) or "no calls"
