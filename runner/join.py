"""Join: the proxy's calls and what the sandbox left behind, made the evidence of one cell."""

from collections import Counter
from collections.abc import Sequence

from proxy.call import Call
from runner.cell import Cell
from runner.evidence import Evidence, Grade, Manifest
from runner.span import Span


def join(cell: Cell, manifest: Manifest | None, calls: Sequence[Call], grade: Grade | None) -> Evidence:
    """The evidence of `cell`; ValueError when a part is not this cell's, or the calls do not make one record."""
    strangers = sorted({call.cell for call in calls if call.cell != cell.cell_id})
    if strangers:
        raise ValueError(f"{cell.cell_id}: its calls hold some of {', '.join(strangers)}; the journal was mixed up")
    for name, values in (("id", [call.id for call in calls]), ("number", [call.seq for call in calls])):
        twice = [value for value, count in Counter(values).items() if count > 1]
        if twice:
            raise ValueError(f"{cell.cell_id}: two calls have the {name} {twice[0]}; run `cab verify` on its journal")
    if str(cell.identity) != cell.cell_id:
        raise ValueError(f"{cell.cell_id}: its identity says {cell.identity}; one of them was changed")
    if grade is not None and grade.status == "passed" and manifest is None:
        raise ValueError(f"{cell.cell_id}: passed without a workspace")
    return Evidence(cell=cell, manifest=manifest, calls=tuple(sorted(calls, key=lambda call: call.seq)), grade=grade)


def call_spans(cell: Cell, calls: Sequence[Call], parent: str | None = None) -> tuple[Span, ...]:
    """One span per call whose end was seen, beside those of the cell's steps; `parent`: that in which the agent ran."""
    return tuple(
        Span(
            id=call.id,
            parent=parent,
            kind="model_call",
            name=f"{call.dialect}:{call.model.sent or call.path}",
            start_ms=(call.started_at - cell.started_at).total_seconds() * 1000,
            duration_ms=call.ms.total,
            attributes={
                "seq": call.seq,
                "attempt": call.attempt,
                "status": call.response.status,
                "end": call.end,
                "tags": list(call.tags),
                "waited_ms": call.ms.waited,
                "translated": call.spoken,
                "input": call.usage.input,
                "output": call.usage.output,
                "usage_source": call.usage.source,
                "finish_reason": call.finish_reason,
            },
            error=call.error,
        )
        for call in sorted(calls, key=lambda call: call.seq)
        if call.ms.total is not None  # the proxy died during it: a span has a duration
    )
