"""Outlook: which agents will work on an endpoint, by what was found of it."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from proxy.translation.ways import way
from runner.agent import Agent
from runner.doctor.finding import Known
from runner.doctor.patient import Patient

FROZEN = ConfigDict(frozen=True, extra="forbid")

# Every agent streams and uses tools, but these.
WITHOUT_STREAMS = frozenset(("mini-swe-agent",))
WITHOUT_TOOLS = frozenset(("aider",))  # it edits by text


class Outlook(BaseModel):
    """One agent's."""

    model_config = FROZEN
    agent: str
    dialect: str
    works: Literal["yes", "translated", "no", "unknown"]
    through: str | None = Field(description="the dialect that the endpoint is asked in; null: none")
    why: str | None = Field(description="null: it works")
    but: tuple[str, ...] = Field(description="what may go wrong all the same")


def outlooks(patient: Patient, agents: Sequence[Agent]) -> tuple[Outlook, ...]:
    """Each agent's, in their order."""
    return tuple(_outlook(patient, agent) for agent in agents)


def _outlook(patient: Patient, agent: Agent) -> Outlook:
    through = _through(patient, agent.dialect)
    if through is None:
        unknown = patient.says(agent.dialect) is None
        why = f"the endpoint does not speak {agent.dialect}: {patient.why_not(agent.dialect)}"
        if unknown:
            why = f"whether the endpoint speaks {agent.dialect} is not known: {patient.why_not(agent.dialect)}"
        return _of(agent, "unknown" if unknown else "no", None, why)
    lacking = _lacking(patient, agent, through)
    if lacking:
        return _of(agent, "no", through, lacking)
    works: Literal["yes", "translated"] = "yes" if through == agent.dialect else "translated"
    return _of(agent, works, through, None, _but(patient, agent, through))


def _of(
    agent: Agent,
    works: Literal["yes", "translated", "no", "unknown"],
    through: str | None,
    why: str | None,
    but: tuple[str, ...] = (),
) -> Outlook:
    return Outlook(agent=agent.name, dialect=agent.dialect, works=works, through=through, why=why, but=but)


def _through(patient: Patient, dialect: str) -> str | None:
    if patient.says(dialect):
        return dialect
    return way(dialect, [speech.dialect for speech in patient.spoken()])


def _lacking(patient: Patient, agent: Agent, through: str) -> str | None:
    if agent.name not in WITHOUT_STREAMS and patient.says(f"{through}.streaming") is False:
        return f"it streams, and {through} does not here: {patient.why_not(f'{through}.streaming')}"
    if agent.name not in WITHOUT_TOOLS and patient.says(f"{through}.tools") is False:
        return f"it uses tools, and {through} takes none here: {patient.why_not(f'{through}.tools')}"
    return None


def _but(patient: Patient, agent: Agent, through: str) -> tuple[str, ...]:
    said = []
    if agent.name not in WITHOUT_TOOLS and patient.says(f"{through}.tools") is None:
        said.append(patient.why_not(f"{through}.tools"))
    size = _window(patient)
    if size is not None and size < agent.context_window:
        said.append(f"it is told of a window of {agent.context_window:,} tokens, which is {size:,}")
        if size <= agent.max_output and _is(patient, "max_tokens_past_window", "refused"):
            said.append(f"a call of it that asks for {agent.max_output:,} tokens of answer is refused")
    if _is(patient, "overflow", "truncated"):
        said.append("what no longer fits is cut off, and it is not told")
    if _silent(patient, through):
        said.append("its streams come without usage, so tokens are estimated")
    return tuple(said)


def _silent(patient: Patient, through: str) -> bool:
    asked, unasked = patient.says(f"{through}.stream_options"), patient.says(f"{through}.stream_usage")
    return (not asked and unasked is False) or (asked is False and unasked is None)


def _window(patient: Patient) -> int | None:
    found = patient.found.get("window")
    return found.value if isinstance(found, Known) and isinstance(found.value, int) else None


def _is(patient: Patient, name: str, value: str) -> bool:
    found = patient.found.get(name)
    return isinstance(found, Known) and found.value == value
