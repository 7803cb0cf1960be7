"""App: what the proxy serves besides the calls it passes on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from proxy.exchange import Desk


def proxy_app(desk: Desk) -> Starlette:
    """The proxy's ASGI app: its health, and the end of its connections to the endpoint."""

    async def health(_: Request) -> JSONResponse:
        failure = desk.journal.failure
        said = {"status": "ok" if failure is None else "failed", "in_flight": len(desk.tasks)}
        return JSONResponse(
            said | ({} if failure is None else {"reason": str(failure)}), 200 if failure is None else 503
        )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await desk.upstream.aclose()

    return Starlette(routes=[Route("/healthz", health)], lifespan=lifespan)
