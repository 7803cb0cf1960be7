"""Serving an app for as long as a block runs."""

import asyncio
import http.client
import socket
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import ClassVar

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from proxy.serve import EARS, serving

APP = Starlette(routes=[Route("/", lambda _: PlainTextResponse("hello"))])


def test_it_answers_inside_the_block_and_no_more_after_it() -> None:
    with serving(APP) as url:
        answer = httpx.get(url, trust_env=False)
        assert (answer.text, "server" in answer.headers) == ("hello", False)
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)


def test_an_idle_connection_is_its_clients_to_close_and_does_not_hold_up_the_end() -> None:
    with serving(APP) as url:
        client = http.client.HTTPConnection(url.removeprefix("http://"), timeout=5)
        client.connect()
        connected = client.sock
        for pause in (5.2, 0):  # uvicorn's own limit is 5 s
            client.request("GET", "/")
            assert client.getresponse().read() == b"hello"
            time.sleep(pause)
        assert client.sock is connected
        start = time.monotonic()
    assert time.monotonic() - start < 2
    client.close()


class Turns(asyncio.Protocol):
    """Says in which turn of its loop each connection was made; the first one's data keeps the loop for a moment."""

    turn = 0
    made: ClassVar[list[int]] = []

    def __init__(self, *_: object, **__: object) -> None:
        if not Turns.turn:
            self._count()

    def _count(self) -> None:
        Turns.turn += 1
        asyncio.get_running_loop().call_soon(self._count)

    def connection_made(self, _: asyncio.BaseTransport) -> None:
        self.made.append(Turns.turn)

    def data_received(self, _: bytes) -> None:
        time.sleep(0.5)


def test_many_agents_that_come_at_once_wait_for_few_turns_of_the_loop() -> None:
    with serving(APP, protocol=Turns) as url, ExitStack() as open_until_the_end:
        port = int(url.rpartition(":")[2])

        def connect() -> socket.socket:
            return open_until_the_end.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))

        connect().sendall(b"x")
        time.sleep(0.1)
        for _ in range(4 * EARS):
            connect()
        until = time.monotonic() + 5
        while len(Turns.made) <= 4 * EARS:
            assert time.monotonic() < until
            time.sleep(0.01)
    assert len(set(Turns.made[1:])) < 2 * EARS


def test_a_port_in_use_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=rf"127.0.0.1:{port} .*choose another port"), serving(APP, port=port):
            pass


def test_an_app_that_cannot_start_is_told() -> None:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        raise RuntimeError(f"cannot start {app}")
        yield

    app = Starlette(lifespan=lifespan)
    with pytest.raises(RuntimeError, match="stopped before it listened"), serving(app):
        pass
