"""SSE: server-sent events read from bytes, each with the bytes it came in."""

import re
from typing import NamedTuple

LINE_END = re.compile(rb"[\r\n]")

BOM = b"\xef\xbb\xbf"

EVENT_LIMIT = 8 * 2**20  # of a longer event the bytes go on unread, so that none fills the memory

FIELDS = (b"data:", b"event:", b"id:", b"retry:", b":")

# An event as most come: whole, in a piece of its own, with one line of data.
ALONE = re.compile(rb"(?:event:([^\r\n]*+)\n)?data:([^\r\n]*+)\n\n")

LEAD = 4 * 2**10  # a stream says that it is one before so much white space


def is_stream(start: bytes) -> bool | None:
    """Whether a body is server-sent events, by its first bytes, as content types lie; None: they do not say yet."""
    if start.startswith(b"{"):
        return False  # as most answers that are none
    text = start.removeprefix(BOM).lstrip()
    if not text or BOM.startswith(start):
        return None if len(start) <= LEAD else False
    if any(text.startswith(name) for name in FIELDS):
        return True
    return None if any(name.startswith(text) for name in FIELDS) else False


def is_plain(block: bytes) -> bool:
    """Whether each event in a block of whole ones has its data, with neither comments nor odd line ends in between."""
    first = b"data:" if block.startswith(b"data:") else b"event:"
    events = block.count(b"\n\n")
    return (
        block.startswith(first)
        and block.count(b"\n\n" + first) == events - 1
        and (first == b"data:" or block.count(b"\ndata:") == events)
        and b"\r" not in block
    )


def event_end(block: bytes, at: int) -> int:
    """Where the event that `at` stands in ends, or else the block."""
    found = block.find(b"\n\n", at)
    return found + 2 if found >= 0 else len(block)


class Piece(NamedTuple):
    """Some bytes of the stream: one event, part of a huge one, a comment or blank line between events, a late LF."""

    raw: bytes
    data: str | None  # None: no event
    event: str | None = None  # None: unnamed
    late: bool = False  # the LF of a CRLF whose CR had already ended the piece before


class SseReader:
    """Bytes in, split anywhere; pieces out, as soon as their last byte is in."""

    def __init__(self) -> None:
        self._buffer = bytearray()  # the bytes of the piece to come
        self._line = 0  # where in the buffer the current line begins
        self._after_cr = False
        self._first = True
        self._data: list[str] = []
        self._event: str | None = None

    @property
    def begun(self) -> bool:
        """Whether a piece has begun that is not complete yet, or that a late LF belongs to."""
        return bool(self._buffer) or self._after_cr

    def pending(self, start: int) -> bytes:
        """The bytes of a piece that is not complete yet, from `start` on."""
        return bytes(self._buffer[start:])

    def feed(self, chunk: bytes) -> list[Piece]:
        """The pieces that these bytes complete."""
        if not self.begun and (alone := ALONE.fullmatch(chunk)):
            self._first = False
            return [Piece(chunk, _text(alone[2]), None if alone[1] is None else _text(alone[1]))]
        pieces: list[Piece] = []
        if self._after_cr and chunk:
            self._after_cr = False
            if chunk[:1] == b"\n":
                self._late_feed(pieces)
                chunk = chunk[1:]
        search_from = len(self._buffer)
        self._buffer += chunk
        while found := LINE_END.search(self._buffer, search_from):
            search_from = self._end_line(found.start(), pieces)
        if len(self._buffer) > EVENT_LIMIT:
            self._data = []
            pieces.append(self._take(len(self._buffer)))
        return pieces

    def rest(self) -> Piece | None:
        """What stands at the end without the blank line that an event ends with; None: nothing."""
        if not self._buffer:
            return None
        self._field(bytes(self._buffer[self._line :]))
        return self._take(len(self._buffer))

    def _late_feed(self, pieces: list[Piece]) -> None:
        if self._buffer:
            self._buffer += b"\n"
            self._line += 1
        else:
            pieces.append(Piece(b"\n", None, late=True))

    def _end_line(self, end: int, pieces: list[Piece]) -> int:
        """Takes the line that ends at `end`; gives where to search for the next line end."""
        line = bytes(self._buffer[self._line : end])
        after = end + 1
        if self._buffer[end : end + 2] == b"\r\n":
            after += 1
        elif self._buffer[end : end + 1] == b"\r" and after == len(self._buffer):
            self._after_cr = True
        alone = self._line == 0
        self._line = after
        if self._first:
            line, self._first = line.removeprefix(BOM), False
        self._field(line)
        # A comment that stands before an event's fields is a keep-alive: it goes on at once.
        if not line or (alone and line.startswith(b":")):
            pieces.append(self._take(after))
            return 0
        return after

    def _field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        if name == b"data":
            self._data.append(_text(value))
        elif name == b"event":
            self._event = _text(value)

    def _take(self, size: int) -> Piece:
        piece = Piece(bytes(self._buffer[:size]), "\n".join(self._data) if self._data else None, self._event)
        del self._buffer[:size]
        self._line, self._data, self._event = 0, [], None
        return piece


def _text(value: bytes) -> str:
    return value.removeprefix(b" ").decode("utf-8", errors="replace")
