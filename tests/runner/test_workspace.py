"""Workspaces: the task's files, in a repository that is the same everywhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from runner import manifest
from runner.workspace import prepare
from tests.runner.made_task import made_task


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(("git", *arguments), cwd=folder, check=True, capture_output=True, text=True).stdout


def test_the_workspace_is_the_tasks_own_files_in_one_clean_commit(tmp_path: Path) -> None:
    baseline = prepare(made_task(tmp_path), tmp_path / "work")
    assert [entry.path for entry in baseline.entries] == ["README.md", "src/a.py"]
    assert manifest.scan(tmp_path / "work") == baseline.entries
    assert git(tmp_path / "work", "status", "--porcelain", "--ignored") == ""
    assert git(tmp_path / "work", "rev-list", "--all", "--count") == "1\n"


def test_caches_that_running_the_tests_left_in_the_tasks_folder_are_not_given_to_an_agent(tmp_path: Path) -> None:
    task = made_task(tmp_path, {"src/a.py": "one\n", "src/__pycache__/a.pyc": "x"})
    assert [entry.path for entry in prepare(task, tmp_path / "work").entries] == ["src/a.py"]


def test_the_commit_and_the_digest_are_the_same_every_time(tmp_path: Path) -> None:
    task = made_task(tmp_path)
    first, second = prepare(task, tmp_path / "a"), prepare(task, tmp_path / "b")
    assert git(tmp_path / "a", "rev-parse", "HEAD") == git(tmp_path / "b", "rev-parse", "HEAD")
    assert first == second


def test_ignored_files_of_the_task_are_committed_too(tmp_path: Path) -> None:
    task = made_task(tmp_path, {".gitignore": "*.log\n", "kept.log": "x\n"})
    prepare(task, tmp_path / "work")
    assert git(tmp_path / "work", "ls-files") == ".gitignore\nkept.log\n"


def test_the_umask_of_a_checkout_does_not_show(tmp_path: Path) -> None:
    task = made_task(tmp_path)
    (task.workspace / "README.md").chmod(0o660)
    (task.workspace / "src" / "a.py").chmod(0o700)
    baseline = prepare(task, tmp_path / "work")
    assert [entry.mode for entry in baseline.entries] == [0o644, 0o755]


def test_the_users_git_configuration_has_no_part_in_it(tmp_path: Path) -> None:
    made_task(tmp_path)
    (tmp_path / "hooks").mkdir()
    (tmp_path / "hooks" / "pre-commit").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "hooks" / "pre-commit").chmod(0o755)
    (tmp_path / ".gitconfig").write_text(f"[core]\n\thooksPath = {tmp_path}/hooks\n[user]\n\tname = Somebody\n")
    code = (
        "import sys; from pathlib import Path; from runner.workspace import prepare;"
        "from tests.runner.made_task import made_task; made = Path(sys.argv[1]);"
        "prepare(made_task(made), made / 'work')"
    )
    env = {**os.environ, "HOME": str(tmp_path), "GIT_CONFIG_GLOBAL": str(tmp_path / ".gitconfig"), "GIT_DIR": "/x"}
    subprocess.run((sys.executable, "-c", code, tmp_path), env=env, check=True)
    assert git(tmp_path / "work", "log", "--format=%an %cn %aI") == (
        "CodingAgentBench CodingAgentBench 2026-01-01T00:00:00+00:00\n"
    )


def test_an_agent_that_commits_finds_a_name(tmp_path: Path) -> None:
    prepare(made_task(tmp_path), tmp_path / "work")
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1"}
    command = ("git", "commit", "--allow-empty", "--quiet", "-m", "mine")
    subprocess.run(command, cwd=tmp_path / "work", env=env, check=True)


def test_what_git_cannot_do_is_told_with_its_words(tmp_path: Path) -> None:
    task = made_task(tmp_path, {".git": "not a repository\n"})
    with pytest.raises(RuntimeError, match=r"work: git init failed: .*"):
        prepare(task, tmp_path / "work")
