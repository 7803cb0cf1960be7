"""Temporary folders that can be removed whatever was put into them."""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def temporary(prefix: str, within: Path | None = None) -> Iterator[Path]:
    """A new folder, removed at the end; None: within the system's own for such."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=within)).resolve()
    try:
        yield folder
    finally:
        remove(folder)


def remove(folder: Path) -> None:
    """Removes `folder`, which need not be there, with all that is in it; no link is followed.

    Folders inside are moved up to it and emptied there: a tree may be deeper than any path, or Python's stack, is long.
    """
    top = os.fsencode(folder)
    if not os.path.lexists(top):
        return
    while folders := _emptied_of_files(top):
        for path in folders:
            for below in _emptied_of_files(path):
                os.rename(below, os.path.join(top, secrets.token_hex(16).encode()))
            os.rmdir(path)
    os.rmdir(top)


def _emptied_of_files(folder: bytes) -> list[bytes]:
    """The folders in `folder`, once all else in it is gone; they and it are made ours to change."""
    os.chmod(folder, 0o700)
    folders = []
    with os.scandir(folder) as names:
        for child in list(names):
            if child.is_dir(follow_symlinks=False):
                os.chmod(child.path, 0o700)
                folders.append(child.path)
            else:
                os.unlink(child.path)
    return folders
