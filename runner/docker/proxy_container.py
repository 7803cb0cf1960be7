"""The proxy's container, which the cells of a run share; the key goes in over attached standard input, nowhere else."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from proxy.recorder import Settings
from proxy.remote import Remote
from proxy.upstream import Endpoint
from runner.docker.attached import STDERR, STDOUT, Attached
from runner.docker.engine import Engine, Reach
from runner.docker.labels import labels
from runner.docker.leftovers import remove_container, remove_volume
from runner.docker.slot import Slot, Slots, slots

JOURNAL = "/journal/calls.jsonl"
BODIES = "/journal/bodies"
STEWARD = ["/opt/cab/bin/python", "-P", "-m", "proxy.steward"]

MEMORY = 2 * 1024**3
PIDS = 512
LOOPBACK = ("localhost", "127.0.0.1", "::1")
DRAIN_S = 60
TAIL = 4000


class Way:
    """The way to the steward in the container; what it says on standard error is kept for whoever asks why it ended."""

    def __init__(self, attached: Attached) -> None:
        self._attached = attached
        self._last_words = b""

    def send(self, data: bytes) -> None:
        """Writes to its standard input."""
        self._attached.send(data)

    def lines(self) -> Iterator[bytes]:
        """What comes from its standard output, until it has ended; RuntimeError when it said why on the other."""
        rest = b""
        for frame in self._attached.frames():
            if frame.stream == STDERR:
                self._last_words = (self._last_words + frame.data)[-TAIL:]
            elif frame.stream == STDOUT:
                *whole, rest = (rest + frame.data).split(b"\n")
                yield from (line + b"\n" for line in whole)
        if self._last_words:
            raise RuntimeError(self._last_words.decode("utf-8", "replace"))


class Proxy:
    """The running proxy of one run."""

    def __init__(self, remote: Remote, slots_: Slots) -> None:
        self.remote = remote
        self.slots = slots_


@contextmanager
def proxying(engine: Engine, image: str, endpoint: Endpoint, settings: Settings, cells: int) -> Iterator[Proxy]:
    """Runs the proxy from `image` for up to that many cells at once; all that it needed is removed at the end."""
    reach = _reach(engine, endpoint)
    client = engine.client
    volume = f"cab-journal-{secrets.token_hex(6)}"
    with ExitStack() as left:
        room = left.enter_context(slots(client, cells))
        left.callback(remove_volume, client, volume)
        client.volumes.create(name=volume, labels=labels("proxy"))
        name = f"cab-proxy-{secrets.token_hex(6)}"
        left.callback(remove_container, client, name)
        client.containers.create(**_kwargs(image, name, volume, room.all), network_mode=reach.network)
        attached = Attached.to_container(client, name)
        left.callback(_end, engine, name, attached)
        client.api.start(name)
        inside = replace(
            settings,
            sockets=[Path(slot.socket) for slot in room.all],
            bodies=Path(BODIES) if settings.bodies is not None else None,
        )
        remote = Remote(Way(attached), Endpoint(_seen_from(reach, endpoint.url), endpoint.key), JOURNAL, inside)
        yield Proxy(remote, room)


def _end(engine: Engine, name: str, attached: Attached) -> None:
    """Ends its input, and gives it the time to record what is under way."""
    from docker.errors import APIError
    from requests.exceptions import RequestException

    attached.close()
    try:
        engine.client.api.wait(name, timeout=DRAIN_S)
    except (APIError, RequestException):
        return  # it is killed then


def _kwargs(image: str, name: str, journal: str, room: Sequence[Slot]) -> dict[str, Any]:
    return {
        "image": image,
        "name": name,
        "labels": labels("proxy"),
        "entrypoint": STEWARD,
        "command": [],
        "stdin_open": True,
        "init": True,
        "read_only": True,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
        "pids_limit": PIDS,
        "mem_limit": MEMORY,
        "memswap_limit": MEMORY,
        # What it says are tokens and the journal: for whoever is attached, and for no log.
        "log_config": {"type": "none", "config": {}},
        "healthcheck": {"test": ["NONE"]},
        "mounts": [{"Type": "volume", "Source": journal, "Target": "/journal"}, *(slot.mount for slot in room)],
    }


def _reach(engine: Engine, endpoint: Endpoint) -> Reach:
    host = urlsplit(endpoint.url).hostname or ""
    return engine.loopback() if host in LOOPBACK or host.startswith("127.") else Reach("bridge", None)


def _seen_from(reach: Reach, url: str) -> str:
    if reach.host is None:
        return url
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(parts._replace(netloc=f"{reach.host}{port}"))
