"""Agents on this machine: whole installations, never half ones, and the user's own."""

import json
import re
import subprocess
import threading
from pathlib import Path

import pytest

from runner import agent, install

PIP = """
name = "{name}"
title = "Tiny"
version = "{version}"
homepage = "https://example.org"
dialect = "chat"
context_window = 1
max_output = 1
leaves = []
wiring = ""
[install]
{install}
[run]
command = ["${{bin}}"]
terminal = "pipe"
[env]
[files]
"""


def written(folder: Path, version: str, how: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "agent.toml").write_text(PIP.format(name=folder.name, version=version, install=how))
    return folder


def from_pip(folder: Path, version: str = "2.21.0") -> agent.Agent:
    """An agent that is a small package with a command: Pygments, as mini-swe-agent's lock pins it."""
    how = 'kind = "pip"\npackage = "pygments"\npython = ">=3.11"\ncommand = "pygmentize"\nversion_args = ["-V"]'
    lock = (agent.AGENTS / "mini-swe-agent" / "requirements.txt").read_text()
    pinned = re.search(r"^pygments==.*?\n(?=    #)", lock, re.MULTILINE | re.DOTALL)
    assert pinned
    written(folder, version, how)
    (folder / "requirements.txt").write_text(pinned[0])
    return agent.load(folder)


def from_npm(folder: Path) -> agent.Agent:
    """An agent that is a small package with a command: marked, as pi's lock pins it."""
    lock = json.loads((agent.AGENTS / "pi" / "package-lock.json").read_text())
    marked = lock["packages"]["node_modules/marked"]
    wanted = {"name": "tiny", "dependencies": {"marked": marked["version"]}}
    written(folder, marked["version"], 'kind = "npm"\npackage = "marked"\ncommand = "marked"')
    (folder / "package.json").write_text(json.dumps(wanted))
    packages = {"": wanted, "node_modules/marked": marked}
    (folder / "package-lock.json").write_text(
        json.dumps({"name": "tiny", "lockfileVersion": 3, "requires": True, "packages": packages})
    )
    return agent.load(folder)


def said(command: Path, *arguments: str) -> str:
    """What the command prints with an empty environment."""
    return subprocess.run([command, *arguments], env={}, capture_output=True, text=True, check=True).stdout


@pytest.mark.download
def test_a_pip_agent_is_installed_once_and_runs_with_an_empty_environment(tmp_path: Path) -> None:
    tiny, told = from_pip(tmp_path / "tiny"), list[str]()
    assert install.installed(tiny, tmp_path) is None
    first = install.ensure(tiny, told.append, tmp_path)
    assert "2.21.0" in said(first.bin, "-V")
    assert (install.ensure(tiny, told.append, tmp_path), install.installed(tiny, tmp_path)) == (first, first)
    assert [line.split()[0] for line in told] == ["installing", "installed"]


@pytest.mark.download
def test_an_npm_agent_brings_its_own_node_and_keeps_it_off_the_path(tmp_path: Path) -> None:
    tiny = from_npm(tmp_path / "tiny")
    found = install.ensure(tiny, print, tmp_path)
    assert (found.version, found.path_folders) == (tiny.version, ())
    assert tiny.version in said(found.bin, "--version")


@pytest.mark.download
def test_two_at_once_make_one_installation(tmp_path: Path) -> None:
    tiny, told = from_pip(tmp_path / "tiny"), list[str]()
    threads = [threading.Thread(target=install.ensure, args=(tiny, told.append, tmp_path)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(line.startswith("installing") for line in told) == 1
    assert install.installed(tiny, tmp_path) is not None


@pytest.mark.download
def test_what_an_interrupted_installation_left_is_replaced(tmp_path: Path) -> None:
    tiny = from_pip(tmp_path / "tiny")
    half = install.prefix(tiny, tmp_path) / "venv" / "bin"
    half.mkdir(parents=True)
    (half / "pygmentize").write_text("half")
    assert install.installed(tiny, tmp_path) is None
    assert "2.21.0" in said(install.ensure(tiny, print, tmp_path).bin, "-V")


@pytest.mark.download
def test_a_package_with_another_hash_is_refused_with_the_installers_words(tmp_path: Path) -> None:
    tiny = from_pip(tmp_path / "tiny")
    lock = tiny.folder / "requirements.txt"
    lock.write_text(re.sub(r"sha256:\w{8}", "sha256:00000000", lock.read_text()))
    with pytest.raises(RuntimeError, match=r"(?s)failed with exit code.*Hash mismatch.*try again"):
        install.ensure(tiny, print, tmp_path)
    assert install.installed(tiny, tmp_path) is None


@pytest.mark.download
def test_a_lock_that_installs_another_version_than_agent_toml_says_is_refused(tmp_path: Path) -> None:
    tiny = from_pip(tmp_path / "tiny", version="9.9.9")
    with pytest.raises(RuntimeError, match=r"agent\.toml says version 9\.9\.9, its lock installs 2\.21\.0"):
        install.ensure(tiny, print, tmp_path)


def script(path: Path, text: str) -> str:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_a_shim_without_its_version_is_passed_over_and_the_real_path_taken(tmp_path: Path) -> None:
    shim = script(tmp_path / "python3.12", "echo 'not found' >&2; exit 127")
    other = script(tmp_path / "python3.9", f"echo 9 {tmp_path}/nine")
    right = script(tmp_path / "python3.11", f"echo 11 {tmp_path}/a real path")
    assert install.python_for(">=3.10,<3.13", [shim, other, "absent", right]) == tmp_path / "a real path"


def test_a_python_that_a_version_manager_keeps_off_the_path_is_found(tmp_path: Path) -> None:
    for folder in (".pyenv/versions/3.13.0/bin", ".local/share/uv/python/cpython-3.12.4-linux-x86_64-gnu/bin"):
        (tmp_path / folder).mkdir(parents=True)
        script(tmp_path / folder / "python3", f"echo 1{folder.partition('3.1')[2][0]} {tmp_path}/{folder[:4]}")
    found = install.kept(tmp_path)
    assert install.python_for(">=3.12,<3.13", found) == tmp_path / ".loc"
    assert install.python_for(">=3.12", found) == tmp_path / ".pye"
    assert install.kept(tmp_path / "nobody") == ()


def test_an_agent_without_its_lock_is_told_to_be_pinned(tmp_path: Path) -> None:
    folder = written(tmp_path / "tiny", "1.0", 'kind = "pip"\npackage = "tiny"\ncommand = "tiny"')
    with pytest.raises(FileNotFoundError, match=r"tiny/requirements.txt: no such file; pin what is installed"):
        install.installed(agent.load(folder), tmp_path / "cache")


def test_no_fitting_python_is_said_with_the_mend(tmp_path: Path) -> None:
    other = script(tmp_path / "python3.13", "echo 13 /p")
    with pytest.raises(FileNotFoundError, match=r"no Python >=3\.10,<3\.13 is on the PATH; .*uv python install 3\.12"):
        install.python_for(">=3.10,<3.13", [other])


def test_the_kits_own_python_is_taken_first() -> None:
    assert install.python_for(">=3.11").is_file()


def test_the_users_own_command_is_taken_with_the_version_it_reports(tmp_path: Path) -> None:
    command = script(tmp_path / "mini", "echo 'This is mini-swe-agent version 2.0.1.'")
    found = install.from_path(agent.find("mini-swe-agent"), str(tmp_path))
    assert found == install.Installed(bin=Path(command), version="2.0.1", path_folders=())


def test_the_interpreter_that_a_users_script_asks_env_for_is_on_its_path(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    script(tmp_path / "real" / "node", "echo 1.2.3")
    (tmp_path / "node").symlink_to(tmp_path / "real" / "node")
    (tmp_path / "pi").write_text(f"#!{tmp_path}/env node\n")
    script(tmp_path / "env", 'exec "$(dirname "$0")/$1"')
    (tmp_path / "pi").chmod(0o755)
    found = install.from_path(agent.find("pi"), str(tmp_path))
    assert (found.version, found.path_folders) == ("1.2.3", (tmp_path / "real",))


def test_a_command_that_is_not_on_the_path_is_said_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="aider is not on the PATH; install aider, or leave out --from-path"):
        install.from_path(agent.find("aider"), str(tmp_path))


def test_a_command_that_names_no_version_is_refused(tmp_path: Path) -> None:
    script(tmp_path / "aider", "echo hello")
    with pytest.raises(RuntimeError, match="names no version: 'hello'"):
        install.from_path(agent.find("aider"), str(tmp_path))


def test_the_cache_is_where_the_user_says() -> None:
    assert install.cache_folder({"CAB_CACHE": "/c", "XDG_CACHE_HOME": "/x"}) == Path("/c")
    assert install.cache_folder({"XDG_CACHE_HOME": "/x"}) == Path("/x/cab")
    assert install.cache_folder({}) == Path.home() / ".cache" / "cab"
    assert install.cache_folder({"CAB_CACHE": "~/c"}) == Path.home() / "c"


def test_another_lock_is_another_prefix(tmp_path: Path) -> None:
    tiny = from_pip(tmp_path / "tiny")
    first = install.prefix(tiny, tmp_path)
    with (tiny.folder / "requirements.txt").open("a") as lock:
        lock.write("# changed\n")
    assert install.prefix(tiny, tmp_path) != first
    assert install.prefix(tiny, tmp_path).parent == first.parent == tmp_path / "agents" / "tiny"
