"""Hostile: files that a stranger may have made, read without trusting their kind, size or content."""

import stat
from pathlib import Path
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ValidationError

LIMIT = 256 * 1024 * 1024

Record = TypeVar("Record", bound=BaseModel)


def content(path: Path, limit: int = LIMIT) -> bytes:
    """The bytes of a plain file; ValueError when it is missing, no plain file, unreadable or beyond `limit`."""
    try:
        facts = path.lstat()
        if not stat.S_ISREG(facts.st_mode):
            raise ValueError(f"{path}: not a plain file")
        if facts.st_size > limit:
            raise ValueError(f"{path}: {facts.st_size} bytes, more than the {limit} that are read")
        return path.read_bytes()
    except FileNotFoundError as problem:
        raise ValueError(f"{path}: missing") from problem
    except OSError as problem:
        raise ValueError(f"{path}: unreadable: {problem.strerror}") from problem


def record(kind: type[Record], data: bytes, name: object) -> Record:
    """The record in a JSON text (NaN and the like are none); ValueError says where it is wrong."""
    try:
        return kind.model_validate(_plain(data))
    except orjson.JSONDecodeError as problem:
        raise ValueError(f"{name}: not JSON: {problem}") from problem
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ValueError(f"{name}: {where}: {first['msg']}" if where else f"{name}: {first['msg']}") from error


def _plain(data: bytes) -> Any:
    value = orjson.loads(data)
    try:
        orjson.dumps(value)
    except orjson.JSONEncodeError as problem:
        # Reading takes a thousand levels, more than who works on the value has stack for; writing takes 254.
        raise orjson.JSONDecodeError("nested too deep", "", 0) from problem
    return value


def optional(kind: type[Record], data: bytes, name: object) -> Record | None:
    """The record in a JSON text, or None where that says null."""
    return None if data.strip() == b"null" else record(kind, data, name)


def lines(kind: type[Record], data: bytes, name: object) -> tuple[Record, ...]:
    """The records of a JSON lines text."""
    return tuple(
        record(kind, line, f"{name}: line {number}") for number, line in enumerate(data.split(b"\n"), start=1) if line
    )


def text(data: bytes, name: object) -> str:
    """The text in UTF-8 bytes."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise ValueError(f"{name}: not UTF-8: {problem.reason} at byte {problem.start}") from problem
