"""Spellings: the ways in which the user's key may stand in what an endpoint sends back."""

import re
from base64 import b64encode
from collections.abc import Iterator

PERCENT, BACKSLASH = b"%\\"

COMMON = b"zxjqkvwbgyfp9876543210mhudlscr-_.niatoe"  # the commonest last; what is not among them is rarer still

ESCAPED = 6  # the longest escape of one character

BEFORE = (0, 2, 3)  # how many characters of base64 hold bits of the 0, 1, 2 bytes that stand before


class Spellings:
    """One key: as it is, escaped (JSON, percent; some characters or all), in hex, in base64, backwards."""

    def __init__(self, key: str) -> None:
        # Each once, or a search tries them again and again; the shortest first, so that no split changes what is found.
        escaped = [tuple(dict.fromkeys(_escaped(character))) for character in key]
        self._others = tuple(dict.fromkeys(_others(key.encode())))
        self._plain = tuple((*_rarest(spelling), spelling) for spelling in (key.encode(), *self._others))
        self._escaped = re.compile(b"".join(b"(?:%b)" % b"|".join(map(re.escape, each)) for each in escaped))
        self._characters = escaped
        self._begins = re.compile(b"|".join(re.escape(each[:1]) for each in escaped[0]))
        self._alphabet = frozenset(b"".join((*self._others, *(piece for each in escaped for piece in each))))
        self.shortest = len(key)
        self.longest = max(sum(max(map(len, each)) for each in escaped), *map(len, self._others))

    def within(self, data: bytes) -> bool:
        """Whether the key stands in the bytes."""
        # Looking for one character takes a fifth of the time, so most searches end with the rarest two.
        for rare, next_rare, spelling in self._plain:
            if rare in data and next_rare in data and data.find(spelling) >= 0:
                return True
        # Only what holds an escape is worth the slow search.
        return (PERCENT in data or BACKSLASH in data) and self._escaped.search(data) is not None

    def hidden(self, data: bytes) -> bytes:
        """The bytes with as many asterisks where the key stood."""
        data = self._escaped.sub(lambda found: b"*" * len(found[0]), data)
        for spelling in self._others:
            data = data.replace(spelling, b"*" * len(spelling))
        return data

    def begun(self, data: bytes) -> int:
        """How many bytes at the end may be the beginning of the key."""
        # Events and JSON end with a character that no key holds.
        if not data or data[-1] not in self._alphabet:
            return 0
        end = data[1 - self.longest :]
        starts = [found.start() for found in self._begins.finditer(end) if self._goes_on(end, found.start())][:1]
        starts += [at for spelling in self._others if (at := _start(spelling, end)) >= 0]
        return len(end) - min(starts, default=len(end))

    def _goes_on(self, end: bytes, at: int) -> bool:
        reached = {at}
        for spellings in self._characters:
            for place in reached:
                if len(end) - place < ESCAPED and any(each.startswith(end[place:]) for each in spellings):
                    return True
            reached = {place + len(each) for place in reached for each in spellings if end.startswith(each, place)}
            if not reached:
                return False
        return False


def _escaped(character: str) -> Iterator[bytes]:
    code = ord(character)
    yield character.encode()
    if character in '"\\/':
        yield b"\\" + character.encode()
    for spelling in (b"\\u00%02x", b"\\u00%02X", b"%%%02x", b"%%%02X"):
        yield spelling % code


def _others(key: bytes) -> Iterator[bytes]:
    yield key[::-1]
    yield key.hex().encode()
    yield key.hex().upper().encode()
    for bytes_before, characters in enumerate(BEFORE):
        whole = (bytes_before + len(key)) * 8 // 6
        coded = b64encode(b"\0" * bytes_before + key)[characters:whole]
        yield coded
        yield coded.translate(bytes.maketrans(b"+/", b"-_"))


def _rarest(spelling: bytes) -> tuple[int, int]:
    order = sorted(set(spelling), key=lambda character: (COMMON.find(character), character))
    return order[0], order[min(1, len(order) - 1)]


def _start(spelling: bytes, end: bytes) -> int:
    """Where the spelling begins at the end of the bytes; -1: nowhere."""
    at = end.find(spelling[:1], max(0, len(end) - len(spelling) + 1))
    while at >= 0 and not spelling.startswith(end[at:]):
        at = end.find(spelling[:1], at + 1)
    return at
