"""Talk: questions and answers over the three streams of a running command, read with bounds."""

import time
from typing import Protocol

from runner.grader.protocol import LONGEST_LINE

LONGEST_OUTPUT = 16 << 20
TAIL = 4000
STDOUT, STDERR = 1, 2

Pieces = list[tuple[int, bytes]]


class Wire(Protocol):
    """How bytes go to a command and come from it."""

    def step(self, out: bytes, seconds: float) -> tuple[int, Pieces]:
        """Writes what goes of `out` and reads what has come, waiting up to `seconds` for either.

        How many bytes went, and the pieces by stream; an empty piece is that stream's end, told once. EOFError when
        nobody reads any more.
        """

    def close_input(self) -> None:
        """Ends the command's standard input."""


class Talk:
    """A running command; `line` and `drain` raise TimeoutError, EOFError, or ValueError for a flood of output."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self.pending = b""
        self._tails = {STDOUT: b"", STDERR: b""}
        self._read = dict.fromkeys(self._tails, 0)
        self._open = set(self._tails)

    def begin(self, files: bytes, seconds: float) -> None:
        """Send what the command needs, and read the line that says it has begun, which is none of its output."""
        self.line(files, seconds)
        self._tails[STDOUT] = self.pending[-TAIL:]

    def line(self, question: bytes, seconds: float) -> bytes:
        """The one line that answers `question` within `seconds`."""
        if self.pending:
            raise ValueError("spoke before it was asked")
        deadline = time.monotonic() + seconds
        while b"\n" not in self.pending:
            if STDOUT not in self._open:
                raise EOFError("the driver ended before it answered")
            question = question[self._step(question, deadline) :]
            if len(self.pending) > LONGEST_LINE:
                raise ValueError(f"a line of more than {LONGEST_LINE} bytes")
        if question:
            raise ValueError("answered before the question was out")
        line, _, self.pending = self.pending.partition(b"\n")
        return line

    def drain(self, seconds: float) -> None:
        """Read on until both streams end, keeping tails."""
        deadline = time.monotonic() + seconds
        while self._open:
            self._step(b"", deadline)
            self.pending = self.pending[-1:]

    def _step(self, out: bytes, deadline: float) -> int:
        left = deadline - time.monotonic()
        gone, pieces = self._wire.step(out, left) if left > 0 else (0, [])
        if not gone and not pieces and time.monotonic() >= deadline:
            raise TimeoutError("no answer within the time limit")
        for stream, piece in pieces:
            self._take(stream, piece)
        return gone

    def _take(self, stream: int, piece: bytes) -> None:
        if not piece:
            self._open.discard(stream)
        if stream == STDOUT:
            self.pending += piece
        self._tails[stream] = (self._tails[stream] + piece)[-TAIL:]
        self._read[stream] += len(piece)
        if self._read[stream] > LONGEST_OUTPUT:
            raise ValueError(f"more than {LONGEST_OUTPUT} bytes of output")

    def close_input(self) -> None:
        """Nothing more will be asked."""
        self._wire.close_input()

    def tail(self, stream: int) -> str:
        """The end of what came on `stream`."""
        return self._tails[stream].decode(errors="replace")

    @property
    def last_words(self) -> str:
        """The end of what came on standard error."""
        return self.tail(STDERR)
