"""Manifests: by content, of whatever an agent left."""

import hashlib
import os
import socket
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.evidence import Entry, Manifest
from runner.manifest import compare, git_digest, real, scan, shown
from runner.workspace import prepare
from tests.runner.made_task import made_task


def entries(folder: Path) -> dict[str, Entry]:
    return {entry.path: entry for entry in scan(folder)}


def between(before: tuple[Entry, ...], folder: Path) -> Manifest:
    return compare(before, scan(folder), git_before="", git_after="")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(("git", *arguments), cwd=folder, check=True, capture_output=True)


def test_a_file_is_its_content_mode_and_size(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"hello")
    (tmp_path / "a").chmod(0o750)
    assert scan(tmp_path) == (
        Entry(path="a", type="file", mode=0o750, sha256=hashlib.sha256(b"hello").hexdigest(), size=5),
    )


def test_links_are_their_targets_and_never_followed(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key").write_text("key")
    (tmp_path / "work" / "folder").symlink_to(tmp_path / "secret")
    (tmp_path / "work" / "loop").symlink_to("loop")
    found = entries(tmp_path / "work")
    assert {path: entry.type for path, entry in found.items()} == {"folder": "link", "loop": "link"}
    assert found["loop"].sha256 == hashlib.sha256(b"loop").hexdigest()


def test_fifos_and_sockets_are_listed_and_never_opened(tmp_path: Path) -> None:

    os.mkfifo(tmp_path / "fifo")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        found = entries(tmp_path)
    assert {(path, entry.type, entry.sha256) for path, entry in found.items()} == {
        ("fifo", "special", None),
        ("socket", "special", None),
    }


def test_folders_count_only_when_empty(tmp_path: Path) -> None:
    (tmp_path / "empty" / "deeper").mkdir(parents=True)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").touch()
    assert {path: entry.type for path, entry in entries(tmp_path).items()} == {
        "empty/deeper": "folder",
        "full/a": "file",
    }


def test_hostile_names_are_told_apart_and_survive_json(tmp_path: Path) -> None:
    names = {b"new\nline", b"\xff\xfe", rb"\xff\xfe", b"back\\slash", "ü".encode(), b"esc\x1b[31m"}
    for name in names:
        with open(os.path.join(os.fsencode(tmp_path), name), "wb"):
            pass
    found = scan(tmp_path)
    assert {real(entry.path) for entry in found} == names
    assert len({entry.path for entry in found}) == len(names)
    assert between((), tmp_path) == Manifest.model_validate_json(between((), tmp_path).model_dump_json(by_alias=True))


@given(st.binary())
def test_a_shown_name_leads_back_to_the_real_one(name: bytes) -> None:
    assert real(shown(name)) == name
    shown(name).encode()


def test_a_file_nobody_may_read_is_read_and_shown_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir()
    (tmp_path / "locked" / "a").write_text("x")
    (tmp_path / "locked" / "a").chmod(0)
    (tmp_path / "locked").chmod(0)
    found = entries(tmp_path)
    assert (found["locked/a"].mode, found["locked/a"].sha256) == (0, hashlib.sha256(b"x").hexdigest())


def test_a_sparse_huge_file_is_hashed_in_pieces(tmp_path: Path) -> None:
    with open(tmp_path / "huge", "wb") as file:
        file.truncate(64 * 1024 * 1024)
    assert entries(tmp_path)["huge"].sha256 == hashlib.sha256(bytes(64 * 1024 * 1024)).hexdigest()


def test_what_was_added_removed_and_modified_is_told(tmp_path: Path) -> None:
    for name in ("same", "content", "mode", "type", "gone"):
        (tmp_path / name).write_text("old")
    before = scan(tmp_path)
    (tmp_path / "content").write_text("new")
    (tmp_path / "mode").chmod(0o755)
    (tmp_path / "type").unlink()
    (tmp_path / "type").symlink_to("old")
    (tmp_path / "gone").unlink()
    (tmp_path / "fresh").touch()
    (tmp_path / "same").touch()
    manifest = between(before, tmp_path)
    assert (manifest.added, manifest.removed) == (("fresh",), ("gone",))
    assert manifest.modified == ("content", "mode", "type")
    assert manifest.extra_git_dir is False


def test_an_emptied_or_filled_folder_is_not_itself_a_change(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").touch()
    before = scan(tmp_path)
    (tmp_path / "empty" / "b").touch()
    (tmp_path / "full" / "a").unlink()
    manifest = between(before, tmp_path)
    assert (manifest.added, manifest.removed, manifest.modified) == (("empty/b",), ("full/a",), ())


def test_a_file_that_becomes_a_folder_is_removed(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    before = scan(tmp_path)
    (tmp_path / "a").unlink()
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").touch()
    manifest = between(before, tmp_path)
    assert (manifest.added, manifest.removed) == (("a/b",), ("a",))


@pytest.mark.parametrize("name", ["sub/.git/HEAD", "sub/.git", "a/b/.GIT/config"])
def test_a_git_dir_elsewhere_is_extra_and_its_files_are_entries(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).touch()
    manifest = between((), tmp_path)
    assert (manifest.added, manifest.extra_git_dir) == ((name,), True)


def test_the_git_at_the_top_is_no_entry(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").touch()
    assert scan(tmp_path) == ()


def test_looking_at_a_repository_does_not_change_it(tmp_path: Path) -> None:
    before = prepare(made_task(tmp_path), tmp_path / "work").git
    os.utime(tmp_path / "work" / "README.md", (0, 0))  # so that status refreshes the index
    for command in (("status",), ("diff", "HEAD"), ("log",), ("grep", "one"), ("ls-files",)):
        git(tmp_path / "work", *command)
    (tmp_path / "work" / ".git" / "opencode").write_text("a project's id, not git's")
    assert git_digest(tmp_path / "work") == before


@pytest.mark.parametrize(
    "command",
    [
        ("commit", "--allow-empty", "-m", "x"),
        ("checkout", "-b", "side"),
        ("tag", "v1"),
        ("config", "core.fsmonitor", "true"),
        ("gc",),
    ],
)
def test_history_references_and_configuration_count_as_changes(tmp_path: Path, command: tuple[str, ...]) -> None:
    before = prepare(made_task(tmp_path), tmp_path / "work").git
    git(tmp_path / "work", *command)
    assert git_digest(tmp_path / "work") != before


def test_hooks_and_a_removed_or_replaced_repository_count_as_changes(tmp_path: Path) -> None:
    work = tmp_path / "work"
    digests = [prepare(made_task(tmp_path), work).git]
    (work / ".git" / "hooks").mkdir()
    (work / ".git" / "hooks" / "pre-commit").touch()
    digests.append(git_digest(work))
    (work / ".git").rename(tmp_path / "away")
    digests.append(git_digest(work))
    (work / ".git").symlink_to(tmp_path / "away")
    digests.append(git_digest(work))
    (work / ".git").unlink()
    (work / ".git").write_text("gitdir: ../away\n")
    digests.append(git_digest(work))
    assert len(set(digests)) == 5
