"""Leftovers: what the kit made in an engine, found by its labels, and taken away."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from runner.docker.labels import CELL, OWNER, ROLE, Owner, this_process

if TYPE_CHECKING:
    from docker import DockerClient

AT_ONCE = 8


class Thing(NamedTuple):
    """Something in the engine that carries the kit's labels."""

    kind: Literal["container", "volume"]
    name: str
    role: str
    cell: str | None  # None: several cells shared it
    owner: Owner | None  # None: its label is none that the kit ever wrote

    def __str__(self) -> str:
        """As `cab clean` says it."""
        return f"{self.kind} {self.name} ({self.role}{f' of {self.cell}' if self.cell else ''})"


def everything(client: "DockerClient") -> list[Thing]:
    """All that carries the kit's labels, containers first."""
    containers = client.api.containers(all=True, filters={"label": OWNER})
    volumes = client.api.volumes(filters={"label": OWNER}).get("Volumes") or []
    return [
        *(_thing("container", one["Names"][0].lstrip("/") if one["Names"] else one["Id"], one) for one in containers),
        *(_thing("volume", one["Name"], one) for one in volumes),
    ]


def dead(client: "DockerClient") -> list[Thing]:
    """What owners that are surely gone have left."""
    return [thing for thing in everything(client) if thing.owner is not None and thing.owner.is_dead()]


def ours(client: "DockerClient") -> list[Thing]:
    """What this process has made and not yet removed."""
    me = this_process()
    return [thing for thing in everything(client) if thing.owner == me]


def remove(client: "DockerClient", things: Iterable[Thing]) -> None:
    """Takes them away, containers before the volumes they hold; what is gone already is no failure."""
    listed = list(things)
    _all_of(_remover(client, thing) for thing in listed if thing.kind == "container")
    _all_of(_remover(client, thing) for thing in listed if thing.kind == "volume")


def remove_container(client: "DockerClient", name: str) -> None:
    """Kills and removes a container, which need not be there, with its nameless volumes."""
    from docker.errors import APIError, NotFound

    try:
        client.api.remove_container(name, force=True, v=True)
    except NotFound:
        return
    except APIError as error:
        # Somebody else is removing it just now.
        if error.status_code != 409:
            raise
        _wait_until_gone(client, name)


def remove_volume(client: "DockerClient", name: str) -> None:
    """Removes a volume, which need not be there and which no container may hold."""
    from docker.errors import NotFound

    try:
        client.api.remove_volume(name, force=True)
    except NotFound:
        return


def _wait_until_gone(client: "DockerClient", name: str) -> None:
    from docker.errors import NotFound

    try:
        client.api.wait(name, timeout=60, condition="removed")
    except NotFound:
        return


def _remover(client: "DockerClient", thing: Thing) -> Callable[[], None]:
    removing = remove_container if thing.kind == "container" else remove_volume
    return lambda: removing(client, thing.name)


def _all_of(jobs: Iterable[Callable[[], None]]) -> None:
    """Does all of them, whatever becomes of one; then the first failure rises."""
    with ThreadPoolExecutor(AT_ONCE) as hands:
        done = [hands.submit(job) for job in jobs]
    for one in done:
        one.result()


def _thing(kind: Literal["container", "volume"], name: str, said: dict[str, Any]) -> Thing:
    labels = said.get("Labels") or {}
    try:
        owner = Owner.parse(labels[OWNER])
    except ValueError:
        owner = None
    return Thing(kind, name, labels.get(ROLE, "?"), labels.get(CELL), owner)
