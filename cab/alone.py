"""Alone: cells in the one container that the kit itself was started in."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from cab.cell import Plan
from cab.edge import bad_input
from cab.machine import Machine, Proxy, Watch
from cab.plan import PATIENCE_S, Aim, Machines, Options, reach
from runner.cell import CellId
from runner.grader.local import LocalPlace
from runner.install import Installed
from runner.local import LocalSandbox
from runner.proxy_process import proxying
from runner.toolchain import base_tools, on_the_path, toolchain
from runner.user import User

HELD = Path("/opt/kit/agent")  # Dockerfile.kit writes it: the agent's name, and its image's


def demand(tui: str, held: Path = HELD) -> str:
    """The image that the agent was installed in; ValueError unless this is a container of that agent's kit, as root."""
    if not held.is_file():
        raise ValueError(
            f"run-cell works in an image of the kit only: `cab images build --kit {tui}` builds one, "
            "`docker run --rm IMAGE run-cell …` runs it; on this machine itself, use cab check or cab run"
        )
    name, image = held.read_text().splitlines()
    if name != tui:
        raise ValueError(f"this image holds {name}, not {tui}: give --tui {name}, or run the image cab/kit-{tui}")
    if os.geteuid() != 0:
        raise ValueError("run-cell starts as root, to have agent and proxy run as two other users: leave out --user")
    return image


@contextmanager
def alone(aim: Aim, options: Options, image: str) -> Iterator[tuple[Plan, Machines]]:
    """The plan for this container, and the machine for each of its runs; agent, proxy and kit are three users."""
    with bad_input():
        agent_user, proxy_user = User.named("agent"), User.named("kit")
        tools = toolchain(*aim.task.languages)
        base_tools()
        command = Path("/opt/agent/bin", aim.agent.install.command)
        folders = tuple(map(Path, os.get_exec_path()))  # the image's own, as a sealed agent has them
        installed = Installed(bin=command, version=aim.agent.version, path_folders=folders)
        plan = aim.plan(installed, options, on_the_path(tools))
    with proxying(proxy_user, aim.endpoint, options.traffic.settings()) as remote:
        if aim.kind == "measurement":
            reach(aim.endpoint, lambda host, port: remote.reach(host, port, PATIENCE_S))

        def recording(journal: Path, watch: Watch) -> AbstractContextManager[Proxy]:
            return remote.cell(journal, watch)

        def machine(_: CellId) -> AbstractContextManager[Machine]:
            return nullcontext(
                Machine(
                    sandbox=LocalSandbox(tools, installed.path_folders, agent_user),
                    recording=recording,
                    place=LocalPlace(tools, agent_user),
                    versions={**tools.versions, "image": image},
                )
            )

        yield plan, machine
