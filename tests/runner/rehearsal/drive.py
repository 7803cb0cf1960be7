"""Drives a real agent against a chat endpoint: clean environment, fresh HOME, stdin closed."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from runner import agent, install
from runner.toolchain import toolchain
from runner.workspace import prepare
from tasks.task import Task


@dataclass(frozen=True)
class Driven:
    """What one run of an agent left."""

    exit_code: int
    output: str
    wall_s: float
    workspace: Path


def drive(name: str, task: Task, folder: Path, endpoint: dict[str, str]) -> Driven:
    """Runs the agent once in a copy of the task's workspace; `endpoint` holds url, key and model."""
    found = agent.find(name)
    command = install.ensure(found, print)
    home, workspace, env = prepared(task, folder)
    started = agent.start(
        found,
        bin=str(command.bin),
        model=endpoint["model"],
        prompt=task.prompt,
        endpoint=endpoint["url"],
        token=endpoint["key"],
        home=str(home),
        workspace=str(workspace),
    )
    for path, text in started.files.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(text)
    return run(list(started.command), workspace, env | started.env)


def drive_by_hand(name: str, task: Task, folder: Path, endpoint: dict[str, str]) -> Driven:
    """Runs the shell lines that the agent's page shows to its reader."""
    found = agent.find(name)
    command = install.ensure(found, print)
    _, workspace, env = prepared(task, folder)
    env["PATH"] = f"{command.bin.parent}{os.pathsep}{env['PATH']}"
    env |= {"YOUR_ENDPOINT": endpoint["url"], "YOUR_KEY": endpoint["key"], "YOUR_MODEL_ID": endpoint["model"]}
    return run(["/bin/sh", "-c", found.wiring], workspace, env)


def prepared(task: Task, folder: Path) -> tuple[Path, Path, dict[str, str]]:
    """A fresh HOME, a workspace, and an environment with the task's tools and no way to other hosts."""
    home, workspace, temporary = folder / "home", folder / "workspace", folder / "tmp"
    home.mkdir()
    temporary.mkdir()
    prepare(task, workspace)
    tools = toolchain(*task.languages)
    closed = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    env = {
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "PATH": os.pathsep.join([*map(str, tools.folders), "/usr/bin", "/bin"]),
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }
    return home, workspace, env | closed | tools.env


def run(command: list[str], workspace: Path, env: dict[str, str]) -> Driven:
    """Runs a command to its end, at most two minutes."""
    start = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=workspace,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=120)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    return Driven(process.returncode, output, time.monotonic() - start, workspace)
