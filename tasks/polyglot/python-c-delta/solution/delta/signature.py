"""Signatures: what a machine has."""

import hashlib
import re

from delta.native import weak
from delta.wrong import Wrong

LARGEST = 1 << 20


def strong(data):
    return hashlib.sha256(data).hexdigest()[:16]


def sign(block, base):
    lines = [f"block {block} size {len(base)}"]
    for index in range(0, len(base), block):
        data = base[index : index + block]
        lines.append(f"{index // block} {weak(data):08x} {strong(data)}")
    return "\n".join(lines) + "\n"


def lines_of(file):
    """The lines of a file, each as text without its line feed; one that lacks it, or is no ASCII, is none of them."""
    lines = file.split(b"\n")
    if lines[-1]:
        lines[-1] += b"\xff"  # no line feed: not a line that anything is
    else:
        lines.pop()
    return [line.decode("ascii", errors="replace") for line in lines]


def read(signature):
    """Block size, file size, and (weak, strong) of each block."""
    lines = lines_of(signature)
    head = re.fullmatch(r"block ([0-9]+) size ([0-9]+)", lines[0] if lines else "")
    if not head:
        raise Wrong(1, "line")
    block, size = int(head[1]), int(head[2])
    if not 1 <= block <= LARGEST:
        raise Wrong(1, "block")
    blocks = []
    for number, line in enumerate(lines[1:], 2):
        row = re.fullmatch(r"([0-9]+) ([0-9a-f]{8}) ([0-9a-f]{16})", line)
        if not row or row[1] != str(len(blocks)):
            raise Wrong(number, "line")
        blocks.append((int(row[2], 16), row[3]))
    if -(-size // block) != len(blocks):
        raise Wrong(1, "size")
    return block, size, blocks
