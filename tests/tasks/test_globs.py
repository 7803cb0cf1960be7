"""Globs over a workspace's paths."""

import pytest

from tasks.globs import matches


@pytest.mark.parametrize(
    ("path", "glob", "expected"),
    [
        ("src/lib.rs", "src/lib.rs", True),
        ("src/lib.rs", "src/*.rs", True),
        ("src/a/lib.rs", "src/*.rs", False),
        ("src/a/b/lib.rs", "src/**/*.rs", True),
        ("src/lib.rs", "src/**/*.rs", True),
        ("tests/a/b", "tests/**", True),
        ("tests", "tests/**", False),
        ("xtests/a", "tests/**", False),
        ("a.py", "?.py", True),
        ("/.py", "?.py", False),
        ("a+b[1].py", "a+b[1].py", True),
        ("aXpy", "a.py", False),
        ("a\nb.py", "**", True),
        ("src/lib.rs/x", "src/lib.rs", False),
    ],
)
def test_a_glob_names_the_whole_path(path: str, glob: str, *, expected: bool) -> None:
    assert matches(path, ["nothing", glob]) is expected


def test_no_globs_match_nothing() -> None:
    assert not matches("a", [])
