"""One batch of a medicine in the store."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Batch:
    """Dates as in docs/export.md; `opened` is None when untouched."""

    number: str
    medicine: str
    made: date
    received: date
    opened: date | None
    expires: date
    packs: int
    shelf: int


def parse(row):
    """The batch of one row of the store's own file."""
    opened = date.fromisoformat(row["opened"]) if row["opened"] else None
    days = {name: date.fromisoformat(row[name]) for name in ("made", "received", "expires")}
    if not days["made"] <= days["received"]:
        raise ValueError(f"batch {row['batch']} was received before it was made")
    return Batch(
        number=row["batch"],
        medicine=row["medicine"],
        opened=opened,
        packs=int(row["packs"]),
        shelf=int(row["shelf"]),
        **days,
    )
