"""Scratch: the kit's own temporary folder of one sealed cell, named after its owner, so that a dead one's is told."""

import os
import stat
import tempfile
from pathlib import Path

from runner.docker.labels import Owner, this_process

PREFIX = "cab-cell~"


def scratch() -> Path:
    """A new folder of this process."""
    return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{str(this_process()).replace(':', '~')}~")).resolve()


def dead() -> list[Path]:
    """The folders whose owners are surely gone: of this user alone, as anybody may make one of that name."""
    return [path for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*") if _is_ours(path) and _is_dead(path)]


def _is_ours(path: Path) -> bool:
    try:
        about = path.lstat()
    except FileNotFoundError:  # its owner has just removed it
        return False
    return stat.S_ISDIR(about.st_mode) and about.st_uid == os.geteuid()


def _is_dead(path: Path) -> bool:
    try:
        return Owner.parse(path.name.removeprefix(PREFIX).rpartition("~")[0].replace("~", ":")).is_dead()
    except ValueError:
        return False
