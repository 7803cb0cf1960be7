"""Lines: journals made for tests."""

import asyncio
import hashlib
import uuid
from pathlib import Path
from typing import Any

from proxy.journal import Journal


def facts(call_id: str | None = None) -> dict[str, Any]:
    """What an intent says."""
    call_id = call_id or uuid.uuid4().hex
    empty = {"bytes": 2, "sha256": hashlib.sha256(b"{}").hexdigest(), "hash": None, "altered": []}
    return {
        "id": call_id,
        "started_at": "2026-11-22T10:00:00.123456Z",
        "dialect": "chat",
        "method": "POST",
        "path": "/v1/chat/completions",
        "stream": False,
        "messages": 1,
        "tools": 0,
        "model": {"requested": "m", "sent": "m", "served": None},
        "request": empty,
        "attempt": 1,
        "logical": call_id,
    }


async def call(journal: Journal, cell: str = "a") -> str:
    """One call from intent to end; gives its id."""
    line = await journal.begin(cell, facts())
    await journal.end(line["id"], {"end": "complete"})
    return str(line["id"])


def one_call(journal: Journal, cell: str = "a") -> str:
    """The same, from outside of any loop."""
    return asyncio.run(call(journal, cell))


def written(path: Path, *cells: str) -> bytes:
    """A journal with one call per name given."""
    with Journal(path) as journal:
        for cell in cells:
            one_call(journal, cell)
    return path.read_bytes()
