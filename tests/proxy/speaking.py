"""Speaking: a raw endpoint that keeps its connections, each with scripts of its own, and a Wire before it."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import pytest
import uvloop

from proxy.upstream import Answer, Ask, Endpoint, Headers
from proxy.wire import Wire

KEY = "sk-proj-aZ09_the-users-own+/key"
CLOSE, RESET = "close", "reset"
LAST = b"0\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\n"

Step = bytes | float | str | asyncio.Event
Script = list[Step]
Loop = Callable[[], asyncio.AbstractEventLoop]
T = TypeVar("T")

either_loop = pytest.mark.parametrize(
    "loop", [asyncio.SelectorEventLoop, uvloop.new_event_loop], ids=["asyncio", "uvloop"]
)


def run(main: Coroutine[Any, Any, T], loop: Loop = uvloop.new_event_loop) -> T:
    """Runs to the end on a loop of its own, within half a minute."""

    async def bounded() -> T:
        async with asyncio.timeout(30):
            return await main

    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(bounded())


def whole(body: bytes, head: bytes = b"", status: bytes = b"200 OK") -> bytes:
    """An answer of known length."""
    return b"HTTP/1.1 %b\r\nContent-Length: %d\r\n%b\r\n%b" % (status, len(body), head, body)


def chunked(*chunks: bytes, head: bytes = b"") -> bytes:
    """The head and the first chunks of an answer whose end is `LAST`."""
    body = b"".join(b"%x\r\n%b\r\n" % (len(data), data) for data in chunks)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n%b\r\n%b" % (head, body)


HELLO = whole(b"hello")


@dataclass
class Heard:
    """What the endpoint saw: one list of requests per connection, in the order of opening."""

    url: str = ""
    requests: list[list[bytes]] = field(default_factory=list)
    gone: int = 0  # connections that ended

    async def until_gone(self, connections: int) -> None:
        while self.gone < connections:
            await asyncio.sleep(0.005)


@asynccontextmanager
async def speaking(*connections: list[Script], tls: ssl.SSLContext | None = None) -> AsyncIterator[Heard]:
    """Connection i plays its scripts in turn, the last one for every further request."""
    heard = Heard()
    talks: list[asyncio.Task[None]] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.append(cast("asyncio.Task[None]", asyncio.current_task()))
        scripts = connections[min(len(heard.requests), len(connections) - 1)]
        asked: list[bytes] = []
        heard.requests.append(asked)
        try:
            while True:
                asked.append(await _request(reader))
                for step in scripts[min(len(asked), len(scripts)) - 1]:
                    await _play(step, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            heard.gone += 1
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    heard.url = f"{'https' if tls else 'http'}://{'localhost' if tls else '127.0.0.1'}:{port}"
    try:
        yield heard
    finally:
        server.close()
        for talking in talks:
            talking.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        for _ in range(5):  # rounds of the loop in which transports end
            await asyncio.sleep(0)


async def _request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
    return head + await reader.readexactly(length)


async def _play(step: Step, writer: asyncio.StreamWriter) -> None:
    if isinstance(step, bytes):
        writer.write(step)
        await writer.drain()
    elif isinstance(step, float):
        await asyncio.sleep(step)
    elif isinstance(step, asyncio.Event):
        await step.wait()
    elif step == CLOSE:
        writer.close()
    else:
        plug = writer.get_extra_info("socket")
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()


@asynccontextmanager
async def wired(url: str, key: str | None = KEY, *, connect_s: float = 20, idle_s: float = 10) -> AsyncIterator[Wire]:
    wire = Wire(Endpoint(url, key), connect_s, idle_s)
    try:
        yield wire
    finally:
        await wire.aclose()


def ask(body: bytes = b"{}", headers: Headers = (), method: str = "POST", key_field: bytes = b"authorization") -> Ask:
    return Ask(method, "/v1/chat/completions", b"", headers, body, key_field)


@dataclass
class Got:
    """An answer as it came: its pieces, and what broke it off."""

    status: int
    headers: Headers
    pieces: list[bytes] = field(default_factory=list)
    problem: Exception | None = None

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)


async def read(answer: Answer) -> Got:
    got = Got(answer.status, answer.headers)
    try:
        await answer.flow(got.pieces.append)
    except (ConnectionError, TimeoutError) as problem:
        got.problem = problem
    answer.close()
    return got


async def call(wire: Wire, request: Ask | None = None) -> Got:
    return await read(await wire.send(request or ask()))


def fetched(*scripts: Script, loop: Loop = uvloop.new_event_loop, idle_s: float = 10) -> Got:
    """One call to an endpoint of scripts."""

    async def main() -> Got:
        async with speaking(list(scripts)) as heard, wired(heard.url, idle_s=idle_s) as wire:
            return await call(wire)

    return run(main(), loop)
