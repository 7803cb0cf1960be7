"""A new task is whole in every language; that it is sound is tried by `make validate-sample`."""

from pathlib import Path
from typing import get_args

import pytest

from tasks.scaffold import make
from tasks.task import Language


@pytest.mark.parametrize("language", get_args(Language))
def test_a_new_task_is_whole(language: Language, tmp_path: Path) -> None:
    task = make("mine/clamp", language, tmp_path)
    assert (task.id, task.category, task.language) == ("mine/clamp", "mine", language)
    assert task.folder == tmp_path / "clamp"
    assert not (task.folder / "template.toml").exists()
    assert (task.workspace / "AGENTS.md").is_file()


@pytest.mark.parametrize("name", ["clamp", "Mine/clamp", "a/b/c", "../x", "mine/"])
def test_a_name_that_is_no_id_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be a task's id"):
        make(name, "python", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    make("mine/clamp", "python", tmp_path)
    with pytest.raises(FileExistsError, match="is there already"):
        make("other/clamp", "python", tmp_path)
