"""Listeners: what the kit opens on the host for the probe to knock at in vain."""

import contextlib
import secrets
import socket
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Listeners:
    """Where something listens, and what it says to whoever gets through."""

    ports: list[tuple[str, int]]
    abstract: str | None
    secret: str


@contextmanager
def listening(addresses: Iterable[str]) -> Iterator[Listeners]:
    """A port on each address that is this machine's, and an abstract Unix socket; for no address, nothing."""
    secret = secrets.token_hex(16)
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(server) for server in _bound(addresses)]
        ports = [(str(server.getsockname()[0]), int(server.getsockname()[1])) for server in servers]
        abstract = f"cab-host-{secrets.token_hex(8)}" if ports and sys.platform == "linux" else None
        if abstract is not None:
            unix = stack.enter_context(socket.socket(socket.AF_UNIX))
            unix.bind("\0" + abstract)
            servers.append(unix)
        for server in servers:
            server.listen()
            threading.Thread(target=_answer, args=(server, secret.encode()), daemon=True).start()
        yield Listeners(ports, abstract, secret)
        for server in servers:
            with contextlib.suppress(OSError):  # one that nobody ever connected to may say so
                server.shutdown(socket.SHUT_RDWR)  # which wakes its thread


def _bound(addresses: Iterable[str]) -> Iterator[socket.socket]:
    for address in addresses:
        server = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        try:
            server.bind((address, 0))
        except OSError:  # a gateway inside the machine of Docker Desktop: no address of this one
            server.close()
        else:
            yield server


def _answer(server: socket.socket, secret: bytes) -> None:
    with contextlib.suppress(OSError):  # it was shut down
        while True:
            client, _ = server.accept()
            with client:
                client.sendall(secret)
