"""Request body: the bytes after a head, as many as its content-length says or in chunks, read split anywhere."""

import io
import re

# One chunk's size, or the end of all, after the line end of what stands before it. Sizes are spelt in the one shortest
# way, without extensions, and nothing trails the last: no agent sends more, and request smuggling is made of the rest.
CHUNK = re.compile(rb"\r\n(?:([1-9A-Fa-f][0-9A-Fa-f]{0,7})\r\n|0\r\n\r\n)")

BEGUN = re.compile(rb"(?:\r(?:\n(?:[1-9A-Fa-f][0-9A-Fa-f]{0,7}\r?|0(?:\r(?:\n\r?)?)?)?)?)?\Z")


class Sized:
    """A body of so many bytes."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._read = io.BytesIO()  # not a list of pieces: it takes no more memory for their being small

    def feed(self, data: bytes, at: int) -> int | None:
        """Takes bytes from `at` on; gives where the body ends. None: not among them."""
        end = at + self._left
        self._left -= self._read.write(memoryview(data)[at:end])
        return None if self._left else end

    def content(self) -> bytes:
        """The body."""
        return self._read.getvalue()


class Chunked:
    """A body in chunks, of which at most so many may come; it begins at the end of the head's last line."""

    def __init__(self, limit: int, chunks: int) -> None:
        self._room = limit
        self._chunks = chunks
        self._left = 0  # of the chunk under way
        self._line = b""  # the beginning of what stands before the next chunk
        self._read = io.BytesIO()

    def feed(self, data: bytes, at: int) -> int | None:
        """Takes bytes from `at` on; gives where the body ends. None: not among them.

        ValueError: they are no chunks. OverflowError: they are too many, or too large.
        """
        before = 0
        if self._line:
            data, before, at, self._line = self._line + data[at:], at - len(self._line), 0, b""
        while True:
            if self._left:
                took = self._read.write(data[at : at + self._left])
                at += took
                self._left -= took
                if self._left:
                    return None
            found = CHUNK.match(data, at)
            if found is None:
                self._line = _begun(data, at)
                return None
            at = found.end()
            if found[1] is None:
                return before + at
            self._begin(int(found[1], 16))

    def content(self) -> bytes:
        """The body, its chunks joined."""
        return self._read.getvalue()

    def _begin(self, size: int) -> None:
        self._left = size
        self._room -= size
        self._chunks -= 1
        if self._room < 0 or self._chunks < 0:
            raise OverflowError("the body is larger than allowed, or in too many chunks; send it with a content-length")


def _begun(data: bytes, at: int) -> bytes:
    if not BEGUN.match(data, at):
        raise ValueError("the body's chunks are not plain ones: a hexadecimal size, CRLF, so many bytes, CRLF, no more")
    return data[at:]
