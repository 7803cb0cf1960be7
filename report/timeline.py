"""Timeline: a cell's spans in the order they began, placed on one scale."""

from dataclasses import dataclass
from typing import Any

from report import figure
from report.text import line, plain, shorten
from runner.span import Span

SPANS = 400
VALUE = 4000  # characters of one attribute


@dataclass(frozen=True)
class Bar:
    """One span with its place: percent from the left, percent of width, steps of depth."""

    span: Span
    left: float
    width: float
    depth: int

    @property
    def attributes(self) -> list[tuple[str, str]]:
        """Its attributes as text, each bounded."""
        return [(key, shorten(plain(value), VALUE, "spans.jsonl")) for key, value in self.span.attributes.items()]

    @property
    def call(self) -> int | None:
        """The number of the model call it timed; None: it is another kind of step."""
        seq = self.span.attributes.get("seq")
        return seq if self.span.kind == "model_call" and isinstance(seq, int) else None

    @property
    def name(self) -> str:
        """Its name, with the call's number where it has one."""
        return line(self.span.name if self.call is None else f"#{self.call} {self.span.name}")

    @property
    def facts(self) -> dict[str, Any]:
        """What the replay's script knows of it."""
        span = self.span
        return {
            "start": span.start_ms,
            "end": span.start_ms + span.duration_ms,
            "depth": self.depth,
            "label": f"{span.kind} {self.name}",
        }


@dataclass(frozen=True)
class Timeline:
    """The bars, the length of the whole, and a note when spans were left out (None: all are here)."""

    bars: tuple[Bar, ...]
    total_ms: float
    note: str | None

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Percent and label of the scale's marks."""
        return [(percent, figure.duration(self.total_ms * percent / 100)) for percent in (0, 25, 50, 75, 100)]


def read(spans: tuple[Span, ...]) -> Timeline:
    """The timeline of the spans; a parent stands before what it holds."""
    parents = {span.id: span.parent for span in spans}
    placed = sorted(((_depth(span.id, parents), span) for span in spans), key=lambda pair: (pair[1].start_ms, pair[0]))
    total = max((span.start_ms + span.duration_ms for span in spans), default=0.0)
    scale = 100 / total if total > 0 else 0.0
    bars = tuple(Bar(span, span.start_ms * scale, span.duration_ms * scale, depth) for depth, span in placed[:SPANS])
    note = (
        f"{SPANS:,} of {len(spans):,} spans are shown; all of them are in spans.jsonl" if len(spans) > SPANS else None
    )
    return Timeline(bars, total, note)


def _depth(span_id: str, parents: dict[str, str | None]) -> int:
    """Steps up to the top; spans that claim each other as parent end at 8."""
    depth, parent = 0, parents.get(span_id)
    while parent in parents and depth < 8:
        depth, parent = depth + 1, parents[parent]
    return depth
