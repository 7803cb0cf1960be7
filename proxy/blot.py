"""Blot: the user's key made unreadable in what an endpoint sends back."""

import zlib
from typing import Any

from proxy.spellings import Spellings

READABLE = frozenset((b"gzip", b"x-gzip", b"deflate"))

STEP = 2**20  # unpacked at a time
MOST = 2**28  # unpacked in all; no answer is as long, and more would keep every other call waiting


class Blotter:
    """A body in pieces, with asterisks for the key; only what may be the beginning of the key is kept back."""

    def __init__(self, spellings: Spellings) -> None:
        self._spellings = spellings
        self._kept = b""

    def feed(self, piece: bytes) -> bytes:
        """What of the bytes so far can be let through."""
        data = self._kept + piece if self._kept else piece
        if self._spellings.within(data):
            data = self._spellings.hidden(data)
        keep = self._spellings.begun(data)
        if not keep:
            self._kept = b""
            return data
        self._kept = data[-keep:]
        return data[:-keep]

    def rest(self) -> bytes:
        """What was kept back, once nothing more comes; half a key is hidden too."""
        kept, self._kept = self._kept, b""
        return kept if 2 * len(kept) < self._spellings.shortest else b"*" * len(kept)


class Lookout:
    """Looks for the key inside a packed body, out of which it cannot be blotted."""

    def __init__(self, spellings: Spellings) -> None:
        self._spellings = spellings
        self._begin = b""  # the two bytes that tell how it is packed
        self._unpack: Any = None
        self._left = MOST
        self._end = b""  # the last bytes seen, which may begin the key

    def sees(self, piece: bytes) -> bool:
        """Whether the key is in what the bytes so far unpack to; ValueError: that is too much to look through."""
        if self._unpack is None:
            piece = self._begin = self._begin + piece
            if len(piece) < 2:
                return False
            self._unpack = zlib.decompressobj(_window(piece))
        while piece:
            try:
                more = self._unpack.decompress(piece, STEP)
            except zlib.error:
                return False  # nobody can unpack it
            text = self._end + more
            if self._spellings.within(text):
                return True
            self._left -= len(more)
            if self._left < 0:
                raise ValueError(f"it unpacks to more than {MOST >> 20} MiB")
            self._end, piece = text[1 - self._spellings.longest :], self._unconsumed()
        return False

    def _unconsumed(self) -> bytes:
        if not self._unpack.eof:
            return bytes(self._unpack.unconsumed_tail)
        # Several gzip members are one text to who reads them; zeros may fill up the end.
        rest: bytes = self._unpack.unused_data.lstrip(b"\0")
        self._unpack, self._begin = (zlib.decompressobj(_window(rest)), rest) if len(rest) > 1 else (None, rest)
        return rest if len(rest) > 1 else b""


def _window(begin: bytes) -> int:
    # gzip, zlib, or what some servers call deflate: neither head nor checksum.
    zlibs = begin[0] & 15 == 8 and int.from_bytes(begin[:2]) % 31 == 0
    return 47 if zlibs or begin[:2] == b"\x1f\x8b" else -15
