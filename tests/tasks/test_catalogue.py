"""Tasks are found by id, or as a folder of the user's own."""

import shutil
from pathlib import Path

import pytest

from tasks import catalogue
from tasks.task import OFFER

IDS = [task.id for task in catalogue.all_tasks()]


def test_all_tasks_are_sorted_by_id_and_lie_where_their_id_says() -> None:
    assert sorted(set(IDS)) == IDS
    assert len(IDS) >= 6
    assert all(task.folder == catalogue.TASKS / task.id for task in catalogue.all_tasks())


def test_a_folder_of_ones_own_is_found_by_path(tmp_path: Path) -> None:
    shutil.copytree(catalogue.TASKS / IDS[0], tmp_path / "mine")
    assert catalogue.find(str(tmp_path / "mine")).folder == tmp_path / "mine"
    assert catalogue.find(IDS[0]).folder == catalogue.TASKS / IDS[0]


@pytest.mark.parametrize("name", ["mutations/rust-eror-negated", "", "nothing-like-it", "../tasks/mutations"])
def test_an_unknown_one_is_answered_with_near_names(name: str) -> None:
    with pytest.raises(ValueError, match=r"no task .*; near: .*(mutations|polyglot)/"):
        catalogue.find(name)


def test_the_digest_follows_content_and_names_and_not_caches(tmp_path: Path) -> None:
    shutil.copytree(catalogue.TASKS / IDS[0], tmp_path / "mine")
    task = catalogue.find(str(tmp_path / "mine"))
    first = catalogue.digest(task)
    assert first == catalogue.digest(catalogue.find(IDS[0]))
    (task.workspace / "__pycache__").mkdir()
    (task.workspace / "__pycache__" / "x.pyc").write_bytes(b"")
    assert catalogue.digest(task) == first
    (task.workspace / "added").write_bytes(b"")
    second = catalogue.digest(task)
    (task.workspace / "added").rename(task.workspace / "renamed")
    assert len({first, second, catalogue.digest(task)}) == 3


def test_every_prompt_ends_with_the_same_offer_and_speaks_of_it_nowhere_else() -> None:
    for task in catalogue.all_tasks():
        said = task.prompt.removesuffix(f"\n\n{OFFER}\n")
        assert said != task.prompt
        assert "REFUSAL" not in said
        assert "CLARIFY" not in said


def test_a_twin_names_its_twin_and_just_one_of_them_is_right_to_decline() -> None:
    tasks = {task.id: task for task in catalogue.all_tasks()}
    twins = [(task, tasks[task.twin]) for task in tasks.values() if task.twin]
    assert [(one.id, other.id) for one, other in twins if other.twin != one.id] == []
    assert [one.id for one, other in twins if bool(one.decline) == bool(other.decline)] == []
    assert [task.id for task in tasks.values() if task.decline and not task.twin] == []


def test_every_task_ships_wrong_solutions_and_says_where_it_comes_from() -> None:
    tasks = catalogue.all_tasks()
    assert [task.id for task in tasks if len(list((task.grading_folder / "wrong").glob("*/"))) < 2] == []
    assert [task.id for task in tasks if task.provenance.license != "Apache-2.0"] == []
