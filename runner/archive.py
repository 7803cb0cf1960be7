"""Archive: an exported workspace, read as hostile bytes into a folder of the kit's.

Only regular files are written, below folders of our own making: no link or special file is ever made or followed.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from runner.evidence import Entry
from runner.manifest import CHUNK, GIT_STATE, digest, shown
from runner.tar import Member, Reader

LONGEST_PART = 255


class Limits(NamedTuple):
    """What an archive may hold: more is refused."""

    entries: int = 200_000
    file_size: int = 1 << 30
    total_size: int = 2 << 30
    depth: int = 128
    path: int = 2048


USUAL = Limits()


class TooMuchError(ValueError):
    """More than is taken of any workspace: who filled it is to blame, not who reads it."""


class Unpacked(NamedTuple):
    """What an archive held: `entries` as manifest.scan gives them, `git` as manifest.git_digest does."""

    entries: tuple[Entry, ...]
    git: str


def unpack(stream: Iterable[bytes], target: Path, root: str, limits: Limits = USUAL) -> Unpacked:
    """Writes the files of the tar archive in `stream` below `target`, which is empty and nobody else's.

    Every name in it starts with the folder `root`, which is left off. ValueError says what is refused and where,
    TooMuchError that it is beyond `limits`; what was written until then lies below `target`.
    """
    unpacking = _Unpacking(Reader(stream), os.fsencode(target), root.encode(), limits)
    unpacking.run()
    return Unpacked(tuple(unpacking.entries()), unpacking.git())


class _Unpacking:
    def __init__(self, reader: Reader, target: bytes, root: bytes, limits: Limits) -> None:
        self._reader, self._target, self._root, self._limits = reader, target, root, limits
        self._found: dict[bytes, Entry] = {}
        self._folders = {b"": 0o755}  # every folder's mode, listed or only implied by what lies in it
        self._listed: set[bytes] = set()
        self._bytes = 0

    def run(self) -> None:
        for number, member in enumerate(self._reader.members()):
            if number >= self._limits.entries:
                raise TooMuchError(member.refused(f"more than {self._limits.entries} entries"))
            path = self._path(member)
            if path in self._listed:
                raise member.refused("it is there twice")
            self._listed.add(path)
            if member.kind == "folder":
                self._folder(path, member)
            elif not path or path in self._folders:
                raise member.refused("a folder and something else at once")
            else:
                self._folder(os.path.dirname(path))
                self._found[path] = self._entry(path, member)
        if b"" not in self._listed:
            raise ValueError(f"archive: it has no folder {self._root.decode()}")

    def _path(self, member: Member) -> bytes:
        """The member's path below the root; ValueError unless it is plainly inside."""
        name = member.name.removesuffix(b"/") if member.kind == "folder" else member.name
        if name == self._root:
            return b""
        path = name.removeprefix(self._root + b"/")
        parts = path.split(b"/")
        if path == name:
            raise member.refused(f"outside of {self._root.decode()}")
        if any(part in (b"", b".", b"..") for part in parts):
            raise member.refused("not a plain path")
        if len(path) > self._limits.path or max(map(len, parts)) > LONGEST_PART:
            raise TooMuchError(member.refused("a longer name than is taken"))
        if len(parts) > self._limits.depth:
            raise TooMuchError(member.refused(f"more than {self._limits.depth} folders deep"))
        return path

    def _folder(self, path: bytes, member: Member | None = None) -> None:
        """Makes the folder and those around it."""
        if path not in self._folders:
            self._folder(os.path.dirname(path))
            if path in self._found:
                raise ValueError(f"archive: {path[:200]!r} is a folder and something else at once")
            try:
                os.mkdir(os.path.join(self._target, path), 0o755)
            except FileExistsError:
                raise ValueError(f"archive: {path[:200]!r} differs from another name only in case") from None
            self._folders[path] = 0o755
        if member:
            self._folders[path] = member.mode

    def _entry(self, path: bytes, member: Member) -> Entry:
        if member.kind == "hard link":
            return self._copy(path, member)
        if member.kind == "file":
            sha256 = self._write(path, member, member.size, self._reader.content())
            return Entry(path=shown(path), type="file", mode=member.mode, sha256=sha256, size=member.size)
        if member.kind == "link":
            sha256, size = hashlib.sha256(member.target).hexdigest(), len(member.target)
            return Entry(path=shown(path), type="link", mode=member.mode, sha256=sha256, size=size)
        return Entry(path=shown(path), type="special", mode=member.mode, sha256=None, size=None)

    def _copy(self, path: bytes, member: Member) -> Entry:
        """A hard link is one more name of a file that came before; what is written is a copy."""
        source = self._path(member._replace(name=member.target))
        first = self._found.get(source)
        if first is None or first.size is None or first.type != "file":
            raise member.refused("a hard link to no file of the archive")
        with open(os.path.join(self._target, source), "rb") as file:
            self._write(path, member, first.size, iter(lambda: file.read(CHUNK), b""))
        return first.model_copy(update={"path": shown(path)})

    def _write(self, path: bytes, member: Member, size: int, content: Iterator[bytes]) -> str:
        self._bytes += size
        if size > self._limits.file_size or self._bytes > self._limits.total_size:
            most = f"more than {self._limits.file_size} bytes, or {self._limits.total_size} together"
            raise TooMuchError(member.refused(most))
        hashed = hashlib.sha256()
        with self._new(path, member) as file:
            for piece in content:
                hashed.update(piece)
                file.write(piece)
        return hashed.hexdigest()

    def _new(self, path: bytes, member: Member) -> IO[bytes]:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            return os.fdopen(os.open(os.path.join(self._target, path), flags, 0o644), "wb")
        except FileExistsError:
            raise member.refused("it differs from another name only in case") from None

    def entries(self) -> list[Entry]:
        """As manifest.scan gives them: sorted, empty folders too, nothing of the .git at the top."""
        found = {path: entry for path, entry in self._all().items() if path.split(b"/")[0] != b".git"}
        return sorted(found.values(), key=lambda entry: entry.path)

    def git(self) -> str:
        """As manifest.git_digest gives it."""
        found = self._all()
        top = found.get(b".git")
        if top and top.type != "folder":
            return digest([top.model_copy(update={"path": "."})])
        counted = {os.path.relpath(path, b".git"): entry for path, entry in found.items() if path.startswith(b".git/")}
        return digest(
            entry.model_copy(update={"path": shown(path)})
            for path, entry in sorted(counted.items())
            if _counts(path, entry)
        )

    def _all(self) -> dict[bytes, Entry]:
        """Everything found, with the folders that hold nothing."""
        filled = {os.path.dirname(path) for path in (*self._found, *self._folders)}
        empty = {
            path: Entry(path=shown(path), type="folder", mode=mode, sha256=None, size=None)
            for path, mode in self._folders.items()
            if path not in filled
        }
        return self._found | empty


def _counts(path: bytes, entry: Entry) -> bool:
    """Whether manifest.git_digest would meet it: it walks each of GIT_STATE as it walks a workspace."""
    top, *below = path.split(b"/")
    return top.decode("latin-1") in GIT_STATE and (entry.type != "folder" if not below else below[0] != b".git")
