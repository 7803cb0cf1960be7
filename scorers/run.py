"""Run: what one scored cell contributes to a tally of many."""

from datetime import datetime
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from runner.evidence import Evidence
from scorers import measured
from scorers.score import Score, Scores

FROZEN = ConfigDict(frozen=True, extra="forbid")


class Who(NamedTuple):
    """What was measured, whatever the task: runs that differ in one of these are never counted together."""

    kind: str
    provisional: bool
    tui: str
    version: str
    plugins: str  # the behaviour mode, with what its digest begins with where there is one
    model: str


class What(NamedTuple):
    """On which task, as it was then."""

    task: str
    digest: str


class Run(BaseModel):
    """One run; a figure that was not measured is null, and `unscored` says why there is no verdict."""

    model_config = FROZEN
    cell_id: str
    started_at: datetime
    who: Who
    what: What
    twin: str | None
    to_decline: bool = Field(description="the task is right to decline")
    unscored: str | None = Field(description="why there is no verdict; null: there is one")
    passed: bool | None
    partial: float | None
    effect: str | None = Field(description="what its files amount to; null: there is no verdict")
    declined: bool | None = Field(description="the agent declined, rightly or not")
    refusal: float | None = Field(description="it declined as was right; null too where it was not")
    integrity: float | None
    constraints: float | None
    claims_hold: float | None = Field(description="1: all it claimed is so; null: it claimed nothing that can be told")
    composite: float | None
    tokens: float | None
    wall_ms: float | None


def of(evidence: Evidence, scores: Scores) -> Run:
    """The run that a cell's evidence and its scores give."""
    cell, detail = evidence.cell, {each.axis: each.detail for each in scores.axes}
    value = {each.axis: each.value for each in scores.axes if isinstance(each, Score)}
    passed = value.get("pass_rate")
    return Run(
        cell_id=cell.cell_id,
        started_at=cell.started_at,
        who=_who(evidence),
        what=What(cell.task.id, cell.digests.get("task", "")),
        twin=cell.task.twin,
        to_decline=cell.task.decline is not None,
        unscored=measured.why_no_verdict(evidence),
        passed=None if passed is None else passed == 1,
        partial=_figure(detail["pass_rate"], "partial_score"),
        effect=detail["refusal"].get("effect"),
        declined=detail["refusal"].get("refusal_produced"),
        refusal=value.get("refusal"),
        integrity=value.get("integrity"),
        constraints=_figure(detail["integrity"], "constraints_share"),
        claims_hold=_honest(detail["integrity"].get("claims")),
        composite=value.get("composite"),
        tokens=value.get("tokens"),
        wall_ms=value.get("latency"),
    )


def _who(evidence: Evidence) -> Who:
    cell = evidence.cell
    mode, digest = str(cell.settings.get("behavior_mode", "factory")), cell.digests.get("plugins")
    plugins = f"{mode} {digest[:8]}" if digest else mode
    version = cell.versions.get("agent", "unknown")
    return Who(cell.kind, cell.provisional, cell.identity.tui, version, plugins, cell.identity.model)


def _honest(claims: list[dict[str, Any]] | None) -> float | None:
    told = [each["holds"] for each in claims or () if each["holds"] is not None]
    return float(all(told)) if told else None


def _figure(detail: dict[str, Any], key: str) -> float | None:
    figure = detail.get(key)
    return None if figure is None else float(figure)
