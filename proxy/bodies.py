"""Bodies: requests and answers kept whole, each once, under the name of its hash."""

import asyncio
import hashlib
import os
import re
from pathlib import Path
from types import TracebackType
from typing import Self

from proxy.journal import Disk
from proxy.scribe import Scribe

MOST = 256 * 2**20  # bytes of one body; what claims to be more was not written here

NAME = re.compile(r"[0-9a-f]{64}")


class Bodies:
    """A folder of bodies, `<first 2>/<sha256>.zst`, written by a thread of its own.

    What is kept and awaited before the call's terminal line is on disk before it.
    """

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        self.folder = folder
        self._disk = disk or Disk()
        folder.mkdir(parents=True, exist_ok=True)
        _sync_folder(folder.parent)
        self._scribe: Scribe[tuple[bytes, str]] = Scribe(f"the folder of bodies {folder}", self._write)

    def keep(self, data: bytes, sha256: str) -> "asyncio.Future[None]":
        """Begins to write a body whose hash is known; to be awaited, now or later: then it is on disk."""
        if len(data) > MOST:
            raise ValueError(f"a body of {len(data)} bytes cannot be kept, the most is {MOST}")
        on_disk = asyncio.get_running_loop().create_future()
        self._scribe.put((data, sha256), on_disk)
        return on_disk

    def read(self, sha256: str) -> bytes:
        """The body of that hash; FileNotFoundError: it was not kept; ValueError: what is there is not that body."""
        import zstandard

        path = kept_path(self.folder, sha256)
        with path.open("rb") as packed:
            try:
                data: bytes = zstandard.ZstdDecompressor().stream_reader(packed).read(MOST + 1)
            except zstandard.ZstdError as problem:
                raise ValueError(f"{path} is damaged: {problem}") from None
        if len(data) > MOST or hashlib.sha256(data).hexdigest() != sha256:
            raise ValueError(f"{path} is damaged: it does not hold the body of its name")
        return data

    @property
    def failure(self) -> Exception | None:
        """Why nothing more is kept; None: all is well."""
        return self._scribe.failure

    def close(self) -> None:
        """Writes what is still queued; from any thread."""
        self._scribe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, batch: list[tuple[bytes, str]]) -> None:
        import zstandard

        packer, folders = zstandard.ZstdCompressor(), set()
        for data, sha256 in batch:
            path = kept_path(self.folder, sha256)
            if path.exists():
                continue
            if not path.parent.exists():
                path.parent.mkdir()
                folders.add(self.folder)
            draft = path.with_name(f".{sha256}.{os.getpid()}")  # what a crash leaves of it is never read
            self._write_file(draft, packer.compress(data))
            draft.rename(path)
            folders.add(path.parent)
        for folder in folders:
            _sync_folder(folder)

    def _write_file(self, path: Path, data: bytes) -> None:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[self._disk.write(file, rest) :]
            self._disk.sync(file)
        finally:
            os.close(file)


def kept_path(folder: Path, sha256: str) -> Path:
    """Where in `folder` the body of that hash is kept."""
    if not NAME.fullmatch(sha256):
        raise ValueError(f"{sha256[:80]!r} is no sha256 in hexadecimal")
    return folder / sha256[:2] / f"{sha256}.zst"


def _sync_folder(folder: Path) -> None:
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
