"""The installed `cab` command, run as a user runs it."""

import os
import subprocess
import sys
from pathlib import Path

CAB = Path(sys.executable).with_name("cab")


def cab(*arguments: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs `cab` with nothing configured but `env`; an empty value takes a variable away."""
    clean = {name: value for name, value in os.environ.items() if name not in ("CAB_ENDPOINT", "CAB_KEY")} | env
    return subprocess.run(
        [str(CAB), *map(str, arguments)],
        env={name: value for name, value in clean.items() if value},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
