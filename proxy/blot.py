"""Blot: the user's key made unreadable in what an endpoint sends back."""

import zlib


def blot(data: bytes, key: str | None) -> bytes:
    """The bytes with as many asterisks where the key stood."""
    return data.replace(key.encode(), b"*" * len(key)) if key else data


class Blotter:
    """The same for bytes that come in pieces; only what may be the beginning of the key is kept back."""

    def __init__(self, key: str | None) -> None:
        self._key = key
        self._kept = b""

    def feed(self, piece: bytes) -> bytes:
        """What of the bytes so far can be let through."""
        if not self._key:
            return piece
        data = blot(self._kept + piece, self._key)
        keep = self._begun(data)
        self._kept = data[len(data) - keep :]
        return data[: len(data) - keep]

    def rest(self) -> bytes:
        """What was kept back, once nothing more comes."""
        kept, self._kept = self._kept, b""
        return kept

    def _begun(self, data: bytes) -> int:
        key = (self._key or "").encode()
        return next((size for size in range(min(len(key) - 1, len(data)), 0, -1) if data.endswith(key[:size])), 0)


class Lookout:
    """Looks for the key inside a compressed body, out of which it cannot be blotted."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()
        self._unpack = zlib.decompressobj(wbits=47)  # gzip or zlib
        self._end = b""  # the last bytes seen, which may begin the key

    def sees(self, piece: bytes) -> bool:
        """Whether the key is in what the bytes so far unpack to."""
        while piece:
            try:
                text = self._end + self._unpack.decompress(piece, 2**20)
            except zlib.error:
                return False  # packed in a way that nobody asked for
            if self._key in text:
                return True
            self._end, piece = text[1 - len(self._key) :], self._unpack.unconsumed_tail
        return False
