"""Another user, as whom a kit that is root has programs run."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.temporary import temporary
from runner.user import User
from tests.needs import needs_root

NOBODY = User(uid=65534, gid=65534)


@pytest.fixture(autouse=True)
def _root() -> None:
    needs_root()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Where others than root can come, as they cannot to tmp_path."""
    with temporary("cab-test-") as folder:
        folder.chmod(0o755)
        yield folder


def said(*command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run((*NOBODY.prefix, *command), capture_output=True, text=True, check=False, cwd="/")


def test_a_command_is_run_as_the_user_with_nothing_left_of_root(open_folder: Path) -> None:
    secret = open_folder / "secret"
    secret.write_text("for root alone")
    secret.chmod(0o600)
    done = said("sh", "-c", f"id -u; id -G; grep -E '^(Uid|Cap...|NoNewPrivs):' /proc/self/status; cat {secret}")
    lines = done.stdout.splitlines()
    assert lines[:2] == ["65534", "65534"]
    status = {name: value.split() for name, value in (line.split(":\t", 1) for line in lines[2:])}
    assert status["Uid"] == ["65534"] * 4
    assert [int(status[name][0], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")] == [0] * 4
    assert status["NoNewPrivs"] == ["1"]
    assert "for root alone" not in done.stdout
    assert "Permission denied" in done.stderr


def test_it_cannot_become_root_again() -> None:
    done = said("python3", "-I", "-c", "import os; os.setuid(0)")
    assert "PermissionError" in done.stderr


def test_a_command_that_is_not_there_is_said() -> None:
    done = said("/nowhere/agent")
    assert (done.returncode, done.stderr) == (127, "/nowhere/agent: No such file or directory\n")


def test_a_folder_is_the_users_with_all_in_it_and_no_link_is_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("")
    folder = tmp_path / "folder"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep/file").write_text("")
    (folder / "link").symlink_to(outside)
    (folder / "away").symlink_to(tmp_path)
    NOBODY.own(folder)
    everything = [folder, *folder.rglob("*")]
    assert len(everything) == 5
    assert {path.lstat().st_uid for path in everything} == {65534}
    assert (outside.stat().st_uid, tmp_path.stat().st_uid) == (os.getuid(), os.getuid())


def test_a_link_that_the_user_planted_leads_the_kit_to_nothing_of_roots(open_folder: Path) -> None:
    kept = open_folder / "kept"
    kept.write_text("as it was")
    kept.chmod(0o644)
    theirs = open_folder / "theirs"
    theirs.mkdir()
    (theirs / "driver.py").symlink_to(kept)
    NOBODY.own(theirs)
    with NOBODY.at_the_disk():
        with pytest.raises(PermissionError):
            (theirs / "driver.py").write_text("overwritten")
        (theirs / "new").write_text("")
    assert (theirs / "new").stat().st_uid == 65534
    assert kept.read_text() == "as it was"
    (theirs / "driver.py").write_text("root again")
    assert kept.read_text() == "root again"


def test_a_user_that_the_machine_does_not_have_is_bad_input() -> None:
    assert User.named("nobody") == NOBODY
    with pytest.raises(ValueError, match="no user 'nobody-at-all'"):
        User.named("nobody-at-all")
