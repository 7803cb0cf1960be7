"""Finding: one thing that was learnt of an endpoint, or why it was not."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

FROZEN = ConfigDict(frozen=True, extra="forbid")


class Known(BaseModel):
    """Learnt: `name` is of one dialect where it reads like `chat.tools`."""

    model_config = FROZEN
    kind: Literal["known"] = "known"
    name: str
    value: bool | int | float | str | dict[str, str]
    note: str | None = Field(default=None, description="absent: the value says it all")


class Unknown(BaseModel):
    """Not learnt, and why; never counted as no, or as 0."""

    model_config = FROZEN
    kind: Literal["unknown"] = "unknown"
    name: str
    reason: str


Finding = Known | Unknown
