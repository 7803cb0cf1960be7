"""What the user asked of `cab check` or `cab run`, made into a plan that cells can be run from."""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, InstanceOf

from cab.cell import Plan
from cab.edge import ENDPOINT_FAILED, Stop, bad_input
from cab.machine import Machine, own
from cab.traffic import Traffic
from proxy.upstream import Endpoint
from runner import agent, install
from runner.agent import Agent
from runner.cell import CellId
from runner.install import Installed
from runner.rehearsal.server import rehearsing
from runner.toolchain import base_tools, on_the_path, toolchain
from runner.variant import vary
from tasks import catalogue
from tasks.task import Task

FROZEN = ConfigDict(frozen=True, extra="forbid")

PATIENCE_S = 10.0

# The machine for one run, for as long as the block runs.
Machines = Callable[[CellId], AbstractContextManager[Machine]]


class Options(BaseModel):
    """The options of `cab check` and `cab run`."""

    model_config = FROZEN
    tui: str
    model: str | None = Field(description="null: a rehearsal")
    endpoint: str | None = Field(description="null: a rehearsal")
    key: str | None = Field(repr=False, description="null: the endpoint asks for none")
    task: str
    runs: int
    jobs: int = Field(default=1, description="how many at a time")
    run: int | None = Field(description="null: the next free number")
    timeout: float | None = Field(description="seconds; null: the task's own limit")
    out: Path
    as_json: bool
    open_page: bool
    from_path: bool
    plugin: tuple[str, ...] = Field(default=(), description="names of the agent's plugins, in their order")
    traffic: InstanceOf[Traffic]


class Aim(NamedTuple):
    """What is to be run against what, wherever it is run."""

    task: Task
    agent: Agent
    kind: Literal["measurement", "rehearsal"]
    model: str
    endpoint: Endpoint

    def plan(self, installed: Installed, options: Options, has: Callable[[str], bool]) -> Plan:
        """The same with the agent as it is installed there, varied by plugins that need what the machine `has`."""
        varied, stack = vary(self.agent, options.plugin, has)
        return Plan(
            **self._asdict() | {"agent": varied},
            installed=installed,
            timeout_s=options.timeout or self.task.time_limit_s,
            from_path=options.from_path,
            traffic=options.traffic,
            stack=stack,
        )


@contextmanager
def aimed(options: Options) -> Iterator[Aim]:
    """The aim; without an endpoint, the scripted model serves as one for as long as the block runs."""
    with ExitStack() as open_until_the_end:
        with bad_input():
            _fit_together(options)
            task, chosen = catalogue.find(options.task), agent.find(options.tui)
            vary(chosen, options.plugin, lambda _: True)  # what is not offered is said before anything is installed
            if options.endpoint and options.model:
                aim = Aim(task, chosen, "measurement", options.model, Endpoint(options.endpoint, options.key or None))
            else:
                scripted = open_until_the_end.enter_context(rehearsing(task))
                aim = Aim(task, chosen, "rehearsal", scripted.model, Endpoint(scripted.url, scripted.key))
        yield aim


@contextmanager
def planned(options: Options, tell: Callable[[str], None]) -> Iterator[tuple[Plan, Machines]]:
    """The plan for this machine, and the machine for each of its runs."""
    with aimed(options) as aim:
        with bad_input():
            tools = toolchain(*aim.task.languages)
            base_tools()
            if aim.kind == "measurement":
                _reach(aim.endpoint)
            installed = install.from_path(aim.agent) if options.from_path else install.ensure(aim.agent, tell)
            plan = aim.plan(installed, options, on_the_path(tools))
        yield plan, lambda _: nullcontext(own(tools, installed, plan.endpoint, plan.traffic))


def _fit_together(options: Options) -> None:
    if options.endpoint and not options.model:
        raise ValueError("an endpoint is given, but no model: add --model with the name the endpoint serves it by")
    if options.model and not options.endpoint:
        raise ValueError("--model is given, but no endpoint: add --endpoint URL (or set CAB_ENDPOINT)")
    if options.run and options.runs > 1:
        raise ValueError("--run names one run and --runs asks for several: give one of the two")


def _reach(endpoint: Endpoint) -> None:
    reach(endpoint, lambda host, port: socket.create_connection((host, port), PATIENCE_S).close())


def reach(endpoint: Endpoint, knock: Callable[[str, int], None]) -> None:
    """Opens and closes a connection: agents retry for minutes where nothing listens, and a person wants to know now."""
    address = urlsplit(endpoint.url)
    port = address.port or (443 if address.scheme == "https" else 80)
    try:
        knock(address.hostname or "", port)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Stop(
            f"the endpoint cannot be reached: {address.hostname}:{port}: {reason}; is it running, is the URL right?",
            ENDPOINT_FAILED,
        ) from error
