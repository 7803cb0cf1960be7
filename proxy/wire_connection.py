"""Connection: one socket to the endpoint, over which one call at a time goes."""

import asyncio
import socket
from collections.abc import Callable
from typing import cast

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from proxy.wire_answer import WireAnswer

HEAD = 64 * 2**10  # of a head, or of anything else that is no content: trailers, chunk extensions, interim answers
FIELDS = 256
APART = 64 * 2**10  # a body from here on is written as it is instead of being copied behind its head


class Connection(asyncio.Protocol):
    """What the endpoint sends, parsed and handed to the answer that is being waited for."""

    def __init__(
        self,
        opened: Callable[["Connection"], None],
        freed: Callable[["Connection"], None],
        lost: Callable[["Connection"], None],
    ) -> None:
        self.heard = True  # whether bytes came since the pool last looked
        self.since = 0.0  # when the pool last saw that they had, or when the connection became free
        self.answered = False  # whether a byte came since the last request
        self._opened, self._freed, self._lost = opened, freed, lost
        self._answer: WireAnswer | None = None
        self._headers: list[tuple[bytes, bytes]] = []
        self._pieces: list[bytes] = []
        self._bare = 0  # bytes since the last content
        self._wrong: str | None = None  # what the parser lets pass and nobody should
        self._to_the_end = False  # the body ends with the connection
        self._complete = self._surplus = self._paused = False
        self.on_body = self._pieces.append
        self._parser = HttpResponseParser(self)

    # What the upstream and its answers ask for

    @property
    def usable(self) -> bool:
        """Whether another request can go out."""
        return not self._transport.is_closing()

    @property
    def waiting(self) -> bool:
        """Whether the endpoint is the one to say something."""
        return self._answer is not None and not self._paused

    def ask(self, head: bytes, body: bytes, answer: WireAnswer) -> None:
        """Sends a request; what comes is for `answer`."""
        self._answer, self.answered, self.heard, self._bare = answer, False, True, 0
        self._complete = self._to_the_end = False
        self._headers, self._wrong = [], None
        if len(body) < APART:
            self._transport.write(head + body)
        else:
            self._transport.write(head)
            self._transport.write(body)

    def pause(self) -> None:
        """Reads no more for now."""
        if not self._paused and self.usable:
            self._paused = True
            self._transport.pause_reading()

    def resume(self) -> None:
        """Reads on."""
        if self._paused:
            self._paused, self.heard = False, True
            if self.usable:
                self._transport.resume_reading()

    def drop(self) -> None:
        """Closes at once; whoever waited is not told."""
        self._answer = None
        self._transport.abort()

    def fail(self, problem: Exception) -> None:
        """Closes at once and says why."""
        answer = self._answer
        self.drop()
        if answer is not None:
            answer.end(problem)

    # What the event loop tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands."""
        self._transport = cast(asyncio.Transport, transport)
        plug = transport.get_extra_info("socket")
        plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Long silences are allowed, and what forwards packets on the way forgets who is silent.
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if hasattr(socket, "TCP_KEEPIDLE"):
            plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60)
        self._opened(self)

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        answer = self._answer
        if answer is None:
            self.drop()  # nobody asked
            return
        self.heard = self.answered = True
        problem = self._parsed(data)
        pieces = self._pieces
        if pieces:
            self._bare = 0
            piece = pieces[0] if len(pieces) == 1 else b"".join(pieces)
            pieces.clear()
            answer.take(piece)
            if self._answer is not answer:  # who got the piece has closed the answer
                return
        else:
            self._bare += len(data)
        if self._complete:
            self._end(answer)
        elif problem is not None:
            self.fail(ConnectionError(f"the endpoint's answer cannot pass: {problem}"))
        elif self._bare > HEAD:
            self.fail(ConnectionError(f"the endpoint sent {HEAD >> 10} KiB of headers or framing without content"))

    def eof_received(self) -> None:
        """The endpoint sends no more."""
        if self._to_the_end and self._answer is not None:
            self._surplus = True
            self._end(self._answer)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._lost(self)
        answer, self._answer = self._answer, None
        if answer is not None:
            way = f" ({exc})" if exc is not None and str(exc) else ""
            when = "in the middle of its answer" if answer.status else "before it answered"
            answer.end(ConnectionError(f"the endpoint broke the connection off {when}{way}"))
        del self._parser, self.on_body  # each holds the other

    # What the parser finds

    def on_message_begin(self) -> None:
        """An answer begins."""
        if self._complete:
            raise ValueError("a second answer to one request")  # which ends the parsing, and with it the connection
        self._surplus = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or a trailer, which nobody asked for."""
        self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        """A head is whole."""
        status, headers = self._parser.get_status_code(), self._headers
        self._headers = []
        answer = self._answer
        if status < 100:
            self._wrong = f"no answer has the status {status}"
        if status < 200 or answer is None:
            return
        size, framed = 0, answer.bodiless or status in (204, 304)
        for name, value in headers:
            size += len(name) + len(value)
            kind = name.lower()
            if kind == b"content-length":
                framed = True
            elif kind == b"transfer-encoding":
                framed = True
                if value.strip().lower() != b"chunked":
                    self._wrong = "a transfer-encoding other than chunked"
        if size > HEAD or len(headers) > FIELDS:
            self._wrong = "too many or too large headers"
        self._wrong = self._wrong or answer.begin(status, headers)
        self._to_the_end = not framed
        if answer.bodiless:  # which the parser cannot know
            self._complete = self._surplus = self._wrong is None

    def on_message_complete(self) -> None:
        """An answer is whole, be it an interim one."""
        if self._parser.get_status_code() >= 200:
            if not self._parser.should_keep_alive():
                self._surplus = True
            self._complete = self._wrong is None

    def _parsed(self, data: bytes) -> str | None:
        """Parses; what is wrong with it, None: nothing."""
        try:
            self._parser.feed_data(data)
        except HttpParserError as problem:
            self._surplus = True
            return self._wrong or str(problem)
        except HttpParserUpgrade:
            self._surplus = True
            return "it switches to another protocol"
        return self._wrong

    def _end(self, answer: WireAnswer) -> None:
        self._answer = None
        # A request that is not out whole, or bytes after the answer, make the connection useless.
        if self._surplus or self._transport.get_write_buffer_size():
            self._transport.abort()
        else:
            self.resume()
            self._freed(self)
        answer.end(None)
