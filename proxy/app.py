"""App: the proxy's HTTP face, which admits a request, or turns it down in the words its agent knows."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import unquote_plus

import orjson
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from proxy import headers
from proxy.asked import Asked
from proxy.clock import Clock
from proxy.dialect import Dialect
from proxy.dialects import find
from proxy.exchange import Desk, Exchange
from proxy.grant import Grant, Grants
from proxy.upstream import Headers

PREFIX = re.compile(r"/t/([^/]*)(/.*)?$", re.DOTALL)

BODY_LIMIT = 64 * 2**20


class AsgiAgent:
    """An agent at the other end of an ASGI connection."""

    def __init__(self, receive: Receive, send: Send, refusal: Callable[[int, str], dict[str, Any]]) -> None:
        self._receive = receive
        self._send = send
        self._refusal = refusal

    async def body(self) -> tuple[bytes, bool] | None:
        """The request's body and whether it is too large (then only its beginning); None: the agent left."""
        parts, size, more = [], 0, True
        while more and size <= BODY_LIMIT:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                return None
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            more = message.get("more_body", False)
        return b"".join(parts), size > BODY_LIMIT

    async def start(self, status: int, fields: Headers) -> None:
        """Sends status and headers."""
        await self._send({"type": "http.response.start", "status": status, "headers": list(fields)})

    async def send(self, data: bytes, *, last: bool) -> None:
        """Sends some of the body."""
        await self._send({"type": "http.response.body", "body": data, "more_body": not last})

    async def fail(self, status: int, message: str) -> None:
        """Sends an error in the shape of the agent's dialect."""
        body = orjson.dumps(self._refusal(status, message))
        length = str(len(body)).encode()
        await self.start(status, [(b"content-type", b"application/json"), (b"content-length", length)])
        await self.send(body, last=True)

    async def gone(self) -> None:
        """Waits until the agent has left."""
        while (await self._receive())["type"] != "http.disconnect":
            pass


class Door:
    """Every request comes in here."""

    def __init__(self, desk: Desk, grants: Grants) -> None:
        self._desk = desk
        self._grants = grants

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Admits one request."""
        clock = Clock()
        path, token = _split(scope["path"])
        dialect, known = find(scope["method"], path)
        query, asked_with = _without_key(scope["query_string"], dialect)
        agent = AsgiAgent(receive, send, dialect.refusal)
        grant = self._grants.find(token or headers.token(scope["headers"]) or asked_with or "")
        with clock.away():
            received = await agent.body()
        if received is None:
            return
        if grant is None:
            await agent.fail(401, "no such token: give the one this proxy granted as the API key")
            return
        body, too_large = received
        asked = Asked(
            dialect=dialect,
            method=scope["method"],
            path=path,
            query=query,
            headers=scope["headers"],
            body=body,
            clock=clock,
        )
        exchange = Exchange(self._desk, grant, asked, agent)
        if not known:
            await _admit(exchange, grant, (404, f"this proxy has no {asked.method} {asked.path}"))
        elif too_large:
            await _admit(exchange, grant, (413, f"the body is larger than {BODY_LIMIT} bytes"))
        else:
            await _admit(exchange, grant, None)


async def _admit(exchange: Exchange, grant: Grant, why_not: tuple[int, str] | None) -> None:
    flight = grant.board()
    if flight is None:
        await exchange.refuse(409, "this cell is settled, its token is revoked")
        return
    try:
        if why_not is not None:
            await exchange.refuse(*why_not)
        else:
            await exchange.run(flight)
    finally:
        grant.land(flight)


def _without_key(query: bytes, dialect: Dialect) -> tuple[bytes, str | None]:
    """The query without the token that it may carry, and that; None: it carries none."""
    if dialect.key_query is None:
        return query, None
    pieces = [(piece, *unquote_plus(piece.decode("latin-1")).partition("=")) for piece in query.split(b"&")]
    given = next((value for _, name, _, value in pieces if name == dialect.key_query), None)
    return b"&".join(piece for piece, name, _, _ in pieces if name != dialect.key_query), given


def _split(path: str) -> tuple[str, str | None]:
    """The route and the token of a path such as /t/<token>/v1/models; None: it carries none."""
    found = PREFIX.match(path)
    return (found[2] or "/", found[1]) if found else (path, None)


def proxy_app(desk: Desk, grants: Grants) -> Starlette:
    """The proxy as an ASGI app."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await desk.upstream.aclose()

    return Starlette(routes=[Mount("/", app=Door(desk, grants))], lifespan=lifespan)
