"""Signatures: what a machine has."""

import hashlib

from delta.native import weak


def strong(data):
    return hashlib.sha256(data).hexdigest()[:16]


def sign(block, base):
    lines = [f"block {block} size {len(base)}"]
    for index in range(0, len(base), block):
        data = base[index : index + block]
        lines.append(f"{index // block} {weak(data):08x} {strong(data)}")
    return "\n".join(lines) + "\n"


def read(signature):
    """Block size, file size, and (weak, strong) of each block."""
    head, *rows = signature.decode().splitlines()
    _, block, _, size = head.split()
    blocks = [(int(row.split()[1], 16), row.split()[2]) for row in rows]
    return int(block), int(size), blocks
