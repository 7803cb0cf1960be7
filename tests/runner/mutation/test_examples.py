"""Examples of calls, out of what stands in a repository's tests, whatever that is."""

from pathlib import Path

from runner.mutation.examples import examples, literals
from runner.mutation.grammar import errors, tree
from runner.mutation.languages.java import JAVA
from runner.mutation.repo import survey
from tests.runner.mutation.little import laid, little

LONG = " + ".join(['"a"'] * 3000)
SOURCE = "package p; public class P { public static String f(String a) { return a; } }\n"


def test_a_text_of_thousands_of_parts_is_passed_over(tmp_path: Path) -> None:
    test = f'class PTest {{ void t() {{ String s = {LONG}; for (String a : List.of({LONG})) P.f(a); P.f("b"); }} }}\n'
    laid(tmp_path, {"pom.xml": "", "src/main/java/P.java": SOURCE, "src/test/java/PTest.java": test})
    repo = survey(tmp_path, test=("true",))
    entries = repo.grammar.entries(repo.grammar.functions(SOURCE.encode(), "src/main/java/P.java"), repo.contents)
    assert ["b"] in examples(repo, entries, "0")[entries[0].call]
    assert "b" in literals(repo)


def test_a_test_that_is_not_written_in_utf_8_is_passed_over(tmp_path: Path) -> None:
    little(tmp_path)
    (tmp_path / "tests/test_old.py").write_bytes(b"# -*- coding: latin-1 -*-\n\xe9 = 'an old one'\n")
    assert "an old one" not in literals(survey(tmp_path))


def test_errors_are_counted_however_deep_they_are() -> None:
    found = [
        errors(tree(f"class P {{ String s = f({odd}) + {LONG}; }}".encode(), JAVA).root_node) for odd in ("1", "1 2")
    ]
    assert found[0] == 0 < found[1]
