"""Constraint: what an agent is told to keep to, with the rule that shows whether it did."""

import re
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

FROZEN = ConfigDict(frozen=True, extra="forbid")

Rule = Literal[
    "untouched",
    "no_new_files",
    "no_new_dependencies",
    "no_network",
    "max_files",
    "max_lines",
    "no_lines",
    "kept_lines",
]

# What a rule cannot do without; it may have `globs` besides, and none of the others.
NEEDS: dict[Rule, frozenset[str]] = {
    "untouched": frozenset({"globs"}),
    "no_new_files": frozenset(),
    "no_new_dependencies": frozenset(),
    "no_network": frozenset(),
    "max_files": frozenset({"most"}),
    "max_lines": frozenset({"most"}),
    "no_lines": frozenset({"globs", "pattern"}),
    "kept_lines": frozenset({"globs", "pattern"}),
}


class Constraint(BaseModel):
    """One constraint that is checked."""

    model_config = FROZEN
    says: str = Field(min_length=1, description="the sentence, as the agent is told it")
    rule: Rule
    globs: tuple[str, ...] = Field(
        default=(), description="the files it is about (no_new_files: where new ones may be); absent: all (none there)"
    )
    most: int | None = Field(default=None, ge=0, strict=True, description="how many; absent: the rule counts nothing")
    pattern: str | None = Field(
        default=None, description="a regular expression searched for in each line; absent: the rule reads no lines"
    )

    @model_validator(mode="after")
    def _says_what_the_rule_needs(self) -> Self:
        given = {name for name in ("globs", "most", "pattern") if name in self.model_fields_set}
        missing, idle = NEEDS[self.rule] - given, given - NEEDS[self.rule] - {"globs"}
        if missing or idle:
            what = f"needs {' and '.join(sorted(missing))}" if missing else f"has no use for {', '.join(sorted(idle))}"
            raise ValueError(f"the rule {self.rule} {what}")
        try:
            re.compile(self.pattern or "")
        except re.error as problem:
            raise ValueError(f"pattern {self.pattern!r} is no regular expression: {problem}") from None
        return self
