"""Slot: a place for one cell at a time, with a volume through which its socket leads from the proxy to the agent.

A volume cannot join a container that runs, so there is one for each cell that may run at once before the proxy's
container starts; a part of a volume cannot be mounted either (engine 20.10 silently mounts all of it).
"""

import queue
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from runner.docker.labels import labels
from runner.docker.leftovers import remove_volume
from runner.docker.sealed import tmpfs_volume

if TYPE_CHECKING:
    from docker import DockerClient

SOCKET = "proxy.sock"  # the relay in every agent's image knows it
PROXY_USER = 65532  # of Dockerfile.proxy; nobody else may write into a slot
SIZE, FILES = 64 * 1024, 16


class Slot(NamedTuple):
    """One of them."""

    volume: str
    folder: str  # where the proxy's container has it

    @property
    def socket(self) -> str:
        """The socket as the proxy's container names it."""
        return str(PurePosixPath(self.folder, SOCKET))

    @property
    def mount(self) -> dict[str, Any]:
        """Into the proxy's container; without NoCopy the volume would take the owner of the folder it covers."""
        nothing = {"NoCopy": True}
        return {"Type": "volume", "Source": self.volume, "Target": self.folder, "VolumeOptions": nothing}


class Slots:
    """The slots of one run, and which of them are free."""

    def __init__(self, slots: tuple[Slot, ...]) -> None:
        self.all = slots
        self._free: queue.SimpleQueue[Slot] = queue.SimpleQueue()
        for slot in slots:
            self._free.put(slot)

    @contextmanager
    def one(self) -> Iterator[Slot]:
        """A free slot, waited for, and free again at the end."""
        slot = self._free.get()
        try:
            yield slot
        finally:
            self._free.put(slot)


@contextmanager
def slots(client: "DockerClient", count: int) -> Iterator[Slots]:
    """That many slots, their volumes removed at the end."""
    made: list[Slot] = []
    try:
        for number in range(1, count + 1):
            slot = Slot(f"cab-slot-{secrets.token_hex(6)}", f"/slots/{number}")
            made.append(slot)
            how = tmpfs_volume(SIZE, FILES, PROXY_USER)
            client.volumes.create(name=slot.volume, labels=labels("slot"), **how)
        yield Slots(tuple(made))
    finally:
        for slot in made:
            remove_volume(client, slot.volume)
