"""Tar: the members of an archive, read strictly from hostile bytes.

Understood is what container engines write: ustar, pax and GNU headers for files, folders, links and special files.
All else is refused with a ValueError that says what and where: sparse files, global headers, volumes, unknown types.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

BLOCK = 512
PIECE = 1 << 20
LONGEST_PAX = 1 << 20
Kind = Literal["file", "folder", "link", "hard link", "special"]

KINDS: dict[bytes, Kind] = {
    b"0": "file", b"\0": "file", b"1": "hard link", b"2": "link", b"3": "special", b"4": "special", b"5": "folder",
    b"6": "special",
}  # fmt: skip
PAX, LONG_NAME, LONG_LINK = b"x", b"L", b"K"


class Member(NamedTuple):
    """One entry; what it is called and points at are bytes as they came, not yet judged."""

    name: bytes
    kind: Kind
    mode: int
    size: int
    target: bytes
    at: int

    def refused(self, why: str) -> ValueError:
        """The refusal of this member."""
        return ValueError(f"archive, byte {self.at}: {self.name[:200]!r}: {why}")


class Reader:
    """Reads the archive in `stream`: `members` yields, and the `content` of each is read before the next or skipped."""

    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = iter(stream)
        self._piece, self._used = b"", 0
        self._at = 0
        self._left = 0
        self._padding = 0

    def members(self) -> Iterator[Member]:
        """Every member, up to the end mark; what comes after it is not read."""
        extended: dict[str, bytes] = {}
        while True:
            self._skip()
            at, header = self._at, self._take(BLOCK)
            if not any(header):
                if extended or any(self._take(BLOCK)):
                    raise _refused(at, "one block of zeros is not the end of an archive")
                return
            kind, size = _checked(header, at), _number(header[124:136], at)
            if kind in (PAX, LONG_NAME, LONG_LINK):
                found = self._extended(kind, size, at)
                if found.keys() & extended.keys():
                    raise _refused(at, "a second extended header says the same thing")
                extended |= found
                continue
            member = _member(header, kind, at, extended)
            extended = {}
            self._left, self._padding = member.size, -member.size % BLOCK
            yield member

    def content(self) -> Iterator[bytes]:
        """The content of the member that was yielded last, in pieces."""
        while self._left:
            piece = self._some(min(self._left, PIECE))
            self._left -= len(piece)
            yield piece

    def _skip(self) -> None:
        for _ in self.content():
            pass
        self._take(self._padding)
        self._padding = 0

    def _extended(self, kind: bytes, size: int, at: int) -> dict[str, bytes]:
        if not size or size > LONGEST_PAX:
            raise _refused(at, f"an extended header of {size} bytes")
        said = self._take(size)
        self._take(-size % BLOCK)
        if kind == PAX:
            return _pax(said, at)
        return {"path" if kind == LONG_NAME else "linkpath": said.removesuffix(b"\0")}

    def _take(self, count: int) -> bytes:
        """Exactly `count` bytes."""
        taken = []
        while count:
            taken.append(self._some(count))
            count -= len(taken[-1])
        return b"".join(taken)

    def _some(self, most: int) -> bytes:
        """At least one and at most `most` bytes."""
        while self._used == len(self._piece):
            piece = next(self._stream, None)
            if piece is None:
                raise _refused(self._at, "it ends before its end mark")
            self._piece, self._used = piece, 0
        taken = self._piece[self._used : self._used + most]
        self._used += len(taken)
        self._at += len(taken)
        return taken


def _refused(at: int, why: str) -> ValueError:
    return ValueError(f"archive, byte {at}: {why}")


def _checked(header: bytes, at: int) -> bytes:
    """The header's type, once its checksum is right."""
    if _number(header[148:156], at) != sum(header[:148]) + 8 * 32 + sum(header[156:]):
        raise _refused(at, "a header's checksum is wrong")
    kind = header[156:157]
    if kind not in KINDS and kind not in (PAX, LONG_NAME, LONG_LINK):
        raise _refused(at, f"an entry of type {kind!r}, which no engine writes")
    return kind


def _number(field: bytes, at: int) -> int:
    """A number in octal digits, or in base 256 where the first bit is set."""
    if field[0] & 0x80:
        if field[0] != 0x80:
            raise _refused(at, "a negative or a huge number")
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \0")
    if not all(0x30 <= digit <= 0x37 for digit in digits):
        raise _refused(at, f"{field!r} is no number")
    return int(digits or b"0", 8)


def _member(header: bytes, kind: bytes, at: int, extended: dict[str, bytes]) -> Member:
    name, prefix = _text(header[:100]), _text(header[345:500])
    if prefix and header[257:263] == b"ustar\0":
        name = prefix + b"/" + name
    member = Member(
        name=extended.get("path", name),
        kind=KINDS[kind],
        mode=_number(header[100:108], at) & 0o7777,
        size=_size(extended["size"], at) if "size" in extended else _number(header[124:136], at),
        target=extended.get("linkpath", _text(header[157:257])),
        at=at,
    )
    if b"\0" in member.name + member.target:
        raise member.refused("NUL in a name")
    if member.size and member.kind != "file":
        raise member.refused(f"a {member.kind} with content")
    return member


def _text(field: bytes) -> bytes:
    return field.partition(b"\0")[0]


def _size(digits: bytes, at: int) -> int:
    if not digits.isdigit() or len(digits) > 20:
        raise _refused(at, f"{digits[:40]!r} is no size")
    return int(digits)


def _pax(text: bytes, at: int) -> dict[str, bytes]:
    """What counts of an extended header: `LENGTH KEY=VALUE` lines, where LENGTH is that of the whole line."""
    said: dict[bytes, bytes] = {}
    while text:
        length, space, _ = text.partition(b" ")
        count = int(length) if space and length.isdigit() and len(length) < 8 else 0
        line, text = text[:count], text[count:]
        key, equals, value = line[len(length) + 1 :].partition(b"=")
        if len(line) != count or not line.endswith(b"\n") or not equals or key in said:
            raise _refused(at, "an extended header that cannot be understood")
        said[key] = value[:-1]
    if any(key.startswith(b"GNU.sparse") for key in said):
        raise _refused(at, "a sparse file")
    return {name: said[name.encode()] for name in ("path", "linkpath", "size") if name.encode() in said}
