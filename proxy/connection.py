"""Connection: one agent's connection, on which requests are read strictly and answered one after the other."""

from collections import deque
from time import perf_counter
from typing import Any, Protocol

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from proxy.agent_side import Call
from proxy.deadline import Deadline, Patience
from proxy.reply import Reply, head_of
from proxy.request_reader import HttpLimits, Malformed, Request, RequestReader

PIPELINED = 8  # so many requests may wait for their turn; then the connection is not read on

APP = "/healthz"

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Door(Protocol):
    """Where requests are admitted."""

    def admit(self, request: Request, reply: Reply, arrived: float) -> Call | None:
        """The call that a request begins; None: it was answered at once."""

    def too_much(self, problem: Malformed, reply: Reply, arrived: float) -> Call | None:
        """The same for a request that is refused as it came in, but for its agent to be told so."""


class Connection(HttpToolsProtocol):
    """uvicorn's connection, which itself only serves what is for the app."""

    def __init__(self, door: Door, patience: Patience | None = None, **uvicorn: Any) -> None:
        super().__init__(**uvicorn)
        self._door = door
        self._patience = patience or Patience()
        self._deadline = Deadline(self.loop, self._too_late)
        self._reader = RequestReader(HttpLimits())
        self._waiting: deque[tuple[Request | Malformed, float]] = deque()
        self._call: Call | None = None  # the one being answered
        self._busy = False
        self._arriving: float | None = None  # since when a request is coming in
        self._asked_to_continue = False
        self._full = False  # reading is paused
        self._ending = False  # no request is answered after this one
        self._body_until: float | None = None  # when the body on its way must be whole; None: none is

    def connection_made(self, transport: Any) -> None:
        """An agent is there."""
        super().connection_made(transport)
        self._deadline.set(self.timeout_keep_alive)

    def data_received(self, data: bytes) -> None:
        """Takes bytes of one or more requests."""
        if self._ending and self._full:
            return  # what a refused request still sends is not read, but taken: else the agent never sees the refusal
        self._unset_keepalive_if_required()
        arrived = self._arriving or perf_counter()
        try:
            requests = self._reader.feed(data)
        except Malformed as problem:
            self._waiting.extend([*((request, arrived) for request in problem.before), (problem, arrived)])
            self._ending = self._full = True
            self._deadline.clear()
        else:
            self._waiting.extend([(request, arrived) for request in requests])
            self._go_on_reading(perf_counter() if requests else arrived, fresh=bool(requests) or not self._arriving)
        if not self._busy:
            self._next()
        elif len(self._waiting) > PIPELINED:
            self._pause_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """The agent is gone, or was sent away."""
        self._waiting.clear()
        self._deadline.close()
        if self._call is not None:
            self._call.left()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The agent takes no more for now."""
        super().pause_writing()
        if self._call is not None:
            self._call.pause()

    def resume_writing(self) -> None:
        """It takes more."""
        super().resume_writing()
        if self._call is not None:
            self._call.resume()

    def shutdown(self) -> None:
        """The server stops: what is being answered is, and nothing after it."""
        self._ending = True
        if not self._busy:
            super().shutdown()

    def on_response_complete(self) -> None:
        """The app has answered."""
        self._busy = False
        super().on_response_complete()
        if not self.transport.is_closing():
            self._next()

    def _go_on_reading(self, arrived: float, *, fresh: bool) -> None:
        """Sees to it that what has begun to come in comes; `fresh`: it began just now."""
        stage = self._reader.stage
        if fresh:
            self._deadline.clear()
            self._asked_to_continue, self._body_until = False, None
        self._arriving = None if stage == "idle" else arrived
        if stage == "head" and fresh:
            self._deadline.set(self._patience.head)
        elif stage == "body" and not self._reader.wants_continue:
            self._await_body()

    def _await_body(self) -> None:
        """A body may be slow as long as it moves, and not for ever."""
        now = self.loop.time()
        self._body_until = self._body_until or now + self._patience.body
        self._deadline.set(min(self._patience.piece, self._body_until - now))

    def _let_continue(self) -> None:
        """Has the agent send the body that it holds back, once what it asked before is answered."""
        if self._reader.wants_continue and not self._asked_to_continue and not self._ending:
            self._asked_to_continue = True
            self._await_body()
            self.transport.write(CONTINUE)

    def _too_late(self) -> None:
        if self._arriving is None:
            self.transport.close()  # nothing was asked for as long as a connection is kept
            return
        self._ending = self._full = True
        self._waiting.append((Malformed(408, "the request did not come in whole in time"), perf_counter()))
        if not self._busy:
            self._next()

    def _next(self) -> None:
        while self._waiting and not self._busy:
            request, arrived = self._waiting.popleft()
            self._busy = True
            if isinstance(request, Malformed):
                self._turn_away(request, arrived)
            elif request.target == APP:
                super().data_received(_plain(request))
            else:
                self._call = self._door.admit(request, self._reply(request), arrived)
                if not self._busy:
                    self._call = None
                elif self.flow.write_paused and self._call is not None:
                    self._call.pause()  # the agent has yet to take what it was told before
        if not self._busy:
            self._let_continue()

    def _turn_away(self, problem: Malformed, arrived: float) -> None:
        request = problem.request or Request("", "", http11=True, headers=(), body=b"", keep_alive=False, named={})
        # What comes after it is not read, so the agent is told not to send any more here.
        self._call = self._door.too_much(problem, self._reply(request._replace(keep_alive=False)), arrived)

    def _reply(self, request: Request) -> Reply:
        # uvicorn gives a Unix socket's path in the place of a host, and no port.
        host, port = self.server or ("", 0)
        return Reply(self.transport, request, self._answered, host if port is None else None)

    def _answered(self, keep: bool) -> None:  # noqa: FBT001 - the one thing that a reply says of itself
        self._busy, self._call = False, None
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        if self._waiting and (keep or self._full):
            self.loop.call_soon(self._next)
        elif self._ending and self._full:
            self.transport.write_eof()
            self.loop.call_later(self._patience.refused, self.transport.close)
        elif self._ending or not keep:
            self.transport.close()
        elif self._arriving is None:
            self._deadline.set(self.timeout_keep_alive)
        else:
            self._let_continue()
        if self._full and not self._ending:
            self._full = False
            self.transport.resume_reading()
            if self._arriving is not None:
                self._go_on_reading(self._arriving, fresh=True)

    def _pause_reading(self) -> None:
        self._full = True
        self._deadline.clear()  # it is not the agent that is waited for
        self.transport.pause_reading()


def _plain(request: Request) -> bytes:
    """A request for the app, in bytes again."""
    first = f"{request.method} {request.target} HTTP/1.1\r\n".encode("latin-1")
    fields = [(name, value) for name, value in request.headers if name.lower() != b"transfer-encoding"]
    return first + head_of(200, fields).partition(b"\r\n")[2] + request.body
