"""Schema: the tables of the index, one migration a change; a figure that was not measured is null."""

from sqlite_utils import Database, Migrations

migrations = Migrations("cab")


@migrations()
def cells(db: Database) -> None:
    """A row a cell."""
    db.table("cells").create(
        {
            "cell_id": str,
            "sweep": str,
            "tui": str,
            "model": str,
            "task": str,
            "category": str,
            "run": int,
            "folder": str,
            "kind": str,
            "provisional": int,
            "started_at": str,
            "ended_at": str,
            "outcome": str,
            "measured": int,
            "reason": str,
            "exit_code": int,
            "wall_ms": float,
            "language": str,
            "difficulty": str,
            "agent_version": str,
            "cab_version": str,
            "task_digest": str,
            "image_digest": str,
            "calls": int,
            "total_tokens": int,
            "methodology": str,
            "composite": float,
            "seal": str,
        },
        pk="cell_id",
        not_null=(
            "sweep", "tui", "model", "task", "category", "run", "folder", "kind", "provisional", "started_at",
            "ended_at", "outcome", "measured", "calls", "methodology", "seal",
        ),
    )  # fmt: skip
    db.table("cells").create_index(["tui", "model", "category", "task"])


@migrations()
def axes(db: Database) -> None:
    """Seven rows a cell."""
    db.table("axes").create(
        {"cell_id": str, "axis": str, "value": float, "reason": str, "detail": str},
        pk=("cell_id", "axis"),
        foreign_keys=[("cell_id", "cells", "cell_id")],
        not_null=("detail",),
    )


@migrations()
def calls(db: Database) -> None:
    """A row a call."""
    db.table("calls").create(
        {
            "cell_id": str,
            "seq": int,
            "id": str,
            "started_at": str,
            "dialect": str,
            "model_requested": str,
            "model_served": str,
            "request_hash": str,
            "status": int,
            "finish_reason": str,
            "end": str,
            "error": str,
            "input": int,
            "cache_read": int,
            "cache_write": int,
            "output": int,
            "reasoning": int,
            "total": int,
            "usage_source": str,
            "cost_usd": float,
            "first_byte_ms": float,
            "first_token_ms": float,
            "total_ms": float,
            "attempt": int,
            "logical": str,
        },
        pk=("cell_id", "seq"),
        foreign_keys=[("cell_id", "cells", "cell_id")],
        not_null=("id", "started_at", "dialect", "end", "usage_source", "attempt", "logical"),
    )


@migrations()
def on_their_way(db: Database) -> None:
    """What became of calls on their way, and who says what they used and cost."""
    for column, kind in (
        ("model_sent", str),
        ("cost_source", str),
        ("translated", str),
        ("altered", str),
        ("tags", str),
        ("waited_ms", float),
    ):
        db.table("calls").add_column(column, kind)
    db.table("cells").add_column("calls_estimated", int)
    db.table("cells").add_column("cost_usd", float)


@migrations()
def plugins(db: Database) -> None:
    """What the agent was varied by: `factory` is nothing; null: a cell that does not say."""
    db.table("cells").add_column("behavior_mode", str)
