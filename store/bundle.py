"""Bundle: the folder of one finished cell, everything a third party needs to check it."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from runner.evidence import Evidence
from runner.span import Span
from scorers.score import Scores

FROZEN = ConfigDict(frozen=True, extra="forbid")


class Seal(BaseModel):
    """bundle.json: sha256 of every file of the bundle, and the journal's count and head."""

    model_config = FROZEN
    schema_: Literal["cab/bundle/1"] = Field(default="cab/bundle/1", alias="schema")
    cell_id: str
    files: dict[str, str]
    journal_lines: int
    journal_head: str = Field(description="sha256 of the last journal line; of nothing when there is none")


class Bundle(BaseModel):
    """One cell as read back from disk."""

    model_config = FROZEN
    folder: Path
    evidence: Evidence
    spans: tuple[Span, ...]
    cast: str = Field(description="asciicast v2; empty: the agent never started")
    diff: str
    scores: Scores
    seal: Seal
