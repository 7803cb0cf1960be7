"""The command that runs a repository's own tests, and how many of them it says failed, a line a language."""

import json
import re
import shlex
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from runner.grader.files import Files

SAY = 'say how its tests are run with --test "COMMAND"'
FOREIGN = re.compile(
    r"\b(mocha|jest|vitest|ava|tape|tap|jasmine|karma|lab|uvu|qunit|grunt|gulp|nyc|c8|xo|standard|npm|yarn)\b"
)


class Tally(NamedTuple):
    """What a suite says of itself."""

    tests: int
    failed: int


def command(language: str, files: Files, tests: Sequence[str], sources: Sequence[str]) -> tuple[str, ...]:
    """The suite's command, of programs that the grader has; ValueError with the mend when there is none."""
    if language not in SUITES:
        raise ValueError(f"no usual way to run tests in {language}; {SAY}")
    return SUITES[language](files, tests, sources)


def _python(files: Files, tests: Sequence[str], sources: Sequence[str]) -> tuple[str, ...]:
    """With unittest, unless the tests are such as only pytest runs."""
    texts = {path: files[path].content.decode("utf-8", "replace") for path in tests if path.endswith(".py")}
    if not texts:
        raise ValueError(f"no tests are found; {SAY}")
    within = any(path.startswith("src/") for path in sources)
    if any(
        re.search(r"^(import pytest|from pytest|(async )?def test_)", text, re.MULTILINE) for text in texts.values()
    ):
        path = ("-o", "pythonpath=src") if within else ()
        return ("python3", "-m", "pytest", "-q", "--tb=line", "-o", "addopts=", *path)
    folder = next(iter(sorted(texts))).rpartition("/")[0] or "."
    begin = (
        "import sys; sys.path[:0] = ['src', '.']; import unittest; "
        f"unittest.main(module=None, argv=['unittest', 'discover', '-s', {folder!r}, '-t', '.'])"
    )
    if within:
        return ("python3", "-I", "-S", "-c", begin)
    return ("python3", "-I", "-S", "-m", "unittest", "discover", "-s", folder, "-t", ".")


def _javascript(files: Files, tests: Sequence[str], _sources: Sequence[str]) -> tuple[str, ...]:
    """What package.json says, where that is Node alone; else Node's own runner."""
    try:
        script = json.loads(files["package.json"].content)["scripts"]["test"]
    except (KeyError, ValueError, TypeError):
        script = ""
    if re.fullmatch(r"node [^&|;<>$`]+", script):
        return tuple(shlex.split(script))
    imported = [
        path for path in tests if re.search(rb"""(from|require\()\s*['"](node:)?(test|assert)""", files[path].content)
    ]
    if not imported:
        runner = f"its tests are run by {script!r}, which the grader does not have; " if FOREIGN.search(script) else ""
        raise ValueError(f"{runner}no test uses Node's own node:test or assert; {SAY}")
    return ("node", "--test")


def _rust(files: Files, _tests: Sequence[str], sources: Sequence[str]) -> tuple[str, ...]:
    """Unit and integration tests; where there are none, the examples in the docs."""
    marked = any(b"#[test]" in files[path].content for path in (*sources, *_tests))
    return ("cargo", "test", "--offline", "--quiet", "--no-fail-fast", "--tests" if marked else "--doc")


def _go(_files: Files, _tests: Sequence[str], _sources: Sequence[str]) -> tuple[str, ...]:
    return ("go", "test", "-vet=off", "-count=1", "-v", "./...")


def _java(files: Files, tests: Sequence[str], sources: Sequence[str]) -> tuple[str, ...]:
    """A script beside the tests; else JUnit 4, where its jar is there; else each class of the tests that has a main."""
    scripts = [path for path in tests if PurePosixPath(path).name in ("run.sh", "test.sh")]
    if scripts:
        return ("sh", scripts[0])
    texts = {path: files[path].content.decode("utf-8", "replace") for path in tests if path.endswith(".java")}
    units = [_class(path, said) for path, said in texts.items() if "@Test" in said and "org.junit." in said]
    mains = [_class(path, said) for path, said in texts.items() if re.search(r"static void main\s*\(", said)]
    jars = [PurePosixPath(path) for path in files if path.endswith(".jar")]
    run = [f"java {JVM} -cp $path {each}" for each in mains]
    if units and any(jar.name.startswith("junit") for jar in jars):
        whole = [each for each in units if "Abstract" not in each]
        run = [f"java {JVM} -cp $path org.junit.runner.JUnitCore {' '.join(whole)}"]
    elif not mains or units:
        of_junit = "its tests need JUnit, whose jar is not in the repository; " if units else ""
        raise ValueError(f"{of_junit}no tests with a main, and no tests/run.sh; {SAY}")
    return ("sh", "-c", _compiled(sorted({str(jar.parent / "*") for jar in jars}), [*sources, *texts]) + "\n".join(run))


JVM = "-Xmx256m -XX:CompressedClassSpaceSize=64m"


def _compiled(jars: Sequence[str], paths: Sequence[str]) -> str:
    """A script that compiles what is below the folders of `paths`; $path then holds the classes and the jars."""
    folders = sorted({PurePosixPath(path).parts[0] for path in paths})
    resources = [f"{folder}/{kind}/resources" for folder in folders for kind in ("main", "test")]
    return (
        "set -eu\nout=$(mktemp -d)\ntrap 'rm -rf \"$out\"' EXIT\n"
        f"path=$out:{':'.join([*jars, *resources])}\n"
        "set -f\n"  # the wildcards of a class path are Java's own
        "javac -J-Xmx512m -J-XX:CompressedClassSpaceSize=64m -proc:none -encoding UTF-8 -nowarn -cp $path -d $out "
        f"$(find {' '.join(folders)} -name '*.java' ! -name module-info.java)\n"
    )


def _class(path: str, said: str) -> str:
    """The name of a file's class."""
    package = re.search(r"^\s*package\s+([\w.]+)\s*;", said, re.MULTILINE)
    return f"{package[1]}.{PurePosixPath(path).stem}" if package else PurePosixPath(path).stem


def _c(files: Files, _tests: Sequence[str], _sources: Sequence[str]) -> tuple[str, ...]:
    """A Makefile's test or check."""
    for name in ("Makefile", "makefile", "GNUmakefile"):
        if name in files:
            target = re.search(r"^(test|check)\s*:", files[name].content.decode("utf-8", "replace"), re.MULTILINE)
            if target:
                return ("make", target[1])
    scripts = [path for path in files if PurePosixPath(path).name in ("run.sh", "test.sh") and "test" in path]
    if scripts:
        return ("sh", scripts[0])
    raise ValueError(f"no Makefile with a test or check, and no tests/run.sh; {SAY}")


SUITES: dict[str, Callable[[Files, Sequence[str], Sequence[str]], tuple[str, ...]]] = {
    "python": _python,
    "javascript": _javascript,
    "typescript": _javascript,
    "rust": _rust,
    "go": _go,
    "java": _java,
    "c": _c,
    "cpp": _c,
}


def tally(said: str) -> Tally | None:
    """How many tests ran and failed, as each runner of tests says it at the end; None: it does not."""
    return next((found for each in SAYING if (found := each(said)) is not None), None)


def _unittest(said: str) -> Tally | None:
    ran = re.search(r"^Ran (\d+) tests? in", said, re.MULTILINE)
    failed = re.findall(r"(?:failures|errors)=(\d+)", said)
    return Tally(int(ran[1]), sum(map(int, failed))) if ran else None


def _node_test(said: str) -> Tally | None:
    ran, failed = (re.search(rf"^(?:\S+ )?{word} (\d+)$", said, re.MULTILINE) for word in ("tests", "fail"))
    return Tally(int(ran[1]), int(failed[1]) if failed else 0) if ran else None


def _cargo_test(said: str) -> Tally | None:
    suites = re.findall(r"^test result: \w+\. (\d+) passed; (\d+) failed", said, re.MULTILINE)
    passed, failed = (sum(int(each[place]) for each in suites) for place in (0, 1))
    return Tally(passed + failed, failed) if suites else None


def _go_test(said: str) -> Tally | None:
    each = re.findall(r"^ *--- (PASS|FAIL): ", said, re.MULTILINE)
    # Without -v it names only those that fail.
    return Tally(len(each), each.count("FAIL")) if "PASS" in each else None


def _junit(said: str) -> Tally | None:
    found = re.search(r"^(?:OK \(|Tests run: )(\d+)(?: tests?\)|,  Failures: (\d+))", said, re.MULTILINE)
    return Tally(int(found[1]), int(found[2] or 0)) if found else None


def _pytest(said: str) -> Tally | None:
    """As many other runners say it, too."""
    counts = {word: int(number) for number, word in re.findall(r"\b(\d+) (passed|failed|errors?)\b", said[-300:])}
    failed = sum(number for word, number in counts.items() if word != "passed")
    return Tally(counts.get("passed", 0) + failed, failed) if counts else None


SAYING: tuple[Callable[[str], Tally | None], ...] = (_unittest, _node_test, _cargo_test, _go_test, _junit, _pytest)
