"""Tar archives for tests, header by header, so that they may be wrong in any way."""

import io
import tarfile
from pathlib import Path
from typing import Any

END = bytes(1024)


def header(name: bytes, kind: bytes = b"0", size: int | bytes = 0, **fields: Any) -> bytes:
    """One block: `size` as a number or as it is to stand there; the checksum is right unless `checksum` says so."""
    stands = size if isinstance(size, bytes) else b"%011o\0" % size
    block = b"".join(
        (
            name.ljust(100, b"\0"),
            fields.get("mode", b"0000644\0"),
            b"0001750\0" * 2,
            stands,
            b"%011o\0" % 0,
            b" " * 8,
            kind,
            fields.get("target", b"").ljust(100, b"\0"),
            fields.get("magic", b"ustar\x0000"),
            bytes(80),
            fields.get("prefix", b"").ljust(155, b"\0"),
            bytes(12),
        )
    )
    assert len(block) == 512
    checksum: bytes = fields.get("checksum", b"%06o\0 " % sum(block))
    return block[:148] + checksum + block[156:]


def entry(name: bytes, content: bytes = b"", kind: bytes = b"0", **fields: Any) -> bytes:
    """A header with its content, padded."""
    return header(name, kind, len(content), **fields) + padded(content)


def padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % 512)


def pax(**records: bytes | str) -> bytes:
    """An extended header; `GNU_sparse_map` stands for the key GNU.sparse.map."""
    lines = b""
    for key, value in records.items():
        rest = b" %s=%s\n" % (key.replace("_", ".").encode(), value if isinstance(value, bytes) else value.encode())
        length = len(rest) + 1
        while len(rest) + len(str(length)) != length:
            length += 1
        lines += str(length).encode() + rest
    return entry(b"pax", lines, b"x")


def of_folder(folder: Path, root: str, form: int = tarfile.PAX_FORMAT) -> bytes:
    """What an engine would write of `folder`, whatever is in it."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form, errors="surrogateescape") as archive:
        archive.add(folder, root)
    return made.getvalue()
