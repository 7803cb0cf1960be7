"""Real cells for tests: the tiny agent of this folder, through the real proxy, graded and sealed."""

import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from cab.cell import Plan, run_cell
from cab.machine import own
from proxy.upstream import Endpoint
from runner import agent
from runner.cell import CellId
from runner.install import Installed
from runner.sandbox import Sandbox
from runner.toolchain import Toolchain, toolchain
from store.bundle import Bundle
from store.reserve import reserve
from tasks import catalogue

TINY = Path(__file__).parent / "tiny"
KEY = "sk-canary-2f8c1d0e7b"


def plan(tmp_path: Path, endpoint: str, behaviour: str, task_id: str = "polyglot/python-reverse-string") -> Plan:
    """A plan for the tiny agent, which does what `behaviour` says (see tiny/tiny.py)."""
    task = catalogue.find(task_id)
    folder = tmp_path / "tiny"
    shutil.copytree(TINY, folder)
    toml = folder / "agent.toml"
    toml.write_text(toml.read_text().replace("@SOLUTION@", str(task.solution)).replace("@BEHAVIOUR@", behaviour))
    program = folder / "tiny.py"
    program.write_text(f"#!{sys.executable}\n" + program.read_text().partition("\n")[2])
    program.chmod(0o755)
    return Plan(
        task=task,
        agent=agent.load(folder),
        installed=Installed(bin=program, version="0.1.0", path_folders=()),
        endpoint=Endpoint(endpoint, KEY),
        model=behaviour,
        kind="measurement",
        timeout_s=60,
        from_path=False,
    )


def tools_of(planned: Plan) -> Toolchain:
    """The toolchain that the plan's task needs."""
    return toolchain(*planned.task.languages)


def sealed(tmp_path: Path, planned: Plan, sandbox: Sandbox | None = None) -> Bundle:
    """The bundle of one run of the plan."""
    runs = tmp_path / "runs"
    identity = reserve(runs, CellId.of("tiny", planned.model, planned.task.id, 1), None)
    lines: list[dict[str, Any]] = []
    machine = own(tools_of(planned), planned.installed, planned.endpoint, planned.traffic)
    if sandbox is not None:
        machine = replace(machine, sandbox=sandbox)
    return run_cell(planned, identity, runs / identity.folder, machine, lines.append)
