"""Chain: journal lines, each sealed with its own hash after the hash of the same cell's line before it."""

import hashlib
from typing import Any

import orjson

GENESIS = "0" * 64

SEAL = b',"sha256":"'
SEAL_LENGTH = len(SEAL) + 64 + len(b'"}')

Line = dict[str, Any]


def seal(record: Line, prev: str) -> tuple[bytes, Line]:
    """The record as a journal line, newline included, and as the dict that reading it gives."""
    sealed = {**record, "prev": prev}
    body = orjson.dumps(sealed)
    sealed["sha256"] = sha256 = hashlib.sha256(body).hexdigest()
    return b'%b,"sha256":"%b"}\n' % (body[:-1], sha256.encode()), sealed


def claimed(line: bytes) -> Line | None:
    """What a line says, whether or not its seal holds; None: it is no line of a journal at all."""
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    if type(record) is not dict or type(record.get("seq")) is not int:
        return None
    return record if {type(record.get(key)) for key in ("cell", "kind", "id", "prev", "sha256")} == {str} else None


def unseal(line: bytes) -> Line:
    """The dict of one line, with or without its newline; ValueError where the line is not what was sealed."""
    record, line = claimed(line), line.removesuffix(b"\n")
    body, mark, end = line[:-SEAL_LENGTH], line[-SEAL_LENGTH:-66], line[-2:]
    if record is None or mark != SEAL or end != b'"}':
        raise ValueError("it is no line of a journal")
    if hashlib.sha256(body + b"}").hexdigest() != record["sha256"]:
        raise ValueError("its content does not match its sha256")
    return record
