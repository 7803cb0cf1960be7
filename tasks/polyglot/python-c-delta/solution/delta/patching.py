"""Making the new file."""

import re

from delta.signature import LARGEST, lines_of, strong
from delta.wrong import Wrong


def patch(base, delta):
    lines = lines_of(delta)
    head = re.fullmatch(r"block ([0-9]+)", lines[0] if lines else "")
    if not head:
        raise Wrong(1, "line")
    block = int(head[1])
    if not 1 <= block <= LARGEST:
        raise Wrong(1, "block")
    parts = []
    for number, line in enumerate(lines[1:], 2):
        if end := re.fullmatch(r"end ([0-9]+) ([0-9a-f]{16})", line):
            return checked(b"".join(parts), end, number, len(lines))
        parts.append(part(base, block, line, number))
    raise Wrong(len(lines) + 1, "line")


def checked(new, end, number, last):
    if int(end[1]) != len(new):
        raise Wrong(number, "size")
    if end[2] != strong(new):
        raise Wrong(number, "hash")
    if number != last:
        raise Wrong(number + 1, "line")
    return new


def part(base, block, line, number):
    if copy := re.fullmatch(r"copy ([0-9]+) ([0-9]+)", line):
        first, count = int(copy[1]), int(copy[2])
        if count == 0 or first + count > -(-len(base) // block):
            raise Wrong(number, "copy")
        return base[first * block : (first + count) * block]
    if not line.startswith("data ") or "\ufffd" in line:
        raise Wrong(number, "line")
    digits = line.removeprefix("data ")
    if not re.fullmatch(r"([0-9a-f]{2}){1,32}", digits):
        raise Wrong(number, "data")
    return bytes.fromhex(digits)
