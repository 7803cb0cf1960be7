"""Keeper: a container that does nothing but hold a workspace, so that the agent can be killed before anything is read.

The workspace is a tmpfs, whose size has a limit; it is gone with the last container that has it mounted.
"""

import io
import os
import secrets
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from runner.docker.labels import labels
from runner.docker.leftovers import remove_container, remove_volume
from runner.docker.sealed import MIB, USER, Limits, Sealed, Volume, kwargs, tmpfs_volume

if TYPE_CHECKING:
    from docker import DockerClient

WORKSPACE = "/workspace"
IDLE = ("/bin/sleep", "infinity")
SMALL = Limits(memory=64 * MIB, cpus=1, pids=16, tmp=MIB, home=MIB, shm=MIB)

# Of every file that goes in, so that two cells of one task begin with the same bytes.
TIME = 1_767_225_600  # 2026-01-01, as the commit in it says


class Keeper:
    """One cell's."""

    def __init__(self, client: "DockerClient", image: str, cell: str, limits: Limits) -> None:
        self._client = client
        self._cell = cell
        name = f"cab-workspace-{secrets.token_hex(6)}"
        self.volume = Volume(name=name, at=WORKSPACE)
        self._limits = limits
        self._sealed = Sealed(
            image=image,
            command=IDLE,
            labels=labels("keeper", cell),
            volumes=(self.volume,),
            limits=SMALL,
            name=f"{name}-keeper",
        )

    def open(self, *, podman: bool) -> None:
        """Makes the volume, and holds it."""
        how = tmpfs_volume(self._limits.workspace, self._limits.files, engine="podman" if podman else "docker")
        self._client.volumes.create(name=self.volume.name, labels=labels("keeper", self._cell), **how)
        sealed = self._sealed.model_copy(update={"engine": "podman"}) if podman else self._sealed
        self._client.containers.create(**kwargs(sealed)).start()

    def fill(self, folder: Path) -> None:
        """Puts what is in `folder` into the workspace, owned by the agent."""
        if not self._client.api.put_archive(self._name, WORKSPACE, packed(folder)):
            raise RuntimeError(f"{self._cell}: the engine did not take the workspace")

    def read(self) -> Iterator[bytes]:
        """The workspace as an archive, whose names begin with the folder's."""
        stream, _ = self._client.api.get_archive(self._name, WORKSPACE)
        yield from stream

    def release(self) -> None:
        """Takes away the container, which need not be there."""
        remove_container(self._client, self._name)

    def remove(self) -> None:
        """Takes away the volume, once nobody holds it."""
        remove_volume(self._client, self.volume.name)

    @property
    def _name(self) -> str:
        return str(self._sealed.name)


def packed(folder: Path) -> bytes:
    """What is in `folder` as a tar archive, its entries in order, all of one owner and one time."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(folder.rglob("*"), key=os.fspath):
            entry = archive.gettarinfo(path, path.relative_to(folder).as_posix())
            entry.uid = entry.gid = USER
            entry.uname = entry.gname = ""
            entry.mtime = TIME
            if entry.isreg():
                with path.open("rb") as content:
                    archive.addfile(entry, content)
            else:
                archive.addfile(entry)
    return made.getvalue()
