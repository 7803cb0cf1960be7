"""Carrying a candidate's files over into a fresh copy of the task's own workspace."""

import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from tasks.globs import matches

LARGEST_FILE = 16 << 20


def lay(source: Path, target: Path) -> None:
    """Copy the task's own folder `source` over `target`; the kit's files, so their links are refused, not followed."""
    for path in files(source):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / path, target / path)


def files(folder: Path) -> Iterator[str]:
    """The regular files below `folder`, never through a link; bytecode caches are no files of anybody."""
    for top, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if name not in ("__pycache__", ".git"))
        for name in sorted(names):
            path = Path(top, name)
            if stat.S_ISREG(path.lstat().st_mode):
                yield path.relative_to(folder).as_posix()


def regular_files(workspace: Path, globs: Sequence[str]) -> dict[str, bytes]:
    """The candidate: regular files that the task allows, by path; links and special files are not among them."""
    return {path: _content(workspace / path) for path in files(workspace) if matches(path, globs)}


def followed_files(workspace: Path, globs: Sequence[str]) -> dict[str, bytes]:
    """What a careless grader carries: whatever opens under an allowed name, through links too."""
    named = (path for path in workspace.rglob("*") if matches(path.relative_to(workspace).as_posix(), globs))
    return {path.relative_to(workspace).as_posix(): path.read_bytes() for path in named if path.is_file()}


def place(candidate: dict[str, bytes], target: Path, globs: Sequence[str]) -> None:
    """Replace the files of `target` that `globs` name by the candidate's."""
    for path in list(files(target)):
        if matches(path, globs):
            (target / path).unlink()
    for path, content in candidate.items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes(content)


def _content(path: Path) -> bytes:
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise ValueError(f"{path.name} has more than {LARGEST_FILE} bytes")
    return content
