"""Passage: an answer's bytes on their way from the endpoint to the agent, read while they pass."""

import hashlib
import zlib
from collections.abc import Callable
from typing import Any

from proxy.dialect import Dialect, is_whole, only_null
from proxy.sse import Piece, SseReader, event_end, is_plain, is_stream
from proxy.unpack import STEP, Unpacker

BODY_LIMIT = 64 * 2**20  # what is read of a body for the record; all of it passes

KEPT = 8 * 2**20  # of the streams under way, all together

FEW = 2**10  # bytes of events that are not worth another look before they are read

HIDEABLE = 64 * 2**10  # no usage chunk is larger: a longer event passes before its end

LATER = 16 * 2**10  # bytes of a stream that have passed and are not read yet


class Kept:
    """What streams have said, for who counts their tokens should the endpoint not; all of a proxy's stay small."""

    def __init__(self, most: int = KEPT) -> None:
        self.left = most


class Passage:
    """Bytes in, the bytes to let through out; the end of the answer is held until `rest`.

    `length` is the content-length that the agent is told, if any: the last byte of it ends the answer too.
    """

    def __init__(
        self, dialect: Dialect, *, hide_usage: bool, encoding: str | None, length: int | None, now: Callable[[], float]
    ) -> None:
        self.answer = dialect.reading()
        self.first_token: float | None = None
        self.bytes = 0
        self.stream: bool | None = None  # None: the bytes so far do not say
        self.events = 0
        self._kept = Kept(0)
        self._pieces: list[bytes] | None = None  # of a stream, decoded; None: they are not kept, or not all of them
        self._may_end = dialect.may_end
        self._dull = dialect.dull
        self._end_marks = dialect.end_marks
        self._now = now
        self._encoded = encoding is not None
        self._hide = hide_usage and not self._encoded
        self._length = length
        self._sha = hashlib.sha256()
        self._unpack = Unpacker() if encoding in ("gzip", "x-gzip", "deflate") else None
        self._sse = SseReader()
        self._body = bytearray()  # an answer that is no stream, or that may turn out to be one
        self._passed = 0  # bytes let through of the piece that is not complete yet
        self._early = False  # whether that piece need not be complete to pass
        self._hidden = False  # whether the piece before was
        self._sent = 0
        self._last = 0  # bytes of the last event, where it may be the end though nothing marks it
        self._held = b""  # the last byte or event, where it may be the end
        self._tail = bytearray()  # decoded: the end marker and what came after it, or an event that never ended
        self._smooth = False  # between two events, in the middle of a stream: nothing is held, nor half read
        self._later: list[bytes] = []  # whole events that have passed, to be read in one go
        self._later_bytes = 0

    def keep(self, kept: Kept) -> None:
        """Keeps what a stream says, as long as there is room."""
        self._kept, self._pieces = kept, []

    def feed(self, piece: bytes) -> bytes:
        """What the agent may have now."""
        self.bytes += len(piece)
        if self._smooth and self._passes_unread(piece):
            self._later.append(piece)
            self._later_bytes += len(piece)
            if self._later_bytes > LATER:
                self._catch_up()
            return piece
        self._catch_up()
        self._sha.update(piece)
        if self._encoded:
            self._read(self._decoded(piece))
            return self._outlet(piece)
        out = self._outlet(self._read(piece))
        self._smooth = self._is_smooth()
        return out

    def finish(self) -> None:
        """Reads what came last; the endpoint has ended or broken off."""
        self._catch_up()
        if not self.stream:
            self.answer.whole(bytes(self._body))
        elif last := self._sse.rest():
            # Without its blank line it is an event only if it says something whole.
            whole = last.data is not None and is_whole(last.data)
            fresh = self._through(last if whole else last._replace(data=None))  # which may add to the tail itself
            self._tail += fresh

    def rest(self) -> bytes:
        """What was held back, once the record of the call is on disk."""
        return self._held + (b"" if self._encoded else self._tail)

    @property
    def ended(self) -> bool:
        """Whether the end marker of a stream has come."""
        return bool(self.stream and self.answer.done)

    @property
    def readable(self) -> bool:
        """Whether the record could look into the body."""
        return not self._encoded or self._unpack is not None

    def text(self) -> bytes | None:
        """The decoded body; None: it was too long to be kept."""
        if self.stream:
            return None if self._pieces is None else b"".join(self._pieces)
        return bytes(self._body) if len(self._body) < BODY_LIMIT else None

    def forget(self) -> None:
        """Leaves the room of what it has kept to others."""
        if self._pieces is not None:
            self._kept.left += sum(map(len, self._pieces))
            self._pieces = None

    def facts(self, status: int) -> dict[str, Any]:
        """The record's `response`."""
        events = self.events if self.stream else None
        return {"status": status, "bytes": self.bytes, "sha256": self._sha.hexdigest(), "events": events}

    def _is_smooth(self) -> bool:
        begun = self.first_token is not None and self._end_marks is not None and self._length is None
        # Once the end is near all is read as it comes: the agent waits for what is left to be read at the end.
        return begun and not (self.answer.finished or self._sse.begun)

    def _passes_unread(self, piece: bytes) -> bool:
        """Whether these are whole events, none of them the end or one to hide: all else in them can be read later."""
        if not piece.endswith(b"\n\n"):
            return False
        for mark in self._end_marks or ():
            if mark in piece:
                return False
        return not self._hide or only_null(piece, b'"usage"')

    def _catch_up(self) -> None:
        """Reads what has passed unread. A call per event costs more than what it reads."""
        if self._later:
            block = b"".join(self._later)
            self._later, self._later_bytes = [], 0
            self._sha.update(block)
            self._read(block)

    def _outlet(self, data: bytes) -> bytes:
        before, data = len(self._held), self._held + data
        if self._length is not None:
            may_end = self._sent + len(data) >= self._length
        else:
            may_end = self._encoded or not self.stream
        cut = len(data) - 1 if data and may_end else len(data)
        if self._encoded and (self.ended or self._last):
            # What ends the answer, or may end it, is somewhere in these bytes.
            cut = 0 if self.ended else min(before, cut)
        elif self._last:
            cut = min(len(data) - self._last, cut)
        self._held = data[cut:]
        self._sent += cut
        return data[:cut]

    def _decoded(self, piece: bytes) -> bytes:
        unpacker = self._unpack
        if unpacker is None:
            return b""
        parts: list[bytes] = []
        try:
            for part in unpacker.steps(piece):
                parts.append(part)
                if len(parts) * STEP > BODY_LIMIT:
                    self._unpack = None  # a bomb: the rest passes unread
                    break
        except zlib.error:
            if not unpacker.ended:
                self._unpack = None  # not what its header says: the rest passes unread
        return b"".join(parts)

    def _read(self, data: bytes) -> bytes:
        if self.stream is None:
            self._passed = len(self._body)
            so_far = bytes(self._body) + data if self._body else data
            self.stream = is_stream(so_far)
            if self.stream:
                data = so_far
        if self.stream:
            return self._events(data)
        self._body += data[: BODY_LIMIT - len(self._body)]
        return data

    def _events(self, data: bytes) -> bytes:
        if self._pieces is not None:
            if len(data) > self._kept.left:
                self.forget()
            else:
                self._pieces.append(data)
                self._kept.left -= len(data)
        if self._encoded or self.answer.done:
            return self._one_by_one(data)
        begun = event_end(data, 0) if self._sse.begun else 0
        ended = data.rfind(b"\n\n", begun) + 2
        if ended < 2:
            return self._one_by_one(data)
        out = [self._one_by_one(data[:begun])] if begun else []
        self._whole_events(data[begun:ended], out)
        if ended < len(data):
            out.append(self._one_by_one(data[ended:]))
        return b"".join(out)

    def _whole_events(self, block: bytes, out: list[bytes]) -> None:
        """Takes events of which none is torn: most tell the record nothing new but their number, and pass in one go."""
        at = 0
        while self.first_token is None and at < len(block):
            end = event_end(block, at)
            out.append(self._one_by_one(block[at:end]))
            at = end
        rest = block[at:]
        if not rest:
            return
        middle = event_end(rest, len(rest) // 2)
        if not self.answer.done and is_plain(rest) and self._dull(rest):
            self.events += rest.count(b"\n\n")
            self._last, self._hidden = 0, False
            out.append(rest)
        elif self.answer.done or len(rest) < FEW or middle == len(rest):
            out.append(self._one_by_one(rest))
        else:
            # Halved until what is news stands nearly alone: often it is one event in a hundred.
            self._whole_events(rest[:middle], out)
            self._whole_events(rest[middle:], out)

    def _one_by_one(self, data: bytes) -> bytes:
        out = b"".join([self._through(piece) for piece in self._sse.feed(data)])
        if self.answer.done:
            return out
        pending = self._sse.pending(self._passed)
        self._last = 0 if pending else self._last  # something follows it
        # What can be neither the end nor the chunk to hide need not wait for its own last byte.
        self._early = self._early or (len(pending) > HIDEABLE if self._hide else not self._may_end(pending))
        if self._early:
            out += pending
            self._passed += len(pending)
        return out

    def _through(self, piece: Piece) -> bytes:
        begun = min(self._passed, len(piece.raw))
        self._passed -= begun
        self._early = False
        if piece.data is not None:
            self.events += 1
            seen = self.answer.event(piece.data)
            if seen.token and self.first_token is None:
                self.first_token = self._now()
            self._hidden = seen.usage_only and self._hide and not begun
        elif not piece.late:
            self._hidden = False
        fresh = b"" if self._hidden else piece.raw[begun:]
        if piece.data is not None:
            self._last = len(fresh) if seen.may_end else 0
        elif self._last:
            self._last += len(fresh)
        if self.answer.done:
            self._tail += fresh
            return b""
        return fresh
