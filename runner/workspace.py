"""Workspace: the folder an agent works in, as the task gives it."""

import os
import shutil
import subprocess
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from runner import manifest
from runner.evidence import Entry
from runner.toolchain import base_tools
from tasks.task import Task

FROZEN = ConfigDict(frozen=True, extra="forbid")

# The kit's git sees nothing of the user's configuration, and makes the same commit everywhere.
GIT_ENV = {
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    **{f"GIT_{who}_NAME": "CodingAgentBench" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_EMAIL": "cab@localhost" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_DATE": "2026-01-01T00:00:00+00:00" for who in ("AUTHOR", "COMMITTER")},
}
# user.*: an agent that commits finds a name, instead of failing or writing one into the configuration itself.
GIT_CONFIG = {
    "user.name": "agent",
    "user.email": "agent@localhost",
    "commit.gpgsign": "false",
    "core.autocrlf": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
}


class Baseline(BaseModel):
    """A workspace before the agent."""

    model_config = FROZEN
    entries: tuple[Entry, ...]
    git: str = Field(description="digest of the repository made, see manifest.git_digest")


def prepare(task: Task, folder: Path) -> Baseline:
    """Copies the task's workspace to `folder` and commits it; after this the kit never runs git in it again."""
    shutil.copytree(task.workspace, folder, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    _even_modes(folder)
    entries = manifest.scan(folder)
    git = base_tools().programs["git"]
    _git(git, folder, "init", "--quiet", "--template=", "--initial-branch=main")
    for key, value in GIT_CONFIG.items():
        _git(git, folder, "config", key, value)
    _git(git, folder, "add", "--all", "--force")
    _git(git, folder, "commit", "--quiet", "--allow-empty", "--message", "The task as given")
    return Baseline(entries=entries, git=manifest.git_digest(folder))


def _even_modes(folder: Path) -> None:
    """Modes as git knows them, so that a checkout's umask does not show in manifests."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _git(program: Path, folder: Path, *arguments: str) -> None:
    try:
        subprocess.run(
            (program, *arguments), cwd=folder, env=GIT_ENV, capture_output=True, text=True, timeout=60, check=True
        )
    except subprocess.CalledProcessError as error:
        raise RuntimeError(f"{folder}: git {arguments[0]} failed: {error.stderr.strip()}") from None
