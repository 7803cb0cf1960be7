"""Facts: published figures of cells in one JSON file, and the composites that follow from them."""

from pathlib import Path
from typing import Annotated, Any, Self

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from scorers import formula
from scorers.formula import Figures

# Strict: "1" is no number and 1 no truth value. Further keys are let by: a published composite is one of them, and
# must not be read; none of the keys below may be missing, so a misspelt one is found.
FACTS = ConfigDict(frozen=True, extra="ignore", strict=True, allow_inf_nan=False)

Share = Annotated[float, Field(ge=0, le=1)]


class Facts(BaseModel):
    """What is published of one cell, its composite aside."""

    model_config = FACTS
    cell_id: str = Field(min_length=1)
    pass_rate: Share
    integrity: Share
    unexpected_changes: int = Field(ge=0)
    total_changes: int = Field(ge=0)
    wall_clock_ms: float = Field(ge=0)
    tokens_recorded: bool
    total_tokens: int | None = Field(default=None, ge=0, description="absent: tokens were not recorded")
    expected_refusal: bool
    refusal_produced: bool | None = Field(description="null: none was expected")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.unexpected_changes > self.total_changes:
            raise ValueError("unexpected_changes is more than total_changes")
        if self.tokens_recorded and self.total_tokens is None:
            raise ValueError("tokens_recorded is true, so total_tokens must say how many")
        if self.expected_refusal and self.refusal_produced is None:
            raise ValueError("expected_refusal is true, so refusal_produced must be true or false")
        return self

    def figures(self) -> Figures:
        """What a composite is made of."""
        return Figures(
            pass_rate=self.pass_rate,
            integrity=self.integrity,
            blast_radius=formula.blast_radius(self.unexpected_changes, self.total_changes),
            wall_ms=self.wall_clock_ms,
            total_tokens=self.total_tokens if self.tokens_recorded else None,
            expected_refusal=self.expected_refusal,
            refusal_produced=bool(self.refusal_produced),
        )


def read(path: Path) -> tuple[Facts, ...]:
    """The cells of a facts file; ValueError names the file, the cell and the field that is wrong."""
    try:
        content = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as problem:
        raise ValueError(f"{path}: not JSON: {problem}") from problem
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise ValueError(f'{path}: has no list "cells"')  # noqa: TRY004 - the content is wrong, not an argument
    return tuple(_cell(path, number, cell) for number, cell in enumerate(content["cells"], start=1))


def composites(path: Path, methodology: str = "0.1") -> tuple[tuple[str, float], ...]:
    """(cell_id, composite) of each cell of a facts file, in its order; never from a published composite."""
    name = formula.known(methodology)
    return tuple((facts.cell_id, formula.composite(facts.figures(), name)) for facts in read(path))


def _cell(path: Path, number: int, cell: Any) -> Facts:
    try:
        return Facts.model_validate(cell)
    except ValidationError as error:
        first = error.errors()[0]
        which = cell.get("cell_id") if isinstance(cell, dict) else None
        field = ".".join(map(str, first["loc"]))
        where = f"{path}: cell {number}" + (f" ({which})" if which else "") + (f": {field}" if field else "")
        raise ValueError(f"{where}: {first['msg'].removeprefix('Value error, ')}") from error
