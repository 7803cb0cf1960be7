"""Peers: the other proxies, each installed once at its pinned version, outside the checkout."""

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from runner.install import cache_folder

LOCKS = Path(__file__).parent.parent / "peers"
CHECKOUT = LOCKS.parent.parent
SHIPPED_PYTHON = Path("/usr/bin/python3")  # Debian's, built with its profile: what Dockerfile.proxy runs


@dataclass(frozen=True)
class Peer:
    """A program that can be started."""

    program: Path
    version: str


@dataclass(frozen=True)
class Absent:
    """A program that cannot be had here, and why."""

    reason: str


def nginx() -> Peer | Absent:
    """The machine's nginx; Debian's nginx-light is installed first where there is none and we may."""
    may_install = shutil.which("apt-get") is not None and os.geteuid() == 0
    if shutil.which("nginx") is None and not may_install:
        return Absent("not installed: apt-get install nginx-light, as root")
    if shutil.which("nginx") is None:
        # RUNLEVEL=1 keeps Debian from starting it as a service.
        quiet = {**os.environ, "RUNLEVEL": "1", "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", "nginx-light"]):
            subprocess.run(["apt-get", "-qq", *command], env=quiet, stdout=sys.stderr, check=True)
    program = shutil.which("nginx") or "nginx"
    said = subprocess.run([program, "-v"], capture_output=True, text=True, check=True).stderr
    return Peer(Path(program), said.strip().rpartition("/")[2])


def from_lock(name: str) -> Peer:
    """A peer from PyPI, in a virtual environment of its own made from `bench/peers/<name>.txt`."""
    home = _environment(name, LOCKS / f"{name}.txt", Path(sys.executable))
    return Peer(home / "bin", _version(home, name))


def own() -> Peer:
    """The Python that Dockerfile.proxy runs, with the packages that its image has; on no Debian, this one."""
    system = Path("/etc/os-release")
    if not (system.exists() and "ID=debian\n" in system.read_text() and SHIPPED_PYTHON.exists()):
        return own_here()
    home = _environment("shipped", CHECKOUT / "proxy" / "requirements.txt", SHIPPED_PYTHON)
    return Peer(home / "bin" / "python", f"Debian's Python {_python_version(SHIPPED_PYTHON)}, as in its image")


def own_here() -> Peer:
    """The Python that runs the bench, with all that a checkout has."""
    return Peer(Path(sys.executable), f"Python {platform.python_version()}, as in a checkout")


def _environment(name: str, lock: Path, python: Path) -> Path:
    """A virtual environment of its own, made once, with what `lock` pins."""
    key = hashlib.sha256(lock.read_bytes()).hexdigest()[:12]
    home = cache_folder(os.environ) / "bench" / f"{name}-py{_python_version(python)}-{key}"
    stamp = home / "installed"  # written last
    if not stamp.is_file():
        sys.stderr.write(f"installing {name} into {home} (once)\n")
        shutil.rmtree(home, ignore_errors=True)
        uv = str(Path(sys.executable).with_name("uv"))
        subprocess.run([uv, "venv", "--quiet", "--python", str(python), str(home)], check=True)
        into = ["--python", str(home / "bin" / "python")]
        subprocess.run([uv, "pip", "install", "--quiet", *into, "--require-hashes", "-r", str(lock)], check=True)
        stamp.touch()
    return home


def _python_version(python: Path) -> str:
    said = subprocess.run([str(python), "--version"], capture_output=True, text=True, check=True).stdout
    return said.split()[1]


def _version(home: Path, name: str) -> str:
    metadata = next(home.glob(f"lib/*/site-packages/{re.sub('[-.]', '_', name)}-*.dist-info"))
    return metadata.name.removesuffix(".dist-info").rpartition("-")[2]
