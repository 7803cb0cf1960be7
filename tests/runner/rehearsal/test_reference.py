"""What the scripted model knows of a task."""

import shutil
from pathlib import Path

import pytest

from runner.rehearsal.reference import reference
from tasks import catalogue
from tasks.globs import matches
from tasks.task import load


def test_every_task_of_the_kit_can_be_rehearsed() -> None:
    for task in catalogue.all_tasks():
        known = reference(task)
        expected = (*task.expected_changes, *([task.decline] if task.decline else []))
        assert [path for path in known.after if not matches(path, expected)] == [], task.id
        assert set(known.before) <= set(known.after)


def test_a_file_the_solution_leaves_as_it_was_is_not_written(tmp_path: Path) -> None:
    folder = tmp_path / "task"
    shutil.copytree(catalogue.find("polyglot/python-reverse-string").folder, folder)
    shutil.copy(folder / "workspace" / "mirror" / "cli.py", folder / "solution" / "mirror")
    assert "mirror/cli.py" not in reference(load(folder)).after


def test_a_solution_that_changes_nothing_is_refused_with_the_mend(tmp_path: Path) -> None:
    folder = tmp_path / "task"
    shutil.copytree(catalogue.find("polyglot/python-reverse-string").folder, folder)
    shutil.rmtree(folder / "solution")
    (folder / "solution").mkdir()
    with pytest.raises(ValueError, match=r"changes nothing of .*; write the reference solution there"):
        reference(load(folder))


def test_the_tests_are_run_as_the_grader_runs_them_where_a_language_has_no_way_of_its_own() -> None:
    assert reference(catalogue.find("mutations/go-shared-route")).check == "go test -vet=off ./..."
    assert reference(catalogue.find("mutations/rust-error-negated")).check == "cargo test --offline --quiet"


def test_files_that_are_no_text_are_nothing_to_a_solution_that_leaves_them(tmp_path: Path) -> None:
    folder = tmp_path / "task"
    shutil.copytree(catalogue.find("polyglot/python-reverse-string").folder, folder)
    (folder / "workspace/logo.png").write_bytes(b"\x89PNG\x9d")
    assert set(reference(load(folder)).before) <= set(reference(load(folder)).after)
