"""A repository as it is found: its files, its language, its sources and tests, and how its tests are run."""

import re
import shutil
import subprocess
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from runner.grader.carry import files as regular
from runner.grader.files import File, Files
from runner.mutation.about import LICENCES, About, about
from runner.mutation.grammar import Grammar
from runner.mutation.grammars import LANGUAGES
from runner.mutation.suites import command
from tasks.globs import matches

MOST, LARGEST = 5000, 64 << 20  # of a workspace: files, and bytes together
LEFTOVERS = re.compile(
    r"\.git|\.hg|\.svn|\.tox|\.nox|\.venv|venv|node_modules|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.hypothesis"
    r"|\.eggs|.*\.egg-info|\.idea|\.vscode|htmlcov|.*\.pyc|.*\.l?[oa]|.*\.so(\.\d+)*|.*\.class|\.coverage|\.DS_Store|\.pc"
)
# A folder of build products, where the file beside it says that it is one.
BUILT = {
    "target": ("Cargo.toml", "pom.xml"),
    "build": ("setup.py", "pyproject.toml"),
    "dist": ("setup.py", "pyproject.toml", "package.json"),
}
DECLARED = re.compile(r".*[.-]d\.[cm]?ts")  # types alone
ASIDE = re.compile(
    r"doc|docs|examples?|bench(es|marks?)?|scripts?|tools|fuzz|vendor|third_party|debian|setup\.py|conf\.py|build\.rs"
)
UNNAMED = re.compile("[*?\ud800-\udfff]")  # in a path that a task.toml cannot name: globs, and bytes that are no text
TESTS = re.compile(
    r"tests?|testing|testdata|specs?|__tests__|fixtures|conftest\.py|tests?\.\w+|test_.*|.*[_.-](tests?|spec)\.\w+"
)
MARKS = {
    "Cargo.toml": "rust",
    "go.mod": "go",
    "package.json": "javascript",
    "pyproject.toml": "python",
    "setup.py": "python",
    "setup.cfg": "python",
    "pom.xml": "java",
    "build.gradle": "java",
}


class Repo(NamedTuple):
    """What is mutated; paths are posix, below the repository."""

    folder: Path
    about: About
    grammar: Grammar
    files: Files  # without what version control and builds leave
    sources: tuple[str, ...]
    tests: tuple[str, ...]  # all files that belong to tests alone
    native: tuple[str, ...]  # the command that runs its tests

    @property
    def contents(self) -> dict[str, bytes]:
        """The files' bytes."""
        return {path: file.content for path, file in self.files.items()}


def survey(folder: Path, language: str | None = None, test: tuple[str, ...] | None = None) -> Repo:
    """The repository in `folder`; ValueError when it is none that mutants can be made of, with the mend."""
    found = _files(folder)
    named = language or _language(folder, found)
    if named not in LANGUAGES:
        raise ValueError(f"{named}: no language that is mutated; there are {', '.join(LANGUAGES)}")
    grammar = LANGUAGES[named]
    if named == "typescript":
        compiled = _compiled(found)
        found = {path: file for path, file in found.items() if path.partition("/")[0] not in compiled}
    tests = tuple(path for path in found if is_test(path, grammar))
    written = [path for path in found if matches(path, grammar.globs) and is_text(found[path])]
    sources = tuple(path for path in written if path not in tests and not _aside(path))
    if not sources:
        globs = ", ".join(grammar.globs)
        raise ValueError(f"{folder}: no source in {named} ({globs}, in UTF-8); --lang says which language it is")
    try:
        native = test or command(named, found, tests, sources)
    except ValueError as problem:
        raise ValueError(f"{folder}: {problem}") from None
    return Repo(folder, about(folder, found), grammar, found, sources, tests, native)


def is_test(path: str, grammar: Grammar) -> bool:
    """Whether a file belongs to tests alone, by its path."""
    return matches(path, grammar.tests) or any(TESTS.fullmatch(part) for part in PurePosixPath(path).parts)


def is_text(file: File) -> bool:
    """Whether it is UTF-8, as names and literals of a source have to be."""
    try:
        file.content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _files(folder: Path) -> Files:
    if not folder.is_dir():
        raise ValueError(f"{folder}: no such folder; give the repository's own")
    tracked = _not_ignored(folder)
    paths = [path for path in regular(folder) if not _leftover(path, folder) and (tracked is None or path in tracked)]
    sizes = sum((folder / path).stat().st_size for path in paths)
    if len(paths) > MOST or sizes > LARGEST:
        held = f"{len(paths)} files of {sizes} bytes"
        raise ValueError(f"{folder}: {held}, a workspace has at most {MOST} of {LARGEST}; give a folder within it")
    licences = [each.name for each in folder.iterdir() if LICENCES.fullmatch(each.name) and each.is_file()]
    found = {path: _file(folder / path) for path in dict.fromkeys([*paths, *sorted(licences)])}  # those through links
    # A program that is newer than its sources would not be built anew, and so be tested in a mutant's place.
    return {path: file for path, file in found.items() if not file.content.startswith(b"\x7fELF")}


def _file(path: Path) -> File:
    return File(path.read_bytes(), bool(path.stat().st_mode & 0o100))


def _leftover(path: str, folder: Path) -> bool:
    parts = PurePosixPath(path).parts
    if any(LEFTOVERS.fullmatch(part) for part in parts):
        return True
    return any((folder / mark).is_file() for mark in BUILT.get(parts[0], ()))


def _not_ignored(folder: Path) -> frozenset[str] | None:
    """What git does not ignore, so that what users keep to themselves stays there; None: it is in no git repository."""
    git, whole = shutil.which("git"), folder.resolve()
    if git is None or not any((each / ".git").exists() for each in (whole, *whole.parents)):
        return None
    if not (folder / ".git").exists() and _git(git, folder, "check-ignore", "--quiet", ".").returncode == 0:
        return None  # all of it is ignored by a repository around it, to which it does not belong
    done = _git(git, folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if done.returncode != 0:
        raise ValueError(f"{folder}: git does not list its files: {done.stderr.decode(errors='replace').strip()}")
    return frozenset(done.stdout.decode("utf-8", "surrogateescape").split("\0"))


def _git(git: str, folder: Path, *asked: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([git, "-C", str(folder), *asked], capture_output=True, timeout=60, check=False)


def _language(folder: Path, found: Files) -> str:
    said = dict.fromkeys(language for mark, language in MARKS.items() if mark in found)
    marked = dict.fromkeys(_script(found) if each == "javascript" else each for each in said)
    if len(marked) == 1:
        return next(iter(marked))
    counts = {name: sum(matches(path, grammar.globs) for path in found) for name, grammar in LANGUAGES.items()}
    likely = [name for name in marked or counts if counts.get(name)]
    if len(likely) != 1:
        many = ", ".join(likely) or "none that is known"
        raise ValueError(f"{folder}: which language? it seems to be {many}; say it with --lang")
    return likely[0]


def _script(found: Files) -> str:
    """The language of a package.json: TypeScript, where more of the package's own sources are in it."""
    compiled = _compiled(found)
    tops = {path: path.partition("/")[0] for path in found if not _aside(path)}
    own = [path for path, top in tops.items() if top not in compiled and ".config." not in top]
    written = [kind for path in own if (kind := _kind(path)) in LANGUAGES and not is_test(path, LANGUAGES[kind])]
    return "typescript" if written.count("typescript") > written.count("javascript") else "javascript"


def _compiled(found: Files) -> frozenset[str]:
    """The folders at the top that TypeScript's compiler wrote: what a fault is put into stands there without it."""
    kinds: dict[str, set[str]] = {}
    for path in found:
        top, below, _ = path.partition("/")
        if below:
            kinds.setdefault(top, set()).add(_kind(path))
    return frozenset(top for top, held in kinds.items() if {"javascript", "types"} <= held and "typescript" not in held)


def _kind(path: str) -> str:
    if DECLARED.fullmatch(path):
        return "types"
    return next((name for name in ("typescript", "javascript") if matches(path, LANGUAGES[name].globs)), "")


def _aside(path: str) -> bool:
    return bool(UNNAMED.search(path)) or any(ASIDE.fullmatch(part) for part in PurePosixPath(path).parts)
