"""App: the proxy's HTTP face, which admits a request, or turns it down in the words its agent knows."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from proxy import headers
from proxy.agent_side import AgentSide
from proxy.asked import Asked
from proxy.clock import Clock
from proxy.exchange import Desk, Exchange
from proxy.grant import Grant, Grants
from proxy.upstream import Headers

ROUTES = {("POST", "/v1/chat/completions"): "chat", ("GET", "/v1/models"): "other"}

PREFIX = re.compile(r"/t/([^/]*)(/.*)?$", re.DOTALL)

BODY_LIMIT = 64 * 2**20

KINDS = {401: "authentication_error", 404: "invalid_request_error", 409: "invalid_request_error"}


class AsgiAgent:
    """An agent at the other end of an ASGI connection."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send

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
        """Sends an error in OpenAI's shape."""
        kind = KINDS.get(status, "proxy_error")
        body = orjson.dumps({"error": {"message": message, "type": kind, "param": None, "code": f"cab_{status}"}})
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
        agent = AsgiAgent(receive, send)
        path, token = _split(scope["path"])
        grant = self._grants.find(token or headers.token(scope["headers"]) or "")
        with clock.away():
            received = await agent.body()
        if received is None:
            return
        if grant is None:
            await agent.fail(401, "no such token: give the one this proxy granted as the API key")
            return
        body, too_large = received
        asked = Asked(
            dialect=ROUTES.get((scope["method"], path), "other"),
            method=scope["method"],
            path=path,
            query=scope["query_string"],
            headers=scope["headers"],
            body=body,
            clock=clock,
        )
        await self._admit(grant, asked, agent, too_large=too_large)

    async def _admit(self, grant: Grant, asked: Asked, agent: AgentSide, *, too_large: bool) -> None:
        exchange, flight = Exchange(self._desk, grant, asked, agent), grant.board()
        if flight is None:
            await exchange.refuse(409, "this cell is settled, its token is revoked")
            return
        try:
            if (asked.method, asked.path) not in ROUTES:
                await exchange.refuse(404, f"this proxy has no {asked.method} {asked.path}")
            elif too_large:
                await exchange.refuse(413, f"the body is larger than {BODY_LIMIT} bytes")
            else:
                await exchange.run(flight)
        finally:
            grant.land(flight)


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
