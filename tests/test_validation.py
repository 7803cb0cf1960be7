"""Which tasks the sample takes, and what is said of them; the tasks themselves are tried by `make validate-sample`."""

from pathlib import Path

import pytest

from runner.toolchain import Toolchain
from tasks.catalogue import all_tasks
from tasks.task import Task
from tests import validation
from tests.needs import needs
from tests.runner.grader.tiny import FILES, task


def nothing_wrong(_task: Task, _tools: Toolchain) -> list[str]:
    return []


def test_every_commit_has_an_order_of_its_own_and_every_language_comes_early() -> None:
    tasks = all_tasks()
    one, other = (validation.rotated(tasks, commit) for commit in ("a", "b"))
    assert one != other
    assert sorted(task.id for task in one) == sorted(task.id for task in other) == [task.id for task in tasks]
    languages = {task.language for task in tasks}
    assert {task.language for task in one[: len(languages)]} == languages


def test_what_does_not_fit_into_the_time_is_left_out(tmp_path: Path) -> None:
    needs("python")
    tiny = task(tmp_path)
    assert [each.text for each in validation.results([tiny, tiny], nothing_wrong)] == ["sound", "sound"]
    assert list(validation.results([tiny, tiny], nothing_wrong, -1)) == []


def test_a_task_whose_toolchain_is_missing_is_said_not_to_be_validated(tmp_path: Path) -> None:
    result = validation.Result(task(tmp_path), None, 0.0, "no javac")
    assert result.text == "not validated: no javac"


def test_a_row_holds_what_was_found_on_one_line(tmp_path: Path) -> None:
    found = validation.Result(task(tmp_path), ["it did not compile:\n  a | b"], 2.4)
    assert validation.row(found).startswith("| own/tiny | ")
    assert validation.row(found).endswith(" | 0 | 0 | 2 | it did not compile: a \\| b |")


def test_a_row_of_the_soak_says_what_each_reference_did(tmp_path: Path) -> None:
    found = validation.Result(task(tmp_path), ["flaky: 2 of 20\nfailed"], 2.6)
    assert validation.soak_row(found).startswith("| own/tiny | ")
    assert validation.soak_row(found).endswith(" | 3 | flaky: 2 of 20 failed |")


@pytest.mark.parametrize(("sleepy", "wrong"), [("", []), ("    if __import__('random').random() < 0.5: return 0\n", 1)])
def test_a_reference_that_passes_only_now_and_then_is_flaky(sleepy: str, wrong: int, tmp_path: Path) -> None:
    solution = FILES["solution/adder/add.py"].replace("    return a + b", f"{sleepy}    return a + b")
    found = validation.flaky(task(tmp_path, solution__adder__add_dot_py=solution), needs("python"))
    assert len(found) == (wrong or 0)
