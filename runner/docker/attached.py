"""Attached: the streams of a container's or an exec's process, as the engine's API carries them."""

import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Self

if TYPE_CHECKING:
    from docker import DockerClient

STDOUT, STDERR = 1, 2
HEADER = struct.Struct(">BxxxL")  # the stream's number, three bytes of nothing, how many bytes follow
READ = 65536


class Frame(NamedTuple):
    """Some output, and which stream it came on; a terminal has but the first."""

    stream: int
    data: bytes


class Attached:
    """One attached process; frames are read by one thread, and may be sent to by another."""

    def __init__(self, raw: Any, *, terminal: bool) -> None:
        # http.client may have read some output together with the answer's head: only its own reader gives that, too.
        self._reader: IO[bytes] = raw._response.raw._fp.fp  # docker-py hands out the bare socket
        self._socket = getattr(raw, "_sock", raw)
        self._response = raw._response  # closes the connection when it is collected
        self._terminal = terminal
        self._socket.settimeout(None)

    @classmethod
    def to_container(cls, client: "DockerClient", container_id: str) -> Self:
        """To the main process of a container, from the beginning; before it starts."""
        streams = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
        return cls(client.api.attach_socket(container_id, params=streams), terminal=False)

    @classmethod
    def to_exec(cls, client: "DockerClient", exec_id: str, *, terminal: bool = False) -> Self:
        """To an exec, which this starts."""
        return cls(client.api.exec_start(exec_id, tty=terminal, socket=True), terminal=terminal)

    def send(self, data: bytes) -> None:
        """Writes all of it to standard input."""
        self._socket.sendall(data)

    def frames(self) -> Iterator[Frame]:
        """The output as it comes, until its end; a connection that broke is an end."""
        with suppress(OSError, ValueError):  # ValueError: closed while it was read
            yield from self._bare() if self._terminal else self._framed()

    def close(self) -> None:
        """Lets go of it; whoever reads finds the end."""
        with suppress(OSError):
            self._socket.shutdown(2)
        self._response.close()

    def _bare(self) -> Iterator[Frame]:
        while data := self._reader.read1(READ):  # type: ignore[attr-defined]  # a BufferedReader
            yield Frame(STDOUT, data)

    def _framed(self) -> Iterator[Frame]:
        while len(header := self._reader.read(HEADER.size)) == HEADER.size:
            stream, left = HEADER.unpack(header)
            while left and (data := self._reader.read1(min(left, READ))):  # type: ignore[attr-defined]
                left -= len(data)
                yield Frame(stream, data)


class Collected:
    """What an attached process says, being read by a thread of its own, with bounds."""

    def __init__(self, attached: Attached, limit: int) -> None:
        self._parts: dict[int, bytearray] = {STDOUT: bytearray(), STDERR: bytearray()}
        self._limit = limit
        self._attached = attached
        self._thread = threading.Thread(target=self._read, name="attached", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Whether it has ended within the time."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def text(self, stream: int) -> str:
        """What came on a stream so far, no more than the limit."""
        return bytes(self._parts[stream]).decode("utf-8", "replace")

    def _read(self) -> None:
        for frame in self._attached.frames():
            part = self._parts[frame.stream]
            part += frame.data[: self._limit - len(part)]
