"""Hiding: which of a repository's tests have to leave the workspace, so that the rest passes over a mutant."""

from pathlib import PurePosixPath

from runner.mutation.trying import Shown
from runner.mutation.workshop import Workshop

CODE = (".py", ".js", ".mjs", ".cjs", ".ts", ".rs", ".go", ".java", ".c", ".cpp")
PASSED = (0, 5)  # Python's runners end with 5 where no test is left


def hidden(shop: Workshop, shown: Shown) -> tuple[str, ...]:
    """The test files that kill the mutant: those that the suite named, else all.

    None where the suite fails even without them.
    """
    files = shop.with_file(shown.function.path, shown.content)
    tests = [path for path in shop.repo.tests if _runs(path)]
    named = [path for path in tests if any(name in shown.said for name in _names(path))]
    for away in (named, tests):
        if away and shop.suite({path: file for path, file in files.items() if path not in away}).exit_code in PASSED:
            return tuple(away)
    return ()


def _runs(path: str) -> bool:
    """Whether a file of the tests may itself be a test, rather than what tests read or share."""
    name = PurePosixPath(path)
    return name.suffix in CODE and name.stem not in ("__init__", "conftest", "mod")


def _names(path: str) -> tuple[str, ...]:
    """What a suite's output calls the file: its path, its module, or its name."""
    name = PurePosixPath(path)
    return path, ".".join((*name.parts[:-1], name.stem)), name.name
