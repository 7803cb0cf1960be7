"""Toolchain: the real programs of a language, found before HOME is replaced."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

FROZEN = ConfigDict(frozen=True, extra="forbid")

SYSTEM = (Path("/usr/bin"), Path("/bin"))


class Toolchain(BaseModel):
    """Where a language's programs really are, and what they say of themselves."""

    model_config = FROZEN
    language: str
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
}


def toolchain(language: str) -> Toolchain:
    """The toolchain of `language`; FileNotFoundError names the program that is missing and the mend."""
    if language not in LANGUAGES:
        raise ValueError(f"no toolchain for {language!r}; there are {', '.join(LANGUAGES)}")
    source = LANGUAGES[language]
    bin_folder = Path(_said(source.ask, language, source.mend, source.settings())) / "bin"
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
        versions={name: _version(path, language, source.mend) for name, path in programs.items()},
    )


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
        versions={"git": _version(programs["git"], "every task", mend)},
    )


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
        raise FileNotFoundError(f"{language}: {' '.join(argv)} failed: {said}; {mend}") from None
    return done.stdout.strip()


def _version(program: Path, language: str, mend: str) -> str:
    """`1.95.0 (f2d3ce0bd 2026-03-21)` of `cargo 1.95.0 (f2d3ce0bd 2026-03-21)`."""
    line = _said((str(program), "--version"), language, mend).partition("\n")[0]
    return line[line.index(" ") + 1 :].removeprefix("version ") if " " in line else line
