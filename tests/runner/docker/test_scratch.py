"""The temporary folder of a sealed cell is told from others, and a dead owner's from a living one's."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from runner.docker import scratch

MAKES = "from runner.docker.scratch import scratch; print(scratch())"


def made_by_another() -> Path:
    said = subprocess.run([sys.executable, "-c", MAKES], capture_output=True, text=True, check=True, timeout=60)
    return Path(said.stdout.strip())


def test_a_dead_owners_folder_is_found_and_a_living_ones_is_not() -> None:
    own, others = scratch.scratch(), made_by_another()
    try:
        found = scratch.dead()
        assert others in found
        assert own not in found
        assert (own.stat().st_mode & 0o777) == 0o700
    finally:
        own.rmdir()
        others.rmdir()


def test_what_only_looks_like_one_is_left_alone() -> None:
    true = made_by_another()
    temporary = Path(tempfile.gettempdir())
    link, file, nameless = (temporary / f"{true.name}-{what}" for what in ("link", "file", "x"))
    nameless = nameless.with_name("cab-cell~nobody~x")
    link.symlink_to(Path.cwd())
    file.write_text("")
    nameless.mkdir()
    try:
        assert {link, file, nameless} & set(scratch.dead()) == set()
        assert true in scratch.dead()
    finally:
        for path in (link, file):
            path.unlink()
        for folder in (nameless, true):
            os.rmdir(folder)
