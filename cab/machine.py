"""Machine: what one cell is run with, be it the user's own machine or containers of an engine."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from cab.traffic import Traffic
from proxy.grant import Terms
from proxy.recorder import recording
from proxy.upstream import Endpoint
from runner.cell import Container
from runner.grader.local import LocalPlace
from runner.grader.place import Place
from runner.install import Installed
from runner.local import LocalSandbox
from runner.sandbox import Sandbox
from runner.toolchain import Toolchain

Watch = Callable[[dict[str, Any]], None]


class Proxy(Protocol):
    """A recording proxy as the steps of a cell use it."""

    @property
    def url(self) -> str:
        """Where it listens, besides at Unix sockets."""

    def warm_up(self, dialect: str) -> None:
        """Lets the endpoint show whether it has the route of a dialect."""

    def grant(self, cell_id: str, model: str, terms: Terms) -> str:
        """A token for one cell, whose every request goes to `model`."""

    def settle(self, token: str, wait_s: float) -> None:
        """Revokes the token and waits until the cell's journal is whole on disk, and the kept bodies beside it."""

    def account(self, token: str) -> dict[str, dict[str, float | None]]:
        """By limit of the budget, what was used of it."""


# A proxy that writes one cell's journal to the path, and tells its lines, for as long as a block runs.
Recording = Callable[[Path, Watch], AbstractContextManager[Proxy]]


@dataclass(frozen=True)
class Machine:
    """One cell's."""

    sandbox: Sandbox
    recording: Recording
    place: Place
    versions: Mapping[str, str]  # of the tools that the agent and the grader find there
    image: str | None = None  # None: the user's own machine, outside of the sealed path
    image_digest: str | None = None  # None: its image is in no registry
    container: Container | None = None  # None: likewise


def own(tools: Toolchain, installed: Installed, endpoint: Endpoint, traffic: Traffic) -> Machine:
    """The user's own machine, with a proxy on its loopback."""
    settings = traffic.settings()

    def here(journal: Path, watch: Watch) -> AbstractContextManager[Proxy]:
        bodies = None if settings.bodies is None else journal.parent / settings.bodies
        return recording(endpoint, journal, watch, replace(settings, bodies=bodies))

    return Machine(LocalSandbox(tools, installed.path_folders), here, LocalPlace(tools), tools.versions)
