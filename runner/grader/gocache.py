"""Go's standard library, compiled once a version, so that no room compiles it again."""

import fcntl
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from runner.install import cache_folder
from runner.temporary import temporary
from runner.toolchain import Toolchain

HARNESS = Path(__file__).parent / "go" / "main.go"
# What the harness and the tasks use; whatever else a candidate imports is compiled in its own room.
PACKAGES = ("testing", "encoding/binary", "errors", "hash/crc32", "io", "net/http/httptest", "os/exec", "sync", "time")
SECONDS = 600


def go_cache(tools: Toolchain, cache: Path | None = None) -> Path:
    """A folder for GOCACHE, filled first where it is not there; nothing but the kit's own code was ever compiled in it.

    Absent cache: `cache_folder`'s. RuntimeError when Go fails.
    """
    key = hashlib.sha256("\n".join((tools.versions["go"], HARNESS.read_text(), *PACKAGES)).encode()).hexdigest()[:12]
    home = (cache or cache_folder(os.environ)) / "go" / key
    home.parent.mkdir(parents=True, exist_ok=True)
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.is_dir():
            _fill(tools, home)
    return home


def _fill(tools: Toolchain, home: Path) -> None:
    half = home.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    imported = "".join(f'import _ "{name}"\n' for name in PACKAGES)
    with temporary("cab-go-") as folder:
        (folder / "go.mod").write_text("module warm\n\ngo 1.22\n")
        (folder / "main.go").write_text(HARNESS.read_text())
        (folder / "driver.go").write_text(
            f"package main\n\n{imported}\nfunc call(_ string, _ []any) any {{ return 0 }}\n"
        )
        (folder / "warm_test.go").write_text('package main\n\nimport "testing"\n\nfunc TestIt(t *testing.T) {}\n')
        env = {**tools.env, "PATH": "/usr/bin:/bin", "HOME": str(folder), "GOCACHE": str(half)}
        command = (str(tools.programs["go"]), "test", "-vet=off", "./...")
        done = subprocess.run(
            command, cwd=folder, env=env, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    if done.returncode != 0:
        raise RuntimeError(f"Go does not compile its own library: {(done.stderr or done.stdout)[-400:]}")
    half.rename(home)
