"""Examination: all probes of one endpoint, one after another, and what they come to."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from proxy.budget import Budget
from proxy.grant import Terms
from proxy.recorder import Settings, recording
from proxy.upstream import Endpoint
from runner.agent import all_agents
from runner.doctor import answers, contact, window
from runner.doctor.asking import Asker, Json
from runner.doctor.finding import Finding, Known, Unknown
from runner.doctor.outlook import Outlook, outlooks
from runner.doctor.patient import Patient
from runner.doctor.speech import SPEECHES
from runner.temporary import temporary

FROZEN = ConfigDict(frozen=True, extra="forbid")

Probe = Callable[[Patient], Iterator[Finding]]

# Each uses what those before it found; what may take long comes late.
PROBES: tuple[Probe, ...] = (
    contact.contact,
    contact.served,
    answers.usage,
    answers.streams,
    answers.first_token,
    window.window,
    window.max_tokens,
    answers.tools,
    contact.rate_limits,
)

# More than all probes make: what holds if one of them should run away.
MOST = Budget(calls=60)


class Spent(BaseModel):
    """What the examination cost."""

    model_config = FROZEN
    calls: int
    input: int = Field(description="tokens, of the calls that were counted")
    output: int = Field(description="tokens, of the calls that were counted")
    uncounted: int = Field(description="answered calls of the model whose usage the endpoint did not say")
    beside: tuple[str, ...] = Field(description="what was asked past the proxy, without the key")
    seconds: float


class Diagnosis(BaseModel):
    """What `cab doctor --json` prints."""

    model_config = FROZEN
    schema_: Literal["cab/doctor/1"] = Field(default="cab/doctor/1", alias="schema")
    endpoint: str
    model: str
    at: datetime
    fit: bool = Field(description="whether an agent of the kit will work")
    why: str | None = Field(description="why none will; null: one will")
    speaks: tuple[str, ...] = Field(description="for --speaks")
    findings: tuple[Known | Unknown, ...]
    agents: tuple[Outlook, ...]
    spent: Spent


@dataclass(frozen=True)
class Wish:
    """How to examine."""

    journal: Path | None = None  # None: a temporary one
    seconds: float = 180.0
    overflow: bool = True  # whether the one long prompt may be sent


def examine(endpoint: Endpoint, model: str, wish: Wish, tell: Callable[[str], None]) -> Diagnosis:
    """Runs every probe through a recording proxy of its own; `tell` hears the name of each."""
    lines: dict[int, Json] = {}
    begun, at = time.monotonic(), datetime.now(UTC)
    with ExitStack() as open_until_the_end:
        journal = wish.journal or open_until_the_end.enter_context(temporary("cab-doctor-")) / "calls.jsonl"
        # Nothing is translated: what the endpoint does not speak itself is to show.
        settings = Settings(speaks=frozenset(speech.dialect for speech in SPEECHES))
        recorder = open_until_the_end.enter_context(recording(endpoint, journal, _keeping(lines), settings))
        token = recorder.grant(f"doctor/{at:%Y%m%dT%H%M%S.%fZ}", terms=Terms(MOST))
        asker = Asker(recorder.url, token, wish.seconds, lines)
        open_until_the_end.callback(asker.close)
        patient = Patient(endpoint, model, asker, wish.overflow)
        for probe in PROBES:
            tell(probe.__name__.replace("_", " "))
            patient.found |= {finding.name: finding for finding in probe(patient)}
        recorder.settle(token, wait_s=2)
    agents = outlooks(patient, all_agents())
    fit = any(agent.works in ("yes", "translated") for agent in agents)
    return Diagnosis(
        endpoint=endpoint.url,
        model=model,
        at=at,
        fit=fit,
        why=None if fit else _why(patient),
        speaks=tuple(speech.dialect for speech in patient.spoken()),
        findings=tuple(patient.found.values()),
        agents=agents,
        spent=_spent(list(lines.values()), patient.beside, time.monotonic() - begun),
    )


def _keeping(lines: dict[int, Json]) -> Callable[[dict[str, Any]], None]:
    def watch(line: dict[str, Any]) -> None:
        if line["kind"] == "call":
            lines[line["seq"]] = line

    return watch


def _why(patient: Patient) -> str:
    if not patient.says("reachable"):
        return f"the endpoint cannot be reached: {patient.why_not('reachable')}"
    if patient.says("authorised") is False:
        return f"the endpoint does not let this key in: {patient.why_not('authorised')}"
    if patient.main() is None:
        return f"it answers in no dialect that agents speak; chat: {patient.why_not('chat')}"
    return "it lacks what every agent needs"


def _spent(lines: list[Json], beside: list[str], seconds: float) -> Spent:
    answered = [line for line in lines if line["dialect"] != "other" and (line["response"]["status"] or 500) < 400]
    told = [line["usage"] for line in answered if line["usage"]["source"] == "upstream"]
    return Spent(
        calls=len(lines),
        input=sum(usage["input"] or 0 for usage in told),
        output=sum(usage["output"] or 0 for usage in told),
        uncounted=len(answered) - len(told),
        beside=tuple(beside),
        seconds=round(seconds, 1),
    )
