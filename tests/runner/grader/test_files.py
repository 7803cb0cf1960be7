"""Sets of files: what a candidate may replace, and what is in the way."""

from pathlib import Path

import pytest

from runner.grader.files import File, below, laid_over, of_folder, replaced
from tests.runner.grader.tiny import write


def test_a_folder_is_read_with_the_bit_that_makes_a_program(tmp_path: Path) -> None:
    write(tmp_path, {"run.sh": "x", "src/a.py": "a", "src/__pycache__/a.pyc": "c"})
    (tmp_path / "run.sh").chmod(0o755)
    assert of_folder(tmp_path) == {"run.sh": File(b"x", executable=True), "src/a.py": File(b"a")}
    assert of_folder(tmp_path / "nothing") == {}


def test_files_are_moved_below_a_folder() -> None:
    assert below("code/x", {"a/b": File(b"c")}) == {"code/x/a/b": File(b"c")}


def test_a_candidate_replaces_all_of_its_kind_and_nothing_else() -> None:
    own = {name: File(b"old") for name in ("src/a.py", "src/gone.py", "tests/t.py")}
    found = replaced(own, {"src/a.py": b"new", "src/deep/b.py": b"new"}, ["src/**/*.py"])
    assert {name: file.content for name, file in found.items()} == {
        "src/a.py": b"new", "src/deep/b.py": b"new", "tests/t.py": b"old",
    }  # fmt: skip


def test_a_candidate_may_be_a_folder_where_its_own_file_was() -> None:
    assert list(replaced({"src/a.py": File(b"old")}, {"src/a.py/b.py": b"new"}, ["src/**"])) == ["src/a.py/b.py"]


@pytest.mark.parametrize("candidate", ["src/data/a.py", "src/data/deep/a.py", "src"])
def test_a_candidate_in_the_way_of_a_file_of_the_task_is_refused(candidate: str) -> None:
    with pytest.raises(ValueError, match="is a file, and a folder that holds"):
        replaced({"src/data": File(b"the task's own")}, {candidate: b"new"}, ["src/**/*.py", "src"])


def test_what_is_laid_over_wins() -> None:
    lower, upper = {"a": File(b"1"), "b": File(b"1")}, {"b": File(b"2"), "c/d": File(b"2")}
    assert {name: file.content for name, file in laid_over(lower, upper).items()} == {
        "a": b"1", "b": b"2", "c/d": b"2",
    }  # fmt: skip
