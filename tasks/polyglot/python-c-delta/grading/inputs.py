"""Prints one call a line, drawn from the seed in argv[1]: files changed, signed, described and made again; and what is wrong."""

import json
import random
import sys

ALPHABETS = [b"ab", b"abc", bytes(range(256)), b"\0\xff", b"\0\0\0x"]


def drawn(draw, size):
    letters = draw.choice(ALPHABETS)
    return bytes(draw.choice(letters) for _ in range(size))


def changed(draw, base):
    new = bytearray(base)
    for _ in range(draw.randrange(4)):
        at, size = draw.randrange(len(new) + 1), draw.randrange(20)
        kind = draw.choice(["put", "cut", "flip", "turn", "double"])
        if kind == "put":
            new[at:at] = drawn(draw, size)
        elif kind == "cut":
            del new[at : at + size]
        elif kind == "flip" and at < len(new):
            new[at] ^= 255
        elif kind == "turn":
            new = new[at:] + new[:at]
        elif kind == "double":
            new += new[at : at + 3 * size]
    return bytes(new)


def whole(draw):
    base = drawn(draw, draw.choice([0, 1, 7, 40, 100, 300]))
    new = changed(draw, base)
    block = draw.choice([1, 2, 3, 4, 5, 8, 16, 64, 1000])
    return base, new, block


HEADS = ["block 2", "block 0", "block 1048577", "block -1", "block 02", " block 2", "block 2 ", "Block 2", "", "block 1048576"]
LINES = ["copy 0 1", "copy 1 1", "copy 2 1", "copy 0 0", "copy 0 3", "copy 0", "copy 99999999999 1", "copy -1 1", "data 61", "data 6", "data ", "data", "data 6G", "data " + "00" * 33, "data AB", "data 61 62", "", "end", "end 0", "skip"]


def wrong_delta(draw):
    lines = [draw.choice(HEADS) if draw.random() < 0.25 else "block 2", *draw.choices(LINES[:2] + LINES, k=draw.randrange(4))]
    if draw.random() < 0.8:
        lines.append(draw.choice(["end 2 fb8e20fc2e4c3f24", "end 2 0000000000000000", "end 0 e3b0c44298fc1c14", "end 4 88d4266fd4e6338d", "end 02 fb8e20fc2e4c3f24"]))
    if draw.random() < 0.15:
        lines.append("copy 0 1")
    return "\n".join(lines) + ("\n" if draw.random() < 0.9 else "")


ROWS = ["0 00000000 0000000000000000", "1 013000cb 0000000000000000", "0 0 0", "00 00000000 0000000000000000", "0 00000000  0000000000000000", "0 0000000A 0000000000000000", ""]


def wrong_signature(draw):
    size = draw.choice([0, 1, 2, 3, 4, 5])
    lines = [draw.choice([f"block 2 size {size}"] * 4 + ["block 2", "block 0 size 0", f"block 2 size {size} ", f"block 2097152 size {size}"]), *draw.choices(ROWS[:2] * 2 + ROWS, k=draw.randrange(4))]
    return "\n".join(lines) + ("\n" if draw.random() < 0.9 else "")


def main(seed):
    draw = random.Random(seed)
    for number in range(45):
        if number % 5 == 3:
            runs = [{"argv": ["patch", "base", "delta"], "files": {"base": "abcd", "delta": wrong_delta(draw)}, "stderr": True}]
        elif number % 5 == 4:
            runs = [{"argv": ["make", "signature", "new"], "files": {"new": "abcab", "signature": wrong_signature(draw)}, "stderr": True}]
        else:
            base, new, block = whole(draw)
            files = {"base": {"hex": base.hex()}, "new": {"hex": new.hex()}}
            runs = [{"argv": ["sign", str(block), "base"], "files": files}, {"argv": ["make", "signature", "new"], "files": {"signature": signature(base, block)}}]
        print(json.dumps({"name": f"drawn {number}", "call": "run", "args": runs}))


def signature(base, block):
    """As the specification has it; kept apart from the reference solution."""
    import hashlib

    text = f"block {block} size {len(base)}\n"
    for index in range(0, len(base), block):
        data = base[index : index + block]
        a = sum(data) % 65536
        b = sum((len(data) - place) * byte for place, byte in enumerate(data)) % 65536
        text += f"{index // block} {a + 65536 * b:08x} {hashlib.sha256(data).hexdigest()[:16]}\n"
    return text


main(sys.argv[1])
