"""Score: what one axis says of one cell, or why it says nothing."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

FROZEN = ConfigDict(frozen=True, extra="forbid")

Axis = Literal["pass_rate", "tokens", "latency", "blast_radius", "refusal", "integrity", "composite"]

Methodology = Literal["0.1", "1.0"]


class Score(BaseModel):
    """One axis, measured: `value` is the headline, `detail` has the original's keys (null where unknown)."""

    model_config = FROZEN
    kind: Literal["score"] = "score"
    axis: Axis
    value: float
    detail: dict[str, Any]


class Unscored(BaseModel):
    """One axis that could not be measured, and why; never counted as 0."""

    model_config = FROZEN
    kind: Literal["unscored"] = "unscored"
    axis: Axis
    reason: str
    detail: dict[str, Any]


class Scores(BaseModel):
    """scores.json: the seven axes of one cell under one methodology."""

    model_config = FROZEN
    schema_: Literal["cab/scores/1", "cab/scores/2"] = Field(default="cab/scores/2", alias="schema")
    cell_id: str
    methodology: Methodology
    axes: tuple[Score | Unscored, ...]
