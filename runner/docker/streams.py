"""Streams: the wire to a command that an engine runs, both of its outputs in frames on one connection."""

import selectors
import socket
import ssl
from contextlib import suppress
from typing import Any

from runner.grader.talk import STDERR, STDOUT, Pieces

HEAD = 8
CHUNK = 1 << 16
LATER = (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Frames:
    """Takes the frames apart: a stream's number, three bytes of nothing, a length in four bytes, and that many."""

    def __init__(self) -> None:
        self._head = b""
        self._stream, self._left = 0, 0

    def feed(self, data: bytes) -> Pieces:
        """What came on the command's streams; ValueError when it is no frame."""
        pieces: Pieces = []
        while data:
            if not self._left:
                taken = HEAD - len(self._head)
                self._head, data = self._head + data[:taken], data[taken:]
                if len(self._head) == HEAD:
                    self._begin(self._head)
                    self._head = b""
                continue
            piece, data = data[: self._left], data[self._left :]
            self._left -= len(piece)
            pieces.append((self._stream, piece))
        return pieces

    def _begin(self, head: bytes) -> None:
        self._stream, self._left = head[0], int.from_bytes(head[4:], "big")
        if self._stream not in (STDOUT, STDERR) or any(head[1:4]):
            raise ConnectionError(f"the engine sent {head!r}, which is no frame of a command's output")


class Streams:
    """A connection to a running command, as docker-py hands it out, as a wire."""

    def __init__(self, given: Any) -> None:
        self._given = given
        # Over a local socket docker-py gives a file around it, over TLS the socket itself.
        self._socket: socket.socket = getattr(given, "_sock", given)
        self._socket.settimeout(0)
        self._frames = Frames()
        self._ended = False

    def step(self, out: bytes, seconds: float) -> tuple[int, Pieces]:
        """Writes and reads what goes at once."""
        if self._ended:
            return 0, []
        ready = self._ready(selectors.EVENT_READ | (selectors.EVENT_WRITE if out else 0), seconds)
        gone = self._write(out) if ready & selectors.EVENT_WRITE else 0
        return gone, self._read() if ready & selectors.EVENT_READ else []

    def close_input(self) -> None:
        """Ends the command's standard input; over TLS there is no half of a connection to close, so it stays open."""
        if not hasattr(self._socket, "unwrap"):
            self._socket.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Lets go of the connection."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._given._response.close()  # docker-py leaves the answer there, whose connection this is

    def _ready(self, events: int, seconds: float) -> int:
        if hasattr(self._socket, "pending") and self._socket.pending():
            return selectors.EVENT_READ
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, events)
            return sum(ready for _, ready in selector.select(seconds))

    def _write(self, out: bytes) -> int:
        try:
            return self._socket.send(out[:CHUNK])
        except LATER:
            return 0
        except (BrokenPipeError, ConnectionResetError):
            raise EOFError("the driver ended before it was asked") from None

    def _read(self) -> Pieces:
        try:
            data = self._socket.recv(CHUNK)
        except LATER:
            return []
        except ConnectionResetError:
            data = b""
        if not data:
            self._ended = True
            return [(STDOUT, b""), (STDERR, b"")]
        return self._frames.feed(data)
