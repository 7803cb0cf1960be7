"""Rig: a raw endpoint that plays given bytes, and the real proxy in front of it."""

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

from proxy.app import proxy_app
from proxy.call import Call
from proxy.calls import read_calls
from proxy.connection import Connection
from proxy.door import Door
from proxy.exchange import Desk
from proxy.grant import Grant, Grants
from proxy.journal import Journal
from proxy.limits import Gate, Limits
from proxy.serve import listen, serving
from proxy.upstream import Endpoint
from proxy.verify import verify
from proxy.wire import Wire

KEY = "sk-the-users-own-key-0123456789"
CELL = "local/test/m/mutations/task#run1"

RESET = "reset"  # the connection is reset instead of closed
AGAIN = "again"  # the next request on the same connection is awaited

Script = list[bytes | float | str | threading.Event]


def sse(*events: bytes, chunked: bool = False, head: bytes = b"") -> bytes:
    """A whole streamed answer that ends with its connection."""
    body = b"".join(b"data: " + event + b"\n\n" for event in events)
    return stream_head(head) + body if not chunked else stream_head(head, chunked=True) + chunk(body) + b"0\r\n\r\n"


def stream_head(head: bytes = b"", *, chunked: bool = False) -> bytes:
    framing = b"Transfer-Encoding: chunked\r\n" if chunked else b"Connection: close\r\n"
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n" + framing + head + b"\r\n"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def answer(body: bytes, status: bytes = b"200 OK", head: bytes = b"") -> bytes:
    """A whole answer of known length."""
    lines = b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%b\r\n" % (status, len(body), head)
    return lines + body


@dataclass
class Player:
    """Plays one script per request, the last one again and again, and keeps what was asked."""

    scripts: list[Script]
    asked: list[bytes] = field(default_factory=list)
    again: list[bytes] = field(default_factory=list)  # what was asked over a connection that had been used before
    played: list[str] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def bodies(self) -> list[Any]:
        return [orjson.loads(request.partition(b"\r\n\r\n")[2]) for request in self.asked]

    def _talk(self, connection: socket.socket) -> None:
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            request = _read_request(connection)
            if not request:
                return
            script = self.scripts[min(len(self.asked), len(self.scripts) - 1)]
            self.asked.append(request)
            try:
                _play(connection, script, self.again)
                self.played.append("whole")
            except OSError as problem:
                self.played.append(type(problem).__name__)


def _play(connection: socket.socket, script: Script, again: list[bytes]) -> None:
    for step in script:
        if isinstance(step, bytes):
            connection.sendall(step)
        elif isinstance(step, float):
            time.sleep(step)
        elif isinstance(step, threading.Event):
            assert step.wait(20)
        elif step == AGAIN:
            again.append(_read_request(connection))
        else:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return
    connection.shutdown(socket.SHUT_WR)
    connection.settimeout(5)
    while connection.recv(65536):
        pass


def _read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return b""
        data += more
    head, _, _ = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(data) < len(head) + 4 + length:
        data += connection.recv(65536)
    return data


@contextmanager
def playing(*scripts: Script) -> Iterator[tuple[str, Player]]:
    """An endpoint on a port of its own."""
    listener, player = listen("127.0.0.1", 0), Player(list(scripts))
    thread = threading.Thread(target=player.serve, args=(listener,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", player
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


@dataclass
class Got:
    """What the agent received."""

    status: int
    headers: httpx.Headers
    body: bytes
    whole: bool  # the connection was not broken off
    at: list[float]  # seconds from sending to each piece
    pieces: list[bytes]

    def early(self, seconds: float) -> bytes:
        """What had come by then."""
        return b"".join(piece for piece, at in zip(self.pieces, self.at, strict=True) if at < seconds)


@dataclass
class Rig:
    """The proxy with one grant."""

    url: str
    grant: Grant
    path: Path
    player: Player
    journal: Journal

    def post(self, body: bytes | dict[str, Any], route: str = "/v1/chat/completions", **fields: str) -> Got:
        """A chat call as an agent makes it."""
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        headers = {"authorization": f"Bearer {self.grant.token}", "content-type": "application/json"} | {
            name.replace("_", "-"): text for name, text in fields.items()
        }
        return fetch("POST", self.url + route, headers, content)

    def calls(self, wait_for: int = 1) -> tuple[Call, ...]:
        """The finished calls, of a journal in which nothing is wrong."""
        end = time.monotonic() + 10
        while len(calls := read_calls(self.path, self.grant.cell)) < wait_for and time.monotonic() < end:
            time.sleep(0.01)
        self.grant.settle(5)
        assert verify(self.path) == []
        assert len(calls) == wait_for
        return calls

    def call(self) -> Call:
        return self.calls()[0]


def raw(url: str, *sent: bytes, seconds: float = 0.05) -> tuple[bytes, bool]:
    """What comes back for these bytes until the proxy ends the connection, and whether it did so without a reset."""
    parts, got = urlsplit(url), bytearray()
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=20) as agent:
        for part in sent:
            agent.sendall(part)
            time.sleep(seconds if len(sent) > 1 else 0)
        try:
            while more := agent.recv(65536):
                got += more
        except ConnectionResetError:
            return bytes(got), False
    return bytes(got), True


def fetch(method: str, url: str, headers: dict[str, str], content: bytes = b"") -> Got:
    pieces, at = [], []
    with httpx.Client(trust_env=False, timeout=30, verify=False) as client:
        start = time.monotonic()
        with client.stream(method, url, headers=headers, content=content) as response:
            try:
                for piece in response.iter_raw():
                    pieces.append(piece)
                    at.append(time.monotonic() - start)
                whole = True
            except httpx.RemoteProtocolError:
                whole = False
        return Got(response.status_code, response.headers, b"".join(pieces), whole, at, pieces)


@contextmanager
def rig(
    folder: Path, *scripts: Script, base: str = "", key: str | None = KEY, drain_s: float = 20, **settings: Any
) -> Iterator[Rig]:
    """The real proxy, on uvicorn, before an endpoint that plays the scripts."""
    path = folder / "calls.jsonl"
    with (
        playing(*scripts) as (url, player),
        Journal(path, settings.pop("watch", None), settings.pop("disk", None)) as journal,
    ):
        grants = Grants()
        gate, terms = Gate(settings.pop("limits", Limits())), settings.pop("terms", None)
        model, desk_settings = settings.pop("model", ""), settings.pop("desk", {})
        wire = settings.pop("upstream", None) or Wire(Endpoint(settings.pop("url", url) + base, key), **settings)
        desk = Desk(wire, journal, gate, drain_s=drain_s, linger_s=0.5, **desk_settings)
        with serving(proxy_app(desk), protocol=partial(Connection, Door(desk, grants))) as proxy:
            yield Rig(proxy, grants.make(CELL, model, terms), path, player, journal)
