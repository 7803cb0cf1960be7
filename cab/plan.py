"""What the user asked of `cab check`, made into a plan that cells can be run from."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, InstanceOf

from cab.cell import Plan
from cab.edge import ENDPOINT_FAILED, Stop, bad_input
from cab.traffic import Traffic
from proxy.upstream import Endpoint
from runner import agent, install
from runner.rehearsal.server import rehearsing
from runner.toolchain import base_tools, on_the_path, toolchain
from runner.variant import vary
from tasks import catalogue

FROZEN = ConfigDict(frozen=True, extra="forbid")

PATIENCE_S = 10.0


class Options(BaseModel):
    """The options of `cab check`."""

    model_config = FROZEN
    tui: str
    model: str | None = Field(description="null: a rehearsal")
    endpoint: str | None = Field(description="null: a rehearsal")
    key: str | None = Field(repr=False, description="null: the endpoint asks for none")
    task: str
    runs: int
    run: int | None = Field(description="null: the next free number")
    timeout: float | None = Field(description="seconds; null: the task's own limit")
    out: Path
    as_json: bool
    open_page: bool
    from_path: bool
    plugin: tuple[str, ...] = Field(default=(), description="names of the agent's plugins, in their order")
    traffic: InstanceOf[Traffic]


@contextmanager
def planned(options: Options, tell: Callable[[str], None]) -> Iterator[Plan]:
    """The plan; without an endpoint, the scripted model serves as one for as long as the block runs."""
    with ExitStack() as open_until_the_end:
        with bad_input():
            _fit_together(options)
            task = catalogue.find(options.task)
            chosen = agent.find(options.tui)
            tools = toolchain(*task.languages)
            base_tools()
            if options.endpoint and options.model:
                kind, model, endpoint = "measurement", options.model, Endpoint(options.endpoint, options.key or None)
                _reach(endpoint)
            else:
                scripted = open_until_the_end.enter_context(rehearsing(task))
                kind, model, endpoint = "rehearsal", scripted.model, Endpoint(scripted.url, scripted.key)
            varied, stack = vary(chosen, options.plugin, on_the_path(tools))
            installed = install.from_path(chosen) if options.from_path else install.ensure(chosen, tell)
        yield Plan(
            task=task,
            agent=varied,
            installed=installed,
            tools=tools,
            endpoint=endpoint,
            model=model,
            kind=kind,
            timeout_s=options.timeout or task.time_limit_s,
            from_path=options.from_path,
            traffic=options.traffic,
            stack=stack,
        )


def _fit_together(options: Options) -> None:
    if options.endpoint and not options.model:
        raise ValueError("an endpoint is given, but no model: add --model with the name the endpoint serves it by")
    if options.model and not options.endpoint:
        raise ValueError("--model is given, but no endpoint: add --endpoint URL (or set CAB_ENDPOINT)")
    if options.run and options.runs > 1:
        raise ValueError("--run names one run and --runs asks for several: give one of the two")


def _reach(endpoint: Endpoint) -> None:
    """Opens and closes a connection: agents retry for minutes where nothing listens, and a person wants to know now."""
    address = urlsplit(endpoint.url)
    port = address.port or (443 if address.scheme == "https" else 80)
    try:
        socket.create_connection((address.hostname or "", port), PATIENCE_S).close()
    except OSError as error:
        reason = error.strerror or str(error)
        raise Stop(
            f"the endpoint cannot be reached: {address.hostname}:{port}: {reason}; is it running, is the URL right?",
            ENDPOINT_FAILED,
        ) from error
