"""Rows: a bundle as the index keeps it."""

import hashlib
from typing import Any

import orjson

from proxy.call import Call
from runner.cell import MEASURED
from scorers.score import Score, Unscored
from scorers.used import used
from store.bundle import Bundle

Row = dict[str, Any]


def cell(bundle: Bundle) -> Row:
    """The row of the cell; figures that were not measured are null."""
    it, axes = bundle.evidence.cell, {each.axis: each for each in bundle.scores.axes}
    of = used(bundle.evidence.calls)
    return {
        "cell_id": it.cell_id,
        **it.identity.model_dump(include={"sweep", "tui", "model", "category", "run"}),
        "task": it.identity.task,
        "folder": str(it.identity.folder),
        "kind": it.kind,
        "provisional": int(it.provisional),
        "started_at": it.started_at.isoformat(),
        "ended_at": it.ended_at.isoformat(),
        "outcome": it.outcome,
        "measured": int(it.outcome in MEASURED),
        "reason": it.reason,
        "exit_code": it.exit.exit_code if it.exit else None,
        "wall_ms": it.exit.wall_ms if it.exit else None,
        "language": it.task.language,
        "difficulty": it.task.difficulty,
        "behavior_mode": it.settings.get("behavior_mode"),
        "agent_version": it.versions.get("agent"),
        "cab_version": it.versions.get("cab"),
        "task_digest": it.digests.get("task"),
        "image_digest": it.image_digest,
        "calls": len(bundle.evidence.calls),
        "total_tokens": of.total,
        "calls_estimated": len(of.estimated),
        "cost_usd": of.usd,
        "methodology": bundle.scores.methodology,
        "composite": _value(axes.get("composite")),
        "seal": hashlib.sha256(bundle.seal.model_dump_json(by_alias=True).encode()).hexdigest(),
    }


def axes(bundle: Bundle) -> list[Row]:
    """A row an axis: a value, or the reason for none."""
    return [
        {
            "cell_id": bundle.scores.cell_id,
            "axis": each.axis,
            "value": _value(each),
            "reason": each.reason if isinstance(each, Unscored) else None,
            "detail": orjson.dumps(each.detail, option=orjson.OPT_SORT_KEYS).decode(),
        }
        for each in bundle.scores.axes
    ]


def calls(bundle: Bundle) -> list[Row]:
    """A row a call."""
    return [_call(call) for call in bundle.evidence.calls]


def _call(call: Call) -> Row:
    return {
        "cell_id": call.cell,
        **call.model_dump(include={"seq", "id", "dialect", "finish_reason", "end", "error", "attempt", "logical"}),
        **call.usage.model_dump(include={"input", "cache_read", "cache_write", "output", "reasoning", "total"}),
        "started_at": call.started_at.isoformat(),
        "model_requested": call.model.requested,
        "model_sent": call.model.sent,
        "model_served": call.model.served,
        "request_hash": call.request.hash,
        "status": call.response.status,
        "usage_source": call.usage.source,
        "cost_usd": call.cost.usd if call.cost else None,
        "cost_source": call.cost.source if call.cost else None,
        "translated": call.spoken,
        "altered": ",".join(call.request.altered),
        "tags": ",".join(call.tags),
        "first_byte_ms": call.ms.first_byte,
        "first_token_ms": call.ms.first_token,
        "total_ms": call.ms.total,
        "waited_ms": call.ms.waited,
    }


def _value(axis: Score | Unscored | None) -> float | None:
    return axis.value if isinstance(axis, Score) else None
