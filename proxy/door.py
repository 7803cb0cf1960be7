"""Door: where every request of an agent comes in, and is admitted or turned down in the words its agent knows."""

import asyncio
import re
from functools import partial
from urllib.parse import unquote, unquote_plus

from proxy import headers
from proxy.asked import Asked, new_id
from proxy.clock import Clock
from proxy.dialect import Dialect
from proxy.dialects import find
from proxy.exchange import Desk, Exchange
from proxy.grant import Grant, Grants, Refusal
from proxy.reply import Reply
from proxy.request_reader import Malformed, Request

PREFIX = re.compile(r"/t/([^/]*)(/.*)?$", re.DOTALL)

UNKNOWN = "no such token: give the one this proxy granted as the API key"


class Door:
    """One proxy's."""

    def __init__(self, desk: Desk, grants: Grants) -> None:
        self._desk = desk
        self._grants = grants

    def admit(self, request: Request, reply: Reply, arrived: float) -> Exchange | None:
        """The call that a request begins; None: it was answered at once."""
        return self._enter(request, reply, arrived, None)

    def too_much(self, problem: Malformed, reply: Reply, arrived: float) -> Exchange | None:
        """The same for a request that is refused as it came in: on record where it says whose it is."""
        if problem.request is None:
            reply.fail(problem.status, str(problem))
            return None
        return self._enter(problem.request, reply, arrived, Refusal(problem.status, str(problem)))

    def _enter(self, request: Request, reply: Reply, arrived: float, refusal: Refusal | None) -> Exchange | None:
        path, token, query = _split(request.target)
        dialect, known = find(request.method, unquote(path) if "%" in path else path)
        query, asked_with = _without_key(query, dialect)
        reply.refusal = dialect.refusal
        grant = self._grants.find(token or headers.token(request.named) or asked_with, reply.socket)
        if grant is None:
            reply.fail(401, UNKNOWN)
            return None
        if refusal is None and not known:
            refusal = Refusal(404, f"this proxy has no {request.method} {path}")
        asked = Asked(
            dialect=dialect,
            method=request.method,
            path=path,
            query=query.encode("latin-1"),
            headers=request.headers,
            named=request.named,
            body=request.body,
            clock=Clock(arrived),
            id=new_id(),
        )
        return self._start(grant, asked, reply, refusal)

    def _start(self, grant: Grant, asked: Asked, reply: Reply, refusal: Refusal | None) -> Exchange:
        call = Exchange(self._desk, grant, asked, reply)
        refusal = grant.board(call) or refusal or (grant.spent() if asked.dialect.answers else None)
        task = asyncio.get_running_loop().create_task(call.run(refusal))
        self._desk.tasks.add(task)
        task.add_done_callback(partial(self._landed, grant, call, reply))
        return call

    def _landed(self, grant: Grant, call: Exchange, reply: Reply, task: asyncio.Task[None]) -> None:
        self._desk.tasks.discard(task)
        grant.land(call)
        problem = None if task.cancelled() else task.exception()
        if task.cancelled() or problem is not None:
            reply.break_off(b"")
        if problem is None:
            return
        # A defect of the proxy's own: whoever runs it must see it.
        asyncio.get_running_loop().call_exception_handler({"message": "a call failed", "exception": problem})


def _split(target: str) -> tuple[str, str | None, str]:
    """Path, token (None: none) and query of a target such as /t/<token>/v1/models?limit=1."""
    path, _, query = target.partition("?")
    found = PREFIX.match(path) if path.startswith("/t/") else None
    return (found[2] or "/", found[1], query) if found else (path, None, query)


def _without_key(query: str, dialect: Dialect) -> tuple[str, str | None]:
    """The query without the token that it may carry, and that; None: it carries none."""
    if dialect.key_query is None or not query:
        return query, None
    pieces = [(piece, *unquote_plus(piece).partition("=")) for piece in query.split("&")]
    given = next((value for _, name, _, value in pieces if name == dialect.key_query), None)
    return "&".join(piece for piece, name, _, _ in pieces if name != dialect.key_query), given
