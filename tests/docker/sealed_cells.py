"""Sealed cells for tests: of real agents, or of a line of shell in a real agent's image."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from cab.cell import Plan, run_cell
from cab.fleet import Walls, fleet
from cab.machine import Machine
from cab.plan import Aim, Machines, Options
from cab.traffic import Traffic
from proxy.upstream import Endpoint
from runner import agent
from runner.cell import CellId
from runner.sandbox import Sandbox
from store.bundle import Bundle
from store.reserve import reserve
from tasks import catalogue

TASK = "polyglot/python-reverse-string"
KEY = "sk-canary-for-sealed-cells-0123456789"

# A client that needs no time to start: it asks the model once, and prints the status.
ASK = (
    "import http.client as h; c = h.HTTPConnection('127.0.0.1', 4010, timeout=600);"
    """c.request('POST', '/v1/chat/completions', '{"model": "m", "messages": []}');"""
    "print(c.getresponse().status, flush=True)"
)


@contextmanager
def sailing(
    tmp_path: Path, name: str, endpoint: Endpoint, model: str = "m", traffic: Traffic | None = None
) -> Iterator[tuple[Plan, Machines]]:
    """A plan of that agent against the endpoint, and machines for two of its cells at once."""
    asked = Options(
        tui=name,
        model=model,
        endpoint=endpoint.url,
        key=endpoint.key,
        task=TASK,
        runs=1,
        jobs=2,
        run=None,
        timeout=None,
        out=tmp_path,
        as_json=False,
        open_page=False,
        from_path=False,
        plugin=(),
        traffic=traffic or Traffic(),
    )
    aim = Aim(catalogue.find(TASK), agent.find(name), "measurement", model, endpoint)
    with fleet(aim, asked, Walls(), print) as (_, plan, machines):
        yield plan, machines


def shell(plan: Plan, script: str) -> Plan:
    """The plan with a line of shell in the agent's place."""
    run = plan.agent.run.model_copy(update={"command": ("/bin/sh", "-c", script), "terminal": "pipe"})
    return plan.model_copy(update={"agent": plan.agent.model_copy(update={"run": run, "env": {}, "files": {}})})


def sealed(tmp_path: Path, plan: Plan, machines: Machines, wrapped: type["Wrapped"] | None = None) -> Bundle:
    """The bundle of one run of the plan, in a sandbox that `wrapped` may spoil."""
    identity: CellId = reserve(tmp_path, plan.cell)
    with machines(identity) as machine:
        spoilt: Machine = replace(machine, sandbox=wrapped(machine.sandbox)) if wrapped else machine
        return run_cell(plan, identity, tmp_path / identity.folder, spoilt, lambda _: None)


class Wrapped:
    """A sandbox around another; subclasses let one step go wrong."""

    def __init__(self, inner: Sandbox) -> None:
        self.inner = inner
        self.facts, self.endpoint = inner.facts, inner.endpoint
        self.prepare, self.run, self.export, self.clean = inner.prepare, inner.run, inner.export, inner.clean
