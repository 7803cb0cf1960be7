"""Span: one timed step of a cell."""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

FROZEN = ConfigDict(frozen=True, extra="forbid")

Kind = Literal["task_setup", "tool_call", "container", "adapter_run", "model_call", "grading", "cleanup"]


class Span(BaseModel):
    """One step; `start_ms` counts from the cell's start."""

    model_config = FROZEN
    id: str
    parent: str | None = Field(description="null: a top-level step")
    kind: Kind
    name: str
    start_ms: float
    duration_ms: float
    attributes: dict[str, Any]
    error: str | None = Field(description="null: the step ended well")


class Stopwatch:
    """Collects the spans of one cell; a step that raises leaves a span with its error."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self._zero = time.monotonic()
        self._open: list[str] = []

    def now_ms(self) -> float:
        """Milliseconds since the cell's start."""
        return (time.monotonic() - self._zero) * 1000

    @contextmanager
    def step(self, kind: Kind, name: str, **attributes: Any) -> Iterator[dict[str, Any]]:
        """Times the block; what it adds to the yielded dict becomes the span's attributes."""
        span_id, start, error = uuid.uuid4().hex, self.now_ms(), None
        parent = self._open[-1] if self._open else None
        self._open.append(span_id)
        try:
            yield attributes
        except BaseException as problem:
            error = f"{type(problem).__name__}: {problem}"
            raise
        finally:
            self._open.pop()
            self.spans.append(
                Span(
                    id=span_id,
                    parent=parent,
                    kind=kind,
                    name=name,
                    start_ms=start,
                    duration_ms=self.now_ms() - start,
                    attributes=attributes,
                    error=error,
                )
            )
