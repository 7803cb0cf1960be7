"""Carrying a candidate's files over into a fresh copy of the task's own workspace."""

import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from tasks.globs import matches

LARGEST = 16 << 20
LONGEST_PATH = 1024


def lay(source: Path, target: Path) -> None:
    """Copy the task's own folder `source` over `target`; the kit's files, so their links are refused, not followed."""
    for path in files(source):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / path, target / path)


def files(folder: Path) -> Iterator[str]:
    """The regular files below `folder`, which need not be there, never through a link; caches are nobody's files."""
    folders = [folder] if folder.is_dir() else []
    while folders:
        inner = []
        for child in sorted(folders.pop().iterdir()):
            kind = child.lstat().st_mode
            if stat.S_ISREG(kind):
                yield child.relative_to(folder).as_posix()
            elif stat.S_ISDIR(kind) and child.name not in ("__pycache__", ".git"):
                inner.append(child)
        folders += reversed(inner)


def regular_files(workspace: Path, globs: Sequence[str]) -> dict[str, bytes]:
    """The candidate: regular files that the task allows, by path; links and special files are not among them.

    ValueError when they have more than LARGEST bytes together, or a name that is too long to be laid elsewhere.
    """
    found: dict[str, bytes] = {}
    left = LARGEST
    for path in files(workspace):
        if matches(path, globs):
            if len(path) > LONGEST_PATH:
                raise ValueError(f"{path[:LONGEST_PATH]!a}… has more than {LONGEST_PATH} characters")
            found[path] = _content(workspace / path, left)
            left -= len(found[path])
    return found


def followed_files(workspace: Path, globs: Sequence[str]) -> dict[str, bytes]:
    """What a careless grader carries: whatever opens under an allowed name, through links too."""
    named = (path for path in workspace.rglob("*") if matches(path.relative_to(workspace).as_posix(), globs))
    return {path.relative_to(workspace).as_posix(): path.read_bytes() for path in named if path.is_file()}


def _content(path: Path, limit: int) -> bytes:
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise ValueError(f"{path.name!a} makes them more than {LARGEST} bytes")
    return content
