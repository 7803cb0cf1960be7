"""Sealed containers as cells have them, for tests that attack one."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from runner.docker.labels import labels
from runner.docker.sealed import MIB, Limits, Sealed, Volume, kwargs, tmpfs_volume

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.containers import Container

SMALL = Limits(
    memory=256 * MIB, tmp=16 * MIB, home=16 * MIB, workspace=32 * MIB, shm=8 * MIB, files=5000, pids=64, cpus=1
)
WAIT = ("python3", "-c", "import time; time.sleep(600)")


@contextmanager
def room(
    client: "DockerClient", image: str, command: tuple[str, ...] = WAIT, limits: Limits = SMALL, **loosened: Any
) -> Iterator["Container"]:
    """A running sealed container with a workspace and a slot of its own, but for flags that a test loosens."""
    name = f"cab-attack-{secrets.token_hex(6)}"
    marks = labels("probe")
    with ExitStack() as stack:
        for suffix, options in (("w", tmpfs_volume(limits.workspace, limits.files)), ("s", {})):
            volume = client.volumes.create(name=f"{name}-{suffix}", labels=marks, **options)
            stack.callback(volume.remove, force=True)
        volumes = Volume(name=f"{name}-w", at="/workspace"), Volume(name=f"{name}-s", at="/cab", read_only=True)
        wanted = Sealed(image=image, command=command, labels=marks, volumes=volumes, limits=limits, name=name)
        container = client.containers.create(**(kwargs(wanted) | loosened))
        stack.callback(container.remove, force=True)
        container.start()
        yield container


class Said(NamedTuple):
    """How a command in a room ended."""

    code: int | None
    out: str
    err: str


def run(container: "Container", *command: str) -> Said:
    """Runs a command in the room as its agent would be run."""
    code, output = container.exec_run(list(command), demux=True, workdir="/workspace")
    out, err = cast("tuple[bytes | None, bytes | None]", output)
    return Said(code, (out or b"").decode("utf-8", "replace"), (err or b"").decode("utf-8", "replace"))
