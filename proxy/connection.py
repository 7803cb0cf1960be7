"""Connection: one agent's connection, on which requests are read strictly and answered one after the other."""

from collections import deque
from time import perf_counter
from typing import Any, Protocol

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from proxy.reply import Reply, head_of
from proxy.request_reader import HttpLimits, Malformed, Request, RequestReader

# How long a request may take to come in: its head, then each further piece of its body.
STAGE_S = {"head": 30.0, "body": 60.0}

PIPELINED = 8  # so many requests may wait for their turn; then the connection is not read on

TAKEN_S = 5.0  # how long what follows a refused request is taken, so that its agent reads the refusal first

APP = "/healthz"

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Call(Protocol):
    """What becomes of a request, as far as its connection must tell it."""

    def left(self) -> None:
        """The agent is gone."""

    def pause(self) -> None:
        """The agent takes no more for now."""

    def resume(self) -> None:
        """It takes more."""


class Door(Protocol):
    """Where requests are admitted."""

    def admit(self, request: Request, reply: Reply, arrived: float) -> Call | None:
        """The call that a request begins; None: it was answered at once."""

    def too_much(self, problem: Malformed, reply: Reply, arrived: float) -> Call | None:
        """The same for a request that is refused as it came in, but for its agent to be told so."""


class Connection(HttpToolsProtocol):
    """uvicorn's connection, which itself only serves what is for the app."""

    def __init__(self, door: Door, **uvicorn: Any) -> None:
        super().__init__(**uvicorn)
        self._door = door
        self._reader = RequestReader(HttpLimits())
        self._waiting: deque[tuple[Request | Malformed, float]] = deque()
        self._call: Call | None = None  # the one being answered
        self._busy = False
        self._arriving: float | None = None  # since when a request is coming in
        self._asked_to_continue = False
        self._full = False  # reading is paused
        self._ending = False  # no request is answered after this one
        self._late: Any = None  # the timer of a request that comes in slowly

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
        else:
            self._waiting.extend([(request, arrived) for request in requests])
            self._go_on_reading(arrived)
        if not self._busy:
            self._next()
        elif len(self._waiting) > PIPELINED:
            self._pause_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """The agent is gone, or was sent away."""
        self._waiting.clear()
        self._stop_waiting()
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

    def _go_on_reading(self, arrived: float) -> None:
        stage = self._reader.stage
        if stage == "idle":
            self._stop_waiting()
            self._arriving, self._asked_to_continue = None, False
            return
        self._arriving = arrived
        if stage == "body" or self._late is None:
            # A body may be slow as long as it moves; a head may not.
            self._stop_waiting()
            self._late = self.loop.call_later(STAGE_S[stage], self._too_late)
        if self._reader.wants_continue and not self._asked_to_continue:
            self._asked_to_continue = True
            self.transport.write(CONTINUE)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _too_late(self) -> None:
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

    def _turn_away(self, problem: Malformed, arrived: float) -> None:
        request = problem.request or Request("", "", http11=True, headers=(), body=b"", keep_alive=False, named={})
        self._call = self._door.too_much(problem, self._reply(request), arrived)

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
            self.loop.call_later(TAKEN_S, self.transport.close)
        elif self._ending or not keep:
            self.transport.close()
        else:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
        if self._full and not self._ending:
            self._full = False
            self.transport.resume_reading()

    def _pause_reading(self) -> None:
        self._full = True
        self.transport.pause_reading()


def _plain(request: Request) -> bytes:
    """A request for the app, in bytes again."""
    first = f"{request.method} {request.target} HTTP/1.1\r\n".encode("latin-1")
    fields = [(name, value) for name, value in request.headers if name.lower() != b"transfer-encoding"]
    return first + head_of(200, fields).partition(b"\r\n")[2] + request.body
