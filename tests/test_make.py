"""The Makefile on machines that lack something."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PLAYER = "report/player/node_modules/.package-lock.json"


@pytest.mark.download
def test_the_player_is_installed_where_the_machine_has_no_node(tmp_path: Path) -> None:
    for name in ("Makefile", "requirements.txt", "pyproject.toml", "runner/node.txt", "report/player/package.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "report/player/package-lock.json", tmp_path / "report/player")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / ".venv"], check=True)
    (tmp_path / ".venv/bin/uv").symlink_to(Path(sys.executable).with_name("uv"))
    (tmp_path / ".venv/run.stamp").touch()
    programs = tmp_path / "bin"  # all that this machine has
    programs.mkdir()
    for name in ("sh", "touch", "make"):
        (programs / name).symlink_to(shutil.which(name) or name)
    subprocess.run(["make", PLAYER], cwd=tmp_path, env=os.environ | {"PATH": str(programs)}, check=True)
    assert (tmp_path / "report/player/node_modules/asciinema-player/package.json").is_file()
