"""Splice: members and elements of a JSON object set or taken out in its bytes, all other bytes left as they are."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

import orjson

from proxy.hashing import parsed

Path = tuple[str | int, ...]

# In bytes without escaped quotes: up to the next bracket that is not in a string.
BRACKET = re.compile(rb'(?:[^"{}\[\]]++|"[^"]*+")*+([{}\[\]])')

COLON = re.compile(rb"\s*:")

SCALAR = re.compile(rb"[^,\]}\s]++")

TRIES = 50  # so many deeper members of the same name may stand behind the one that is looked for

BETWEEN = re.compile(rb"[\s:,]*+")


class Item(NamedTuple):
    """A member of an object or an element of an array, and where it stands: `start` is its name's, if it has one."""

    name: str | int
    start: int
    value: int
    end: int


def items(body: bytes, at: int = 0) -> list[Item]:
    """What the object or array at `at` holds, in its order; the body was checked before."""
    return list(_items(body, _flat(body), _gap(body, at)))


def set_member(body: bytes, name: str, value: bytes, *, absent: bool = False) -> bytes:
    """The JSON object `body` (checked before) with its member `name`, each of them if there are several, as `value`.

    Who knows that it is absent spares the search.
    """
    found = [] if absent else [item for item in items(body, body.index(b"{")) if item.name == name]
    if found:
        return _replaced(body, [(item.value, item.end, value) for item in found])
    opening = body.index(b"{") + 1
    comma = b"" if body[_gap(body, opening)] == ord("}") else b","
    return b"".join((body[:opening], orjson.dumps(name), b":", value, comma, body[opening:]))


def without(body: bytes, paths: Collection[Path]) -> bytes:
    """The JSON object `body` without what stands at `paths`; an array or object may be left empty."""
    begin = min((_before(body, str(name)) for name in {path[0] for path in paths}), default=body.index(b"{"))
    rest = body[begin:]
    return body[:begin] + _replaced(rest, [(start, end, b"") for start, end in _cuts(rest, _flat(rest), 0, paths)])


def tail(body: bytes, name: str) -> int | None:
    """Where the object's last member `name` begins, sought from its end; None: not found so, but it may be there.

    What follows a member of the object itself closes one object; what follows one inside of it closes more.
    """
    quoted, at, tries = orjson.dumps(name), len(body), 0
    while tries < TRIES:
        at = body.rfind(quoted, 0, at)
        if at < 0:
            return None
        if not COLON.match(body, at + len(quoted)):
            continue
        try:
            orjson.loads(b"{" + body[at:])
        except orjson.JSONDecodeError:
            tries += 1
        else:
            return at
    return None


def _before(body: bytes, name: str) -> int:
    """The comma or brace before the object's last member `name`; the first brace where it cannot be found quickly."""
    at = tail(body, name)
    return body.index(b"{") if at is None else max(body.rfind(b",", 0, at), body.rfind(b"{", 0, at))


def _cuts(body: bytes, flat: bytes, at: int, paths: Collection[Path]) -> Iterator[tuple[int, int]]:
    held = list(_items(body, flat, at))
    gone = {path[0] for path in paths if len(path) == 1}
    kept = [place for place, item in enumerate(held) if item.name not in gone]
    last = kept[-1] if kept else -1
    for place, item in enumerate(held):
        if item.name not in gone:
            inner = [path[1:] for path in paths if path[0] == item.name and len(path) > 1]
            yield from _cuts(body, flat, item.value, inner) if inner else ()
        elif place < last:
            yield item.start, held[place + 1].start
        else:  # nothing stays behind it, so the comma before it goes
            first = item.start if flat[at] in b"{[" else at
            yield held[place - 1].end if place else first, item.end


def _replaced(body: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    parts, done = [], 0
    for start, end, news in changes:
        parts += [body[done:start], news]
        done = end
    return b"".join((*parts, body[done:]))


def _items(body: bytes, flat: bytes, at: int) -> Iterator[Item]:
    named = flat[at] != ord("[")
    at, count = _gap(flat, at + 1), 0
    while flat[at] not in b"}]":
        start = at
        if named:
            at = _gap(flat, _end(flat, start))
        end = _end(flat, at)
        yield Item(_name(body[start : _end(flat, start)]) if named else count, start, at, end)
        at, count = _gap(flat, end), count + 1


def _flat(body: bytes) -> bytes:
    """The body with every escaped backslash and quote blanked, so that each quote left begins or ends a string."""
    return body.replace(rb"\\", b"__").replace(rb"\"", b"__") if b"\\" in body else body


def _end(flat: bytes, at: int) -> int:
    if flat[at] == ord('"'):
        return flat.index(b'"', at + 1) + 1
    if flat[at] not in b"{[":
        found = SCALAR.match(flat, at)
        return found.end() if found else at
    depth = 0
    for bracket in BRACKET.finditer(flat, at):
        depth += 1 if bracket[1] in b"{[" else -1
        if depth == 0:
            return bracket.end()
    raise ValueError("an object or array without its end: this body was not checked before")


def _gap(text: bytes, at: int) -> int:
    found = BETWEEN.match(text, at)
    return found.end() if found else at


def _name(quoted: bytes) -> str:
    return str(parsed(quoted)) if b"\\" in quoted else quoted[1:-1].decode()
