"""Unpack: a body packed as gzip or deflate, unpacked in pieces while it comes."""

import zlib
from collections.abc import Iterator
from typing import Any

STEP = 2**20  # unpacked at a time


class Unpacker:
    """What a packed body says; several members are one text to who reads them."""

    def __init__(self) -> None:
        self.ended = False  # whether a member has come to its end
        self._begin = b""  # the two bytes that tell how it is packed
        self._unpack: Any = None

    def steps(self, piece: bytes) -> Iterator[bytes]:
        """What these bytes unpack to, at most a `STEP` at a time; zlib.error: nobody can unpack it."""
        if self._unpack is None:
            # Zeros may fill up the end.
            piece = self._begin = (self._begin + piece).lstrip(b"\0") if self.ended else self._begin + piece
            if len(piece) < 2:
                return
            self._unpack = zlib.decompressobj(_window(piece))
        while piece:
            yield self._unpack.decompress(piece, STEP)
            piece = self._unconsumed()

    def _unconsumed(self) -> bytes:
        if not self._unpack.eof:
            return bytes(self._unpack.unconsumed_tail)
        self.ended = True
        rest: bytes = self._unpack.unused_data.lstrip(b"\0")
        self._unpack, self._begin = (zlib.decompressobj(_window(rest)), rest) if len(rest) > 1 else (None, rest)
        return rest if len(rest) > 1 else b""


def _window(begin: bytes) -> int:
    # gzip, zlib, or what some servers call deflate: neither head nor checksum.
    zlibs = begin[0] & 15 == 8 and int.from_bytes(begin[:2]) % 31 == 0
    return 47 if zlibs or begin[:2] == b"\x1f\x8b" else -15
