"""Traffic: the options that say what becomes of calls on their way, the same wherever calls are recorded."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from proxy import budget, faults
from proxy.budget import Budget
from proxy.faults import Faults
from proxy.grant import Terms
from proxy.limits import Limits

if TYPE_CHECKING:
    from proxy.recorder import Settings

Command = TypeVar("Command", bound=Callable[..., Any])

SPOKEN = ("chat", "responses", "messages", "gemini", "completions", "embeddings")

OPTIONS = (
    click.option("--speaks", help=f"What the endpoint speaks, of {', '.join(SPOKEN)}; default: found out by asking."),
    click.option("--budget", help=f"What a cell may spend, e.g. {budget.EXAMPLE}."),
    click.option("--concurrency", type=click.IntRange(1), help="Calls at the endpoint at once; more wait their turn."),
    click.option("--per-minute", type=click.IntRange(1), help="Calls begun in any 60 seconds; more wait their turn."),
    click.option("--per-cell", type=click.IntRange(1), help="Calls of one cell at the endpoint at once."),
    click.option("--fault", help=f"What goes wrong on purpose, at which call: {faults.EXAMPLE}."),
    click.option("--allow-hosted-tools", is_flag=True, help="Keep tools that run at the provider (web search, …)."),
)


def traffic_options(command: Command) -> Command:
    """Adds the options to a verb, which gets them as keywords."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True)
class Traffic:
    """What the options say; no pydantic here, which `cab proxy` does without."""

    speaks: frozenset[str] | None = None  # None: found out by asking
    budget: Budget = field(default_factory=Budget)
    faults: Faults = field(default_factory=Faults)
    limits: Limits = field(default_factory=Limits)
    keep_hosted: bool = False
    bodies: Path | None = None  # the folder of kept bodies; None: they are not kept

    @property
    def terms(self) -> Terms:
        """The same for one grant."""
        return Terms(self.budget, self.faults)

    def settings(self, host: str = "127.0.0.1", port: int = 0) -> "Settings":
        """The same for one proxy."""
        from proxy.recorder import Settings

        return Settings(
            host=host,
            port=port,
            limits=self.limits,
            keep_hosted=self.keep_hosted,
            speaks=self.speaks,
            bodies=self.bodies,
        )

    def facts(self) -> dict[str, Any]:
        """What a bundle says of it: only what is not as usual."""
        said = {
            "speaks": sorted(self.speaks) if self.speaks else None,
            "budget": str(self.budget),
            "faults": self.faults.text,
            "concurrency": self.limits.concurrency,
            "per_minute": self.limits.per_minute,
            "per_cell": self.limits.per_cell,
            "allow_hosted_tools": self.keep_hosted,
            "bodies": self.bodies is not None,
        }
        return {name: value for name, value in said.items() if value}


def traffic(given: dict[str, Any], bodies: Path | None = None) -> Traffic:
    """Takes the options out of a verb's keywords; ValueError where one cannot be understood."""
    speaks, spend, wrong = given.pop("speaks"), given.pop("budget"), given.pop("fault")
    return Traffic(
        speaks=_spoken(speaks) if speaks else None,
        budget=budget.parse(spend) if spend else Budget(),
        faults=faults.parse(wrong) if wrong else Faults(),
        limits=Limits(**{name: given.pop(name) for name in ("concurrency", "per_minute", "per_cell")}),
        keep_hosted=given.pop("allow_hosted_tools"),
        bodies=bodies,
    )


def _spoken(text: str) -> frozenset[str]:
    named = [name.strip() for name in text.split(",")]
    unknown = [name for name in named if name not in SPOKEN]
    if unknown:
        raise ValueError(f"--speaks {text}: {unknown[0]!r} is none of {', '.join(SPOKEN)}")
    return frozenset(named)
