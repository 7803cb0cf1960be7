"""Only allowed regular files are carried over, into a fresh copy."""

import os
from pathlib import Path

import pytest

from runner.grader.carry import LARGEST, files, followed_files, lay, regular_files
from runner.temporary import remove
from tests.runner.grader.tiny import write


def test_links_fifos_caches_and_repositories_are_no_files(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "a", "b/c.py": "c", "__pycache__/x.pyc": "x", ".git/config": "g", "b/.git/config": "g"})
    (tmp_path / "link.py").symlink_to("a.py")
    (tmp_path / "folder").symlink_to(tmp_path / "b")
    (tmp_path / "dangling.py").symlink_to("/nowhere")
    os.mkfifo(tmp_path / "fifo.py")
    assert list(files(tmp_path)) == ["a.py", "b/c.py"]


def test_only_what_the_globs_name_is_carried(tmp_path: Path) -> None:
    write(tmp_path, {"src/a.rs": "a", "src/b/c.rs": "c", "build.rs": "x", ".cargo/config.toml": "x", "src/d.txt": "d"})
    assert regular_files(tmp_path, ["src/**/*.rs"]) == {"src/a.rs": b"a", "src/b/c.rs": b"c"}


def test_the_careless_way_follows_links(tmp_path: Path) -> None:
    write(tmp_path, {"secret": "s", "w/a.py": "a"})
    (tmp_path / "w" / "b.py").symlink_to(tmp_path / "secret")
    assert followed_files(tmp_path / "w", ["*.py"]) == {"a.py": b"a", "b.py": b"s"}
    assert regular_files(tmp_path / "w", ["*.py"]) == {"a.py": b"a"}


@pytest.mark.parametrize("sizes", [(LARGEST + 1,), (LARGEST, 1)])
def test_a_huge_candidate_is_refused(tmp_path: Path, sizes: tuple[int, ...]) -> None:
    for number, size in enumerate(sizes):
        with (tmp_path / f"{number}.py").open("wb") as file:
            file.truncate(size)
    with pytest.raises(ValueError, match=rf"'{len(sizes) - 1}\.py' makes them more than"):
        regular_files(tmp_path, ["*.py"])
    (tmp_path / "0.py").unlink()
    assert len(regular_files(tmp_path, ["*.py"])) == len(sizes) - 1


def test_what_is_laid_keeps_its_own_and_its_modes(tmp_path: Path) -> None:
    write(tmp_path, {"task/src/a.py": "a", "task/run.sh": "x", "copy/src/a.py": "old", "copy/b.py": "b"})
    (tmp_path / "task" / "run.sh").chmod(0o755)
    lay(tmp_path / "task", tmp_path / "copy")
    assert list(files(tmp_path / "copy")) == ["b.py", "run.sh", "src/a.py"]
    assert (tmp_path / "copy" / "src" / "a.py").read_text(encoding="utf-8") == "a"
    assert (tmp_path / "copy" / "run.sh").stat().st_mode & 0o100


def test_a_name_too_long_to_be_laid_elsewhere_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"/".join(["d" * 200] * 6) + "/a.py": "a"})
    with pytest.raises(ValueError, match="more than 1024 characters"):
        regular_files(tmp_path, ["**/*.py"])


def test_a_tree_deeper_than_pythons_stack_is_walked(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(1200):
        deep /= "d"
        deep.mkdir()
    (deep / "a.py").write_bytes(b"a")
    assert [path[-6:] for path in files(tmp_path)] == ["d/a.py"]
    remove(tmp_path / "d")
