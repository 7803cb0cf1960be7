"""What is found in a repository: language, sources, tests and how they run, licence; and what is left out."""

import subprocess
from pathlib import Path

import pytest

from runner.mutation.about import UNKNOWN
from runner.mutation.repo import survey
from runner.mutation.suites import Tally, tally
from runner.mutation.writing import candidate, guarded
from tests.runner.mutation.little import little


def laid(folder: Path, *names: str, **texts: str) -> Path:
    """A folder of files, each with its own name or the text that is given for it."""
    for name in (*names, *texts):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts.get(name, f"# {name}\n"))
    return folder


def test_the_language_is_that_of_the_files_that_every_project_has(tmp_path: Path) -> None:
    repo = survey(little(tmp_path))
    assert repo.grammar.name == "python"
    assert repo.sources == ("fares/__init__.py", "fares/zones.py")
    assert repo.tests == ("tests/__init__.py", "tests/test_fare.py", "tests/test_label.py")


def test_a_language_that_cannot_be_told_is_asked_for(tmp_path: Path) -> None:
    laid(tmp_path, "notes.txt")
    with pytest.raises(ValueError, match=r"which language.*--lang"):
        survey(tmp_path)


def test_a_language_that_is_not_mutated_is_answered_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"cobol: no language that is mutated; there are .*python"):
        survey(little(tmp_path), "cobol")


TYPED = {"test/a.test.ts": 'import test from "node:test";\n'}


def test_a_package_is_typescript_where_more_of_its_own_sources_are(tmp_path: Path) -> None:
    built = ("dist/a.js", "lib/a.js", "lib/a.d.ts", "lib/b.js")
    laid(tmp_path, "package.json", "src/a.ts", "src/b.d.ts", "eslint.config.js", *built, **TYPED)
    assert survey(tmp_path).grammar.name == "typescript"
    laid(tmp_path, "src/c.js", **{"test/c.test.js": 'import test from "node:test";\n'})
    assert survey(tmp_path).grammar.name == "javascript"


def test_javascript_with_declarations_beside_it_and_tests_of_its_types_stays_javascript(tmp_path: Path) -> None:
    laid(tmp_path, "package.json", "lib/a.js", "lib/a.d.ts", "lib/a.test-d.ts", **TYPED)
    assert survey(tmp_path).sources == ("lib/a.js",)


def test_what_typescript_was_compiled_to_gives_no_solution_away(tmp_path: Path) -> None:
    laid(tmp_path, "package.json", "src/a.ts", "types/b.d.ts", "dist/a.js", "lib/a.js", "lib/a.d.ts", **TYPED)
    assert set(survey(tmp_path).files) == {"package.json", "src/a.ts", "types/b.d.ts", "test/a.test.ts"}


def test_unittest_runs_what_it_can_and_pytest_the_rest(tmp_path: Path) -> None:
    assert survey(little(tmp_path)).native[-6:] == ("unittest", "discover", "-s", "tests", "-t", ".")
    (tmp_path / "tests/test_more.py").write_text("def test_more():\n    assert True\n")
    assert survey(tmp_path).native[:3] == ("python3", "-m", "pytest")
    assert survey(tmp_path, test=("make", "check")).native == ("make", "check")


def test_sources_below_src_are_found_by_the_tests(tmp_path: Path) -> None:
    laid(tmp_path, "pyproject.toml", "src/fares/__init__.py", **{"tests/test_a.py": "import pytest\n"})
    assert survey(tmp_path).native[-2:] == ("-o", "pythonpath=src")


def test_what_git_ignores_and_what_builds_leave_is_nobodys(tmp_path: Path) -> None:
    little(tmp_path, {".gitignore": "secret.txt\n", "secret.txt": "mine", "node_modules/a/a.py": "", "kept.txt": ""})
    subprocess.run(["git", "-C", tmp_path, "init", "--quiet"], check=True)
    found = set(survey(tmp_path).files)
    assert "kept.txt" in found
    assert not any(path.startswith(("build/", "__pycache__/", "node_modules/", ".git/")) for path in found)
    assert "secret.txt" not in found


def test_what_git_ignores_is_nobodys_in_a_folder_of_a_repository_either(tmp_path: Path) -> None:
    little(tmp_path / "fares", {"secret.txt": "mine", "kept.txt": ""})
    (tmp_path / ".gitignore").write_text("secret.txt\n")
    subprocess.run(["git", "-C", tmp_path, "init", "--quiet"], check=True)
    found = set(survey(tmp_path / "fares").files)
    assert "kept.txt" in found
    assert "secret.txt" not in found


def test_a_folder_that_a_repository_around_it_ignores_is_taken_as_it_is(tmp_path: Path) -> None:
    little(tmp_path / "fares")
    (tmp_path / ".gitignore").write_text("fares/\n")
    subprocess.run(["git", "-C", tmp_path, "init", "--quiet"], check=True)
    assert "fares/zones.py" in survey(tmp_path / "fares").files


def test_a_licence_is_told_by_its_text_where_no_metadata_names_it(tmp_path: Path) -> None:
    little(tmp_path, {"pyproject.toml": '[project]\nname = "a"\n'})
    assert survey(tmp_path).about.licence == "MIT"
    (tmp_path / "LICENSE").unlink()
    assert survey(tmp_path).about.licence == UNKNOWN


def test_a_licence_that_is_a_link_is_taken_along(tmp_path: Path) -> None:
    little(tmp_path / "fares", {"pyproject.toml": '[project]\nname = "a"\n'})
    (tmp_path / "fares/LICENSE").rename(tmp_path / "LICENSE")
    (tmp_path / "fares/LICENSE").symlink_to("../LICENSE")
    repo = survey(tmp_path / "fares")
    assert repo.about.licence == "MIT"
    assert repo.files["LICENSE"].content.startswith(b"Permission is hereby granted")


def test_a_source_that_is_not_written_in_utf_8_is_not_mutated(tmp_path: Path) -> None:
    little(tmp_path)
    (tmp_path / "fares/old.py").write_bytes(b"# -*- coding: latin-1 -*-\ndef \xe9t\xe9(): pass\n")
    assert "fares/old.py" not in survey(tmp_path).sources
    assert "fares/old.py" in survey(tmp_path).files


def test_names_that_are_no_text_are_guarded_but_not_mutated(tmp_path: Path) -> None:
    laid(tmp_path, "pyproject.toml", "a/b.py", "a/test_b.py", **{"a/\udce9.py": "", "a/test_\udce9.py": ""})
    repo = survey(tmp_path, test=("true",))
    assert repo.sources == ("a/b.py",)
    assert guarded(repo, ()) == ["a/test_?.py", "a/test_b.py"]
    assert set(repo.files) >= {"a/\udce9.py", "a/test_\udce9.py"}


def test_a_folder_without_tests_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no tests are found; say how its tests are run with --test") as refused:
        survey(laid(tmp_path, "pyproject.toml", "a/b.py"))
    assert str(refused.value).startswith(f"{tmp_path}: ")


def test_new_sources_are_carried_where_a_folder_holds_nothing_else(tmp_path: Path) -> None:
    laid(tmp_path, "pyproject.toml", "top.py", "a/b.py", "c/d.py", "c/test_d.py", **{"t/test_a.py": "import pytest\n"})
    repo = survey(tmp_path)
    assert candidate(repo) == ["a/*.py", "c/d.py", "top.py"]
    assert guarded(repo, ()) == ["c/test_d.py", "t/test_a.py"]


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ("Ran 12 tests in 0.1s\n\nFAILED (failures=2, errors=1)\n", Tally(12, 3)),
        ("FAILED tests/a.py::b\n2 failed, 31 passed, 1 skipped in 0.2s\n", Tally(33, 2)),
        ("test result: FAILED. 3 passed; 1 failed; 0 ignored\ntest result: ok. 2 passed; 0 failed;\n", Tally(6, 1)),
        ("ℹ tests 9\nℹ suites 0\nℹ pass 7\nℹ fail 2\n", Tally(9, 2)),  # noqa: RUF001 - as Node writes it
        ("--- FAIL: TestA (0.00s)\n    --- PASS: TestA/b (0.0s)\n--- PASS: TestC (0.00s)\nFAIL\n", Tally(3, 1)),
        ("--- FAIL: TestA (0.00s)\nFAIL\n", None),
        ("make: *** [test] Error 1\n", None),
    ],
)
def test_how_many_tests_failed_is_what_the_suite_says(said: str, counted: Tally | None) -> None:
    assert tally(said) == counted
