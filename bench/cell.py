"""`python -m bench.cell`: what a sealed cell costs beside bare `docker run --rm`, and prints docs/bench-cell.md.

The agent is a shell that asks a local endpoint once and writes the reference solution, so that nearly all is the kit's
and the engine's own.
"""

import datetime
import os
import platform
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from cab.cell import run_cell
from cab.fleet import Walls, fleet
from cab.plan import Aim, Options
from cab.traffic import Traffic
from proxy.upstream import Endpoint
from runner import agent
from runner.docker.engine import connect
from runner.grader.local import LocalPlace
from runner.grader.place import Place, Room
from runner.grader.verdict import grade
from runner.rehearsal import shell
from runner.rehearsal.reference import reference
from runner.rehearsal.server import rehearsing
from runner.sandbox import Export, Sandbox
from runner.toolchain import toolchain
from store.reserve import reserve
from tasks import catalogue

TASK = "polyglot/python-reverse-string"
MOST = 1.5  # what issue 4 allows

ASK = (
    "import http.client as h; c = h.HTTPConnection('127.0.0.1', 4010);"
    """c.request('POST', '/v1/chat/completions', '{"model": "m", "messages": [{"role": "user", "content": "x"}]}');"""
    "c.getresponse().read()"
)


class Round(NamedTuple):
    """One cell, and as many bare containers right after it, in seconds."""

    cell: float
    agent: float
    tests: float
    containers: int
    bare: float

    @property
    def overhead(self) -> float:
        """What of the cell is neither the agent nor the tests."""
        return self.cell - self.agent - self.tests


class Kept:
    """A sandbox whose export is graded once more before it is cleaned away, on this machine: that times the tests."""

    def __init__(self, inner: Sandbox) -> None:
        self.facts, self.endpoint = inner.facts, inner.endpoint
        self.prepare, self.run = inner.prepare, inner.run
        self.tests = self.pause = 0.0
        self._inner = inner

    def export(self) -> Export:
        """The export."""
        self._left = self._inner.export()
        return self._left

    def clean(self) -> None:
        """Grades, then cleans; the grading is none of the cell's time."""
        began = time.monotonic()
        task = catalogue.find(TASK)
        grade(task, self._left.folder, self._left.manifest, LocalPlace(toolchain(*task.languages)))
        self.tests = self.pause = time.monotonic() - began
        self._inner.clean()


class Counted:
    """A place that counts its rooms."""

    def __init__(self, inner: Place) -> None:
        self.isolation, self.rooms = inner.isolation, 0
        self._inner = inner

    def room(self) -> AbstractContextManager[Room]:
        """One more."""
        self.rooms += 1
        return self._inner.room()


def measure(rounds: int) -> tuple[float, list[Round]]:
    """Seconds until the fleet was ready, and the rounds."""
    task = catalogue.find(TASK)
    with tempfile.TemporaryDirectory() as folder, rehearsing(task) as scripted:
        out = Path(folder)
        asked = Options.model_validate(
            dict.fromkeys(("run", "timeout"))
            | {"tui": "pi", "model": scripted.model, "endpoint": scripted.url, "key": scripted.key, "task": TASK}
            | {"runs": 1, "out": out, "traffic": Traffic(), "plugin": ()}
            | dict.fromkeys(("as_json", "open_page", "from_path"), False)
        )
        endpoint = Endpoint(scripted.url, scripted.key)
        aim = Aim(task, agent.find("pi"), "measurement", scripted.model, endpoint)
        began = time.monotonic()
        with fleet(aim, asked, Walls(), lambda _: None) as (ships, plan, machines):
            ready = time.monotonic() - began
            image = ships.images.agent.tag
            writes = [shell.write(path, content) for path, content in reference(task).after.items()]
            script = "\n".join([f"python3 -c {shlex.quote(ASK)}", *writes])
            command = ("/bin/sh", "-c", script.replace("$", "$$"))  # as agent.toml says a dollar
            run = plan.agent.run.model_copy(update={"command": command, "terminal": "pipe"})
            bare_agent = plan.agent.model_copy(update={"run": run, "env": {}, "files": {}})
            client = plan.model_copy(update={"agent": bare_agent})
            made = [_round(client, machines, out, image) for _ in range(rounds + 1)]
    return ready, made[1:]  # the first warms what is read from disk


def _round(plan: Any, machines: Any, out: Path, image: str) -> Round:
    identity = reserve(out, plan.cell)
    began = time.monotonic()
    with machines(identity) as machine:
        kept, counted = Kept(machine.sandbox), Counted(machine.place)
        timed = replace(machine, sandbox=kept, place=counted)
        finished = run_cell(plan, identity, out / identity.folder, timed, lambda _: None)
    took = time.monotonic() - began - kept.pause
    verdict, ended = finished.evidence.grade, finished.evidence.cell.exit
    if verdict is None or verdict.status != "passed" or ended is None:
        raise RuntimeError(f"{identity}: {finished.evidence.cell.reason}; nothing was measured")
    containers = counted.rooms + 2  # and the agent's and the keeper's
    bare = time.monotonic()
    for _ in range(containers):
        subprocess.run(["docker", "run", "--rm", "--entrypoint", "/bin/true", image], check=True)
    return Round(took, ended.active_ms / 1000, kept.tests, containers, time.monotonic() - bare)


PAGE = """# What a sealed cell costs

What `python -m bench.cell {rounds}` printed: {caption}.

One cell at a time, each followed by as many bare `docker run --rm` as it started containers; medians of {rounds}. The
agent asks a local endpoint once and writes the reference solution. Overhead is the cell without the agent's own time
and without the tests (timed by grading the same workspace on this machine): it holds keeper, agent's and graders'
containers, workspace in and out, the journal, the bundle.

| | seconds |
| --- | --- |
| cell, from its number to its sealed bundle | {cell:.2f} |
| of it the agent | {agent:.2f} |
| of it the tests | {tests:.2f} |
| **overhead** | {overhead:.2f} |
| {containers} bare `docker run --rm` | {bare:.2f} |
| **overhead ÷ bare** (must: at most {most}) | {ratio:.2f}, {met} |
| once a run: images looked up, probe, proxy's container | {ready:.2f} |
"""


def page(ready: float, rounds: list[Round], caption: str) -> str:
    """docs/bench-cell.md."""
    ratio = statistics.median(one.overhead / one.bare for one in rounds)
    middle = {name: statistics.median(getattr(one, name) for one in rounds) for name in ("cell", "agent", "tests")}
    return PAGE.format(
        **middle,
        rounds=len(rounds),
        caption=caption,
        overhead=statistics.median(one.overhead for one in rounds),
        containers=max(one.containers for one in rounds),
        bare=statistics.median(one.bare for one in rounds),
        most=MOST,
        ratio=ratio,
        met="met" if ratio <= MOST else "**not met**",
        ready=ready,
    )


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    facts = connect().facts(None)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    engine_ = f"{facts['name']} {facts['version']}, {facts['storage']}"
    where = f"{today}, {engine_}, {platform.machine()}, Linux {platform.release()}, {os.cpu_count()} CPUs"
    before = os.getloadavg()[0]
    measured = measure(wanted)
    sys.stdout.write(page(*measured, f"{where}, load {before:.1f} before and {os.getloadavg()[0]:.1f} after"))
