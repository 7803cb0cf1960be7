"""Budget: what one cell may spend, and the purse that counts what it has spent."""

import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

EXAMPLE = "calls=50,total=200000,usd=1.5,seconds=300"

TOKENS = ("input", "output", "total")

UNITS = {
    "calls": "calls",
    "input": "input tokens",
    "output": "output tokens",
    "total": "tokens",
    "usd": "USD",
    "seconds": "seconds",
}


@dataclass(frozen=True, slots=True)
class Budget:
    """The limits of one cell; None: no limit."""

    calls: int | None = None
    input: int | None = None
    output: int | None = None
    total: int | None = None
    usd: float | None = None
    seconds: float | None = None  # from the first call that is let through

    def __post_init__(self) -> None:
        for name, limit in self.limits().items():
            if not 0 < limit < 1e15:
                raise ValueError(f"budget {name}={limit:g}: a limit is more than 0; leave {name} out for no limit")

    def limits(self) -> dict[str, float]:
        """What is limited, and to how much."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: limit for name, limit in said.items() if limit is not None}

    def __str__(self) -> str:
        return ",".join(f"{name}={_number(limit)}" for name, limit in self.limits().items())


class Refusal(NamedTuple):
    """Why a call is not let through."""

    limit: str
    message: str

    @property
    def tag(self) -> str:
        """The tag of the refused call's record."""
        return f"budget:{self.limit}"


class Purse:
    """One cell's budget as it is used up.

    Ask `refusal` and, where there is none, `begin` before the loop gets another turn: then no two calls slip through
    a limit of one. A limit that is reached refuses the next call; what is in flight then may overshoot it, and the
    figures say so.
    """

    def __init__(self, budget: Budget, now: Callable[[], float] = time.monotonic) -> None:
        self._limits = budget.limits()
        self._used = dict.fromkeys(self._limits, 0.0)
        self._tokens = tuple(name for name in TOKENS if name in self._limits)
        self._now = now
        self._since: float | None = None  # None: no call was let through yet
        # By limit, how many calls did not say what they used of it.
        self.unmeasured = {name: 0 for name in self._limits if name in TOKENS or name == "usd"}

    def refusal(self) -> Refusal | None:
        """Why the next call is refused; None: it may begin."""
        self._look_at_the_clock()
        for name, limit in self._limits.items():
            if self._used[name] >= limit:
                return Refusal(name, self._sentence(name))
        return None

    def begin(self) -> None:
        """Counts a call that is let through."""
        if self._since is None:
            self._since = self._now()
        if "calls" in self._used:
            self._used["calls"] += 1

    def take(self, usage: dict[str, Any], cost: dict[str, Any] | None, *, free: bool = False) -> None:
        """Counts what a call has used; `free`: it was turned down, so where it says nothing it used nothing."""
        for name in self._tokens:
            self._add(name, usage[name], free=free)
        if "usd" in self._limits:
            self._add("usd", None if cost is None else cost["usd"], free=free)

    def account(self) -> dict[str, dict[str, float | None]]:
        """By limit: the limit, what was used of it, and how many calls could not be counted (null: all can be)."""
        self._look_at_the_clock()
        return {
            name: {"limit": limit, "used": self._used[name], "unmeasured": self.unmeasured.get(name)}
            for name, limit in self._limits.items()
        }

    def _look_at_the_clock(self) -> None:
        if "seconds" in self._limits and self._since is not None:
            self._used["seconds"] = self._now() - self._since

    def _add(self, name: str, figure: float | None, *, free: bool) -> None:
        if figure is not None:
            # Ten calls of 0.1 dollars are a dollar, though their binary sum falls short of it.
            self._used[name] = round(self._used[name] + figure, 9)
        elif not free:
            self.unmeasured[name] += 1

    def _sentence(self, name: str) -> str:
        limit, used = self._limits[name], _number(self._used[name])
        how = {"calls": f"{used} begun", "seconds": f"{used} passed since the first call"}.get(name, f"{used} used")
        unknown = self.unmeasured.get(name, 0)
        besides = f", besides {unknown} call{'s' * (unknown > 1)} that did not say" if unknown else ""
        unit = UNITS[name] if limit != 1 else UNITS[name].removesuffix("s")
        return f"the cell's budget of {_number(limit)} {unit} is used up: {how}{besides}"


def parse(text: str) -> Budget:
    """The budget that `--budget` gives, such as calls=50,total=200000,usd=1.5,seconds=300."""
    limits: dict[str, Any] = {}
    for piece in text.split(","):
        name, _, value = piece.strip().partition("=")
        if name not in UNITS:
            raise ValueError(f"budget {piece.strip()!r}: it limits one of {', '.join(UNITS)}, e.g. {EXAMPLE}")
        if name in limits:
            raise ValueError(f"budget {text!r} limits {name} twice; say it once")
        limits[name] = _limit(name, value)
    return Budget(**limits)


def _limit(name: str, value: str) -> float:
    try:
        return float(value) if name in ("usd", "seconds") else int(value)
    except ValueError:
        kind = "number" if name in ("usd", "seconds") else "whole number"
        raise ValueError(f"budget {name}={value}: the limit is a {kind}, e.g. {EXAMPLE}") from None


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
