"""Parts are graded on what the untouched workspace, asked the same, gets wrong."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from runner.evidence import Grade
from runner.grader.local import LocalPlace
from runner.grader.validate import validate
from scorers.partial import partial
from tasks.task import Grading, PartOf, Task
from tests.runner.grader.tiny import RIGHT, TASK, graded, python, task

ADD = "adder/add.py"
PARTS = """
[[grading.parts]]
name = "numbers"
cases = ["small", "drawn *"]

[[grading.parts]]
name = "nothing"
cases = ["none"]

[[grading.parts]]
name = "text"
cases = ["text"]

[provenance]"""
CASES = """[
{"name": "small", "call": "add", "args": [1, 2], "value": 3},
{"name": "none", "call": "add", "args": [0, 0], "value": 0},
{"name": "text", "call": "add", "args": ["a", "b"], "raises": "TypeError"}
]"""


@pytest.fixture
def parted(tmp_path: Path) -> Task:
    """The tiny task in three parts, of which the untouched workspace gets "nothing" right, and "text" by accident."""
    text = TASK.replace("[provenance]", PARTS)
    return task(tmp_path, task_dot_toml=text, grading__cases_dot_json=CASES)


def shown(grade: Grade) -> dict[str, tuple[bool, bool | None]]:
    return {part.name: (part.passed, part.counts) for part in grade.parts}


def test_what_the_untouched_workspace_gets_right_does_not_count(parted: Task) -> None:
    grade = graded(parted, {ADD: "def add(a, b):\n    return a + b\n"})
    assert shown(grade) == {"numbers": (True, True), "nothing": (True, False), "text": (False, False)}
    share, why = partial(grade)
    assert share is None
    assert "every part that counts was got right, but not the task: 1 of 7 cases are wrong" in (why or "")


def test_doing_nothing_and_doing_next_to_nothing_earn_exactly_0(parted: Task) -> None:
    for files in ({}, {ADD: "# I tried\ndef add(a, b):\n    return a - b\n"}):
        grade = graded(parted, files)
        assert shown(grade) == {"numbers": (False, True), "nothing": (True, False), "text": (True, False)}
        assert partial(grade) == (0.0, None)


def test_what_does_not_answer_has_no_part(parted: Task) -> None:
    grade = graded(parted, {ADD: "def add("})
    assert {passed for passed, _ in shown(grade).values()} == {False}
    assert partial(grade) == (0.0, None)


def test_all_of_it_is_all_of_it(parted: Task) -> None:
    grade = graded(parted, {ADD: RIGHT})
    assert (grade.status, {part.passed for part in grade.parts}) == ("passed", {True})
    assert [part.cases for part in grade.parts] == [5, 1, 1]
    assert partial(grade) == (1.0, None)


def test_a_part_that_can_earn_nothing_or_has_no_case_is_no_good(parted: Task, tmp_path: Path) -> None:
    said = validate(parted, LocalPlace(python()))
    assert "the part 'nothing' is got right by the untouched workspace, so it can earn nothing" in said
    text = (parted.folder / "task.toml").read_text().replace('"none"', '"nobody"')
    said = validate(task(tmp_path, task_dot_toml=text), LocalPlace(python()))
    assert "the part 'nothing' has no case" in said


def test_one_part_is_none() -> None:
    one = PartOf(name="a", cases=("*",))
    for parts in ((one,), (one, one)):
        with pytest.raises(ValidationError, match="names of their own, and are two or more"):
            Grading(candidate=("a",), native=("b",), parts=parts)
