"""Temporary folders go, whatever was put into them."""

import os
from pathlib import Path

import pytest

from runner.temporary import remove, temporary


def test_a_tree_deeper_than_any_path_is_removed(tmp_path: Path) -> None:
    here = os.open(".", os.O_RDONLY)
    (tmp_path / "a").mkdir()
    os.chdir(tmp_path / "a")
    for _ in range(3000):
        os.mkdir("folder")
        os.chdir("folder")
    Path("file").touch()
    os.fchdir(here)
    os.close(here)
    remove(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_locked_folders_fifos_and_odd_names_are_removed_and_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").touch()
    with temporary("cab-test-") as folder:
        (folder / "locked" / "in").mkdir(parents=True)
        (folder / "locked" / "in" / "file").touch()
        (folder / "link").symlink_to(tmp_path / "kept")
        os.mkfifo(folder / "fifo")
        os.mkdir(os.fsencode(folder) + b"/\xff\n")
        (folder / "locked" / "in").chmod(0)
        (folder / "locked").chmod(0)
    assert not folder.exists()
    assert (tmp_path / "kept" / "file").exists()


def test_it_goes_also_after_an_error_and_may_be_gone_already() -> None:
    with pytest.raises(ZeroDivisionError), temporary("cab-test-") as folder:
        raise ZeroDivisionError
    assert not folder.exists()
    remove(folder)
