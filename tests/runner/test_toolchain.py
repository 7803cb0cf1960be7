"""Toolchains: real programs, found before HOME is replaced."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from runner.toolchain import LANGUAGES, base_tools, missing, toolchain
from tests.needs import needs


def run_with_no_home(program: Path, *arguments: str) -> str:
    """What a program prints when HOME is another, as in a cell."""
    env = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}
    return subprocess.run((program, *arguments), env=env, capture_output=True, text=True, check=True).stdout


def test_python_is_a_real_interpreter_and_not_the_kits_venv() -> None:
    tools = toolchain("python")
    said = run_with_no_home(tools.programs["python"], "-c", "import sys; print(sys.prefix == sys.base_prefix)")
    assert said == "True\n"
    assert tools.programs["python"] == tools.programs["python3"]
    assert tools.versions["python3"].split(".")[:2] == [str(part) for part in sys.version_info[:2]]


def test_rust_works_without_the_users_home_where_rustups_shims_would_not() -> None:
    tools = needs("rust")
    assert run_with_no_home(tools.programs["cargo"], "--version") == f"cargo {tools.versions['cargo']}\n"
    assert run_with_no_home(tools.programs["rustc"], "--version") == f"rustc {tools.versions['rustc']}\n"
    assert tools.programs["cargo"].resolve().name == "cargo"


def test_a_missing_program_is_named_with_its_language_and_the_mend() -> None:
    code = "from runner.toolchain import toolchain; toolchain('rust')"
    done = subprocess.run(
        (sys.executable, "-c", code), env={"PATH": "/nonexistent"}, capture_output=True, text=True, check=False
    )
    assert "FileNotFoundError: rust: no program 'rustc' on the PATH; install Rust" in done.stderr


def test_a_shim_that_fails_is_told_with_what_it_said(tmp_path: Path) -> None:
    shim = tmp_path / "rustc"
    shim.write_text("#!/bin/sh\necho no default toolchain >&2\nexit 1\n")
    shim.chmod(0o755)
    code = "from runner.toolchain import toolchain; toolchain('rust')"
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    done = subprocess.run((sys.executable, "-c", code), env=env, capture_output=True, text=True, check=False)
    assert "FileNotFoundError: rust: rustc --print sysroot failed: no default toolchain; install Rust" in done.stderr


def test_an_unknown_language_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"no toolchain for 'cobol'; there are python, rust, javascript"):
        toolchain("cobol")


def test_every_agent_gets_git_a_shell_and_coreutils() -> None:
    tools = base_tools()
    assert {"/usr/bin", "/bin"} <= {str(folder) for folder in tools.folders}
    assert all(os.access(path, os.X_OK) for path in tools.programs.values())
    assert tools.versions["git"][0].isdigit()


def test_rustups_toolchains_are_found_in_the_home_they_were_installed_in_though_home_is_empty(tmp_path: Path) -> None:
    needs("rust")
    code = "from runner.toolchain import toolchain; print(toolchain('rust').programs['cargo'])"
    env = {name: value for name, value in os.environ.items() if name != "RUSTUP_HOME"} | {"HOME": str(tmp_path)}
    for _ in range(2):  # the first call may leave an empty .rustup behind
        done = subprocess.run((sys.executable, "-c", code), env=env, capture_output=True, text=True, check=False)
        assert done.stdout.strip() == str(toolchain("rust").programs["cargo"]), done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_found_and_works_without_the_users_home(language: str) -> None:
    tools = needs(language)
    assert tools.versions
    assert all(path.is_absolute() and os.access(path, os.X_OK) for path in tools.programs.values())


def test_several_languages_are_one_toolchain() -> None:
    needs("c", "java")
    both = toolchain("python", "c", "java")
    assert both.language == "python+c+java"
    assert {"python3", "gcc", "javac"} <= set(both.programs)
    assert set(both.versions) == {"python", "python3", "gcc", "java", "javac"}


def test_a_node_that_cannot_read_typescript_is_not_taken(tmp_path: Path) -> None:
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v20.1.0 is too old >&2\nexit 1\n")
    old.chmod(0o755)
    code = (
        "from runner import toolchain as t; "
        "t.LANGUAGES['javascript'] = t.NODE._replace(second=None); print(t.missing(['javascript', 'python']))"
    )
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    done = subprocess.run((sys.executable, "-c", code), env=env, capture_output=True, text=True, check=True)
    assert "javascript: node failed: v20.1.0 is too old; install Node 22.18 or later" in done.stdout
    assert "python:" not in done.stdout


def test_nothing_is_missing_where_everything_is() -> None:
    assert missing(["python"]) == {}
