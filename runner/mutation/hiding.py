"""Hiding: which of a repository's tests have to leave the workspace, so that the rest passes over a mutant."""

from pathlib import PurePosixPath

from runner.mutation.trying import Shown
from runner.mutation.workshop import Workshop

CODE = (".py", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".rs", ".go", ".java", ".c", ".cpp")
PASSED = (0, 5)  # Python's runners end with 5 where no test is left
ROUNDS = 8


def hidden(shop: Workshop, shown: Shown) -> tuple[str, ...]:
    """The test files that kill the mutant: those that the suite names until it passes without them, else all.

    None where the suite fails even without them.
    """
    files = shop.with_file(shown.function.path, shown.content)
    tests = [path for path in shop.repo.tests if _runs(path)]
    said, away = shown.said, frozenset[str]()
    for _ in range(ROUNDS):  # only the end of what a suite says is known
        named = {path for path in tests if any(name in said for name in _names(path))}
        if named <= away:
            break
        away |= named
        done = shop.suite({path: file for path, file in files.items() if path not in away})
        if done.exit_code in PASSED:
            return tuple(path for path in tests if path in away)
        said = f"{done.stdout_tail}\n{done.stderr_tail}"
    left = {path: file for path, file in files.items() if path not in tests}
    return tuple(tests) if tests and shop.suite(left).exit_code in PASSED else ()


def _runs(path: str) -> bool:
    """Whether a file of the tests may itself be a test, rather than what tests read or share."""
    name = PurePosixPath(path)
    return name.suffix in CODE and name.stem not in ("__init__", "conftest", "mod")


def _names(path: str) -> tuple[str, ...]:
    """What a suite's output calls the file: its path, its module, or its name."""
    name = PurePosixPath(path)
    return path, ".".join((*name.parts[:-1], name.stem)), name.name
