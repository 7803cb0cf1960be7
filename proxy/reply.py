"""Reply: one answer on its way to the agent, framed as HTTP/1.1 has it."""

import struct
from collections.abc import Callable
from http import HTTPStatus
from socket import SO_LINGER, SOL_SOCKET
from typing import Any

import orjson

from proxy.request_reader import Request
from proxy.upstream import Headers

NO_BODY = (204, 304)

REASONS = {status.value: status.phrase.encode() for status in HTTPStatus}

JSON = (b"content-type", b"application/json")


def head_of(status: int, fields: Headers) -> bytes:
    """Status line and headers, with the blank line after them."""
    lines = [b"HTTP/1.1 %d %b\r\n" % (status, REASONS.get(status, b""))]
    lines += [b"%b: %b\r\n" % field for field in fields]
    lines.append(b"\r\n")
    return b"".join(lines)


class Reply:
    """The AgentSide of one request on a connection; `done` is called once, with whether another may follow."""

    def __init__(self, transport: Any, request: Request, done: Callable[[bool], None], socket: str | None) -> None:
        self.socket = socket  # the Unix socket that the request came over; None: another one
        self.refusal: Callable[[int, str], dict[str, Any]] = lambda status, message: {
            "error": {"message": message, "code": status}
        }
        self._transport = transport
        self._request = request
        self._done: Callable[[bool], None] | None = done
        self._keep = request.keep_alive
        self._chunked = False
        self._bodiless = request.method == "HEAD"
        self._until_close = False
        self._head = b""  # to be sent with what comes next

    def start(self, status: int, fields: Headers, *, more: bool = False) -> None:
        """Sends status and headers; `more`: together with what is sent next, which is at once."""
        self._bodiless = self._bodiless or status in NO_BODY
        framing: list[tuple[bytes, bytes]] = []
        if not self._bodiless and b"content-length" not in [name.lower() for name, _ in fields]:
            if self._request.http11:
                self._chunked = True
                framing.append((b"transfer-encoding", b"chunked"))
            else:
                self._until_close, self._keep = True, False
        if not self._keep:
            framing.append((b"connection", b"close"))
        elif not self._request.http11:
            framing.append((b"connection", b"keep-alive"))
        head = head_of(status, [*fields, *framing])
        if more:
            self._head = head
        else:
            self._write(head)

    def send(self, data: bytes) -> None:
        """Sends some of the body."""
        if data and not self._bodiless:
            self._write(b"%x\r\n%b\r\n" % (len(data), data) if self._chunked else data)

    def end(self, data: bytes) -> None:
        """Sends the last of the body: the answer is whole."""
        if self._chunked:
            last = b"%x\r\n%b\r\n0\r\n\r\n" % (len(data), data) if data else b"0\r\n\r\n"
            self._write(last)
        elif data and not self._bodiless:
            self._write(data)
        self._finish(keep=self._keep)

    def break_off(self, data: bytes) -> None:
        """Sends some of the body and closes the connection, so that the agent sees that the answer is not whole."""
        self.send(data)
        if self._until_close and (raw := self._transport.get_extra_info("socket")) is not None:
            # Where the end of the connection ends the answer, only a reset says that it does not.
            raw.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        self._finish(keep=False)

    def fail(self, status: int, message: str) -> None:
        """Sends an answer of the proxy's own, whole, in the shape of the agent's dialect."""
        body = orjson.dumps(self.refusal(status, message))
        self.start(status, [JSON, (b"content-length", b"%d" % len(body))], more=True)
        self.end(body)

    def _write(self, data: bytes) -> None:
        if self._head:
            # Each write is a system call, and a packet.
            data, self._head = self._head + data, b""
        if not self._transport.is_closing():
            self._transport.write(data)

    def _finish(self, *, keep: bool) -> None:
        if self._head:
            self._write(b"")
        done, self._done = self._done, None
        if done is not None:
            done(keep)
