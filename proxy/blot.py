"""Blot: the user's key made unreadable in what an endpoint sends back."""

import zlib

from proxy.spellings import Spellings
from proxy.unpack import Unpacker

READABLE = frozenset((b"gzip", b"x-gzip", b"deflate"))

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
        self._unpacker = Unpacker()
        self._left = MOST
        self._end = b""  # the last bytes seen, which may begin the key

    def sees(self, piece: bytes) -> bool:
        """Whether the key is in what the bytes so far unpack to; ValueError: that is too much to look through."""
        try:
            for more in self._unpacker.steps(piece):
                text = self._end + more
                if self._spellings.within(text):
                    return True
                self._left -= len(more)
                if self._left < 0:
                    raise ValueError(f"it unpacks to more than {MOST >> 20} MiB")
                self._end = text[1 - self._spellings.longest :]
        except zlib.error:
            pass  # nobody can unpack it
        return False
