"""From a little project to sound tasks, and what of it is refused."""

import json
import subprocess
from pathlib import Path

import pytest

from runner.grader.files import File
from runner.grader.jail import children
from runner.grader.local import LocalPlace
from runner.grader.validate import validate, wrong_solutions
from runner.mutation.pipeline import Tell, mutate, prepared
from runner.mutation.repo import survey
from runner.mutation.tally import Tally
from runner.mutation.turn import Wanted
from runner.mutation.writing import put
from runner.toolchain import toolchain
from tasks.catalogue import digest
from tasks.task import load
from tests.runner.mutation.little import little

WANTED = Wanted(tasks=2, seed=7, jobs=2, hide=False, seconds=60)
PLACE = LocalPlace(toolchain("python"))


def mutants(project: Path, out: Path, wanted: Wanted, tell: Tell = lambda _: None) -> Tally:
    """The project, mutated into `out`."""
    out.mkdir()
    (out.parent / f"{out.name}-drivers").mkdir()
    ready = prepared(survey(project), PLACE, out.parent / f"{out.name}-drivers", wanted)
    return mutate(ready, out, wanted, tell)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tasks made of the little project."""
    folder = tmp_path_factory.mktemp("mutate")
    mutants(little(folder / "project"), folder / "out", WANTED)
    return folder / "out"


def test_every_task_is_sound(made: Path) -> None:
    tasks = [load(path.parent) for path in sorted(made.glob("*/task.toml"))]
    assert [task.id for task in tasks] == ["mutated/little-fares-1", "mutated/little-fares-2"]
    assert {task.id: validate(task, PLACE) for task in tasks} == {task.id: [] for task in tasks}


def test_a_task_says_where_it_comes_from_and_what_is_wrong_but_not_where(made: Path) -> None:
    task = load(made / "little-fares-1")
    said = json.loads((made / "mutate.json").read_text())
    assert (said["package"], said["version"], said["license"]) == ("Little Fares", "1.2", "MIT")
    assert task.provenance.license == "MIT"
    assert task.provenance.origin.startswith("Little Fares 1.2, ")
    assert "of Little Fares gives wrong answers" in task.prompt
    assert said["tasks"][0]["operator"] not in task.prompt
    assert "zones.py" not in task.prompt


def test_a_workspace_is_the_project_with_one_file_changed_and_without_leftovers(made: Path) -> None:
    task = load(made / "little-fares-2")
    project = {path: text for path, text in _texts(made.parent / "project").items() if "left" not in text}
    workspace = _texts(task.workspace)
    assert workspace.keys() == project.keys()
    assert [path for path in project if workspace[path] != project[path]] == ["fares/zones.py"]
    assert _texts(task.solution) == {"fares/zones.py": project["fares/zones.py"]}
    assert task.protected == ("tests/**",)


def test_each_task_ships_two_wrong_solutions_that_are_not_its_own_fault(made: Path) -> None:
    for folder in made.glob("little-fares-*"):
        task = load(folder)
        texts = [_texts(wrong)["fares/zones.py"] for wrong in wrong_solutions(task)]
        assert len({*texts, _texts(task.workspace)["fares/zones.py"], _texts(task.solution)["fares/zones.py"]}) == 4


def test_what_is_dropped_is_counted_by_reason(made: Path) -> None:
    said = json.loads((made / "mutate.json").read_text())
    assert said["mutants"] == len(said["tasks"]) + sum(each["count"] for each in said["mutants_dropped"])
    assert said["functions_looked_at"] <= said["functions"] == 4


def test_the_same_seed_makes_the_same_tasks_however_many_functions_are_looked_at_at_a_time(
    made: Path, tmp_path: Path
) -> None:
    others = set(children())
    with subprocess.Popen(["sleep", "600"]) as bystander:
        mutants(little(tmp_path / "project"), tmp_path / "out", WANTED._replace(jobs=1))
        left = set(children()) - others
        assert (left, bystander.poll()) == ({bystander.pid}, None)  # its own have ended, nobody else's have
        bystander.kill()
    assert [digest(load(tmp_path / "out" / path.name)) for path in sorted(made.glob("little-*"))] == [
        digest(load(path)) for path in sorted(made.glob("little-*"))
    ]
    assert (tmp_path / "out/mutate.json").read_bytes() == (made / "mutate.json").read_bytes()


def test_a_function_that_stands_in_another_file_too_makes_no_task(tmp_path: Path) -> None:
    project = little(tmp_path / "project")
    (project / "fares/zones.py.orig").write_bytes((project / "fares/zones.py").read_bytes())
    tally = mutants(project, tmp_path / "out", WANTED)
    assert (tally.dropped_functions["copied"], tally.made) == (4, [])


def test_one_that_is_cut_short_accounts_for_the_tasks_that_it_made(tmp_path: Path) -> None:
    def stop(tally: Tally) -> None:
        if tally.made:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mutants(little(tmp_path / "project"), tmp_path / "out", WANTED, stop)
    assert [each["number"] for each in json.loads((tmp_path / "out/mutate.json").read_text())["tasks"]] == [1]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["little-fares-1", "mutate.json"]


def test_one_that_is_cut_short_before_its_first_task_leaves_the_folder_empty(tmp_path: Path) -> None:
    def stop(_: Tally) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mutants(little(tmp_path / "project"), tmp_path / "out", WANTED, stop)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_task_that_cannot_be_written_whole_is_not_there_at_all(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        put(tmp_path / "task", {"a": File(b"a"), "b/c": File(b"c"), "b": File(b"b")})
    assert list(tmp_path.iterdir()) == []


def test_a_mutant_that_answers_otherwise_each_time_makes_no_task(tmp_path: Path) -> None:
    source = "def tags(words: list[str]) -> list[str]:\n    return sorted({word for word in words})\n"
    words = [chr(97 + at) * 3 for at in range(20)]
    test = (
        "import unittest\n\nfrom fares.zones import tags\n\n\nclass TestTags(unittest.TestCase):\n"
        f"    def test(self):\n        self.assertEqual(tags({words[::-1]}), {words})\n"
    )
    project = little(
        tmp_path / "project", {"fares/zones.py": source, "tests/test_fare.py": test, "tests/test_label.py": ""}
    )
    tally = mutants(project, tmp_path / "out", WANTED)
    assert (tally.dropped["fickle"], tally.made) == (1, [])


def test_hidden_tests_leave_the_workspace_and_still_grade(tmp_path: Path) -> None:
    mutants(little(tmp_path / "project"), tmp_path / "out", WANTED._replace(tasks=1, hide=True))
    task = load(tmp_path / "out/little-fares-1")
    (name,) = _texts(task.grading_folder / "native")
    assert not (task.workspace / name).exists()
    assert len(list(task.workspace.glob("tests/test_*.py"))) == 1
    assert "No test that you have shows it" in task.prompt
    assert validate(task, PLACE) == []


def test_tests_that_fail_before_anything_is_changed_are_refused(tmp_path: Path) -> None:
    project = little(tmp_path / "project", {"tests/test_label.py": "import unittest\n\nfail\n"})
    with pytest.raises(ValueError, match=r"fail with exit code 1 before anything is changed.*--test(.|\n)*NameError"):
        mutants(project, tmp_path / "out", WANTED)


def test_a_project_without_plain_entries_is_told_what_one_is(tmp_path: Path) -> None:
    source = "def fare(stops: bytes) -> bytes:\n    return stops[1:]\n"
    test = "import unittest\n\n\nclass TestNothing(unittest.TestCase):\n    def test(self):\n        pass\n"
    project = little(
        tmp_path / "project", {"fares/zones.py": source, "tests/test_fare.py": test, "tests/test_label.py": test}
    )
    with pytest.raises(ValueError, match="none of its 1 functions is a plain entry; a plain entry is a function that"):
        mutants(project, tmp_path / "out", WANTED)


def _texts(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()
    }
