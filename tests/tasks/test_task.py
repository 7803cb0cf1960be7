"""A task.toml that does not fit gives one clear line; every prompt ends with the same offer."""

import shutil
from pathlib import Path

import pytest

from tasks.task import OFFER, load

GOOD = """
id = "own/task"
title = "A task"
language = "python"
category = "own"
difficulty = "easy"
time_limit_s = 60
expected_changes = ["a.py"]
protected = ["tests/**"]
constraints = []

[grading]
candidate = ["*.py"]
native = ["python3", "-m", "unittest"]

[provenance]
origin = "written here"
license = "Apache-2.0"
"""


PARTS = ("prompt.md", "workspace", "solution", "grading/cases.json", "grading/inputs.py", "grading/driver.py")


def written(folder: Path, text: str | bytes) -> Path:
    (folder / "task.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    (folder / "grading").mkdir()
    for part in PARTS:
        (folder / part).write_text("Do it.\n\n\n", encoding="utf-8")
    return folder


def test_a_good_one_is_read(tmp_path: Path) -> None:
    task = load(written(tmp_path, GOOD))
    assert (task.id, task.decline, task.grading.case_timeout_s) == ("own/task", None, 10.0)
    assert task.workspace == tmp_path / "workspace"


def test_the_prompt_ends_with_the_two_sentences_of_the_offer(tmp_path: Path) -> None:
    assert load(written(tmp_path, GOOD)).prompt == f"Do it.\n\n{OFFER}\n"
    assert "This cannot or should not be done, because" in OFFER
    assert "This must be answered first:" in OFFER


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('id = "own/task"', "", "id: Field required"),
        ('id = "own/task"', "id = 7", "id: "),
        ('id = "own/task"', 'id = "Own Task"', "id: "),
        ('id = "own/task"', 'id = "../task"', "id: "),
        ('category = "own"', 'category = "other"', "as a whole: Value error, category 'other'"),
        ('language = "python"', 'language = "cobol"', "language: Input should be"),
        ('difficulty = "easy"', 'difficulty = "trivial"', "difficulty: "),
        ("time_limit_s = 60", "time_limit_s = 0", "time_limit_s: "),
        ("time_limit_s = 60", "time_limit_s = true", "time_limit_s: "),
        ("time_limit_s = 60", 'time_limit_s = "60"', "time_limit_s: "),
        ('["a.py"]', '"a.py"', "expected_changes: "),
        ('["*.py"]', "[1]", "grading.candidate.0: "),
        ("[grading]", "[grading]\nretries = 2", "grading.retries: Extra inputs are not permitted"),
        ("[grading]", "[grading]\ncase_timeout_s = -1", "grading.case_timeout_s: "),
        ('license = "Apache-2.0"', "", "provenance.license: Field required"),
        ("constraints = []", 'constraints = []\ndecline = "NO.md"', "decline: "),
        ("constraints = []", 'constraints = []\nfolder = "/etc"', "folder (not for this file): "),
        ("constraints = []", "constraints = [", "not TOML: "),
        ("constraints = []", "title = 'twice'", "not TOML: "),
    ],
)
def test_a_malformed_one_is_one_line_with_file_and_field(tmp_path: Path, old: str, new: str, field: str) -> None:
    with pytest.raises(ValueError, match=r"task\.toml") as caught:
        load(written(tmp_path, GOOD.replace(old, new)))
    assert str(caught.value).startswith(f"{tmp_path / 'task.toml'}: {field}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_missing_is_named_before_anything_is_run(tmp_path: Path, part: str) -> None:
    (written(tmp_path, GOOD) / part).unlink()
    with pytest.raises(ValueError, match=f"{part}: missing"):
        load(tmp_path)


def test_a_task_that_is_right_to_decline_needs_no_cases(tmp_path: Path) -> None:
    written(tmp_path, GOOD.replace("constraints = []", 'constraints = []\ndecline = "REFUSAL.md"'))
    shutil.rmtree(tmp_path / "grading")
    assert load(tmp_path).decline == "REFUSAL.md"


def test_a_file_that_is_no_text_missing_or_a_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"task\.toml: not TOML: 'utf-8'"):
        load(written(tmp_path, b"\xff\xfe"))
    with pytest.raises(ValueError, match=r"nowhere.task\.toml: no such file; write one"):
        load(tmp_path / "nowhere")
    (tmp_path / "folder" / "task.toml").mkdir(parents=True)
    with pytest.raises(ValueError, match=r"task\.toml: cannot be read: "):
        load(tmp_path / "folder")
