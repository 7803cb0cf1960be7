"""Chain: journal lines, each sealed with its own hash after the hash of the same cell's line before it."""

import hashlib
import re
from typing import Any

import orjson

GENESIS = "0" * 64

SEAL = re.compile(rb',"sha256":"([0-9a-f]{64})"}\Z')

Line = dict[str, Any]


def seal(record: Line, prev: str) -> tuple[bytes, Line]:
    """The record as a journal line, newline included, and as the dict that reading it gives."""
    chained = record | {"prev": prev}
    body = orjson.dumps(chained)
    sha256 = hashlib.sha256(body).hexdigest()
    return b'%b,"sha256":"%b"}\n' % (body[:-1], sha256.encode()), chained | {"sha256": sha256}


def claimed(line: bytes) -> Line | None:
    """What a line says, whether or not its seal holds; None: it is no line of a journal at all."""
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(record, dict) or type(record.get("seq")) is not int:
        return None
    return record if all(isinstance(record.get(key), str) for key in ("cell", "kind", "id", "prev", "sha256")) else None


def unseal(line: bytes) -> Line:
    """The dict of one line (without its newline); ValueError where the line is not what was sealed."""
    record, seal_at = claimed(line), SEAL.search(line)
    if record is None or seal_at is None:
        raise ValueError("it is no line of a journal")
    if hashlib.sha256(line[: seal_at.start()] + b"}").hexdigest() != seal_at[1].decode():
        raise ValueError("its content does not match its sha256")
    return record
