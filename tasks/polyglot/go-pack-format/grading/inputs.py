"""Prints one call a line, drawn from the seed in argv[1]: files packed and read again, and archives with something wrong."""

import json
import random
import sys
import zlib

NAMES = ["a", "b/c", "b", "d.txt", "\u00e9/\u4e2d", "x y", "e" * 255]
BAD_NAMES = ["..", "a//b", "/a", "a/", "./a", "a\\b", "a\x01", "e" * 256, "\x7f", "a/../b"]


def number(value, padding=0):
    out = bytearray()
    while value > 127 or padding:
        out.append(value & 127 | 128)
        value >>= 7
        if padding and value == 0:
            padding -= 1
            if not padding:
                break
    out.append(value)
    return bytes(out)


def crc(data):
    return zlib.crc32(data).to_bytes(4, "little")


def entry(draw, index, name, spoilt):
    """One entry; `spoilt` says what is wrong with it."""
    raw = name if isinstance(name, bytes) else name.encode()
    data = draw.choice([b"", b"same", bytes(draw.randrange(256) for _ in range(draw.randrange(200)))])
    if spoilt == "copy" or (index and draw.random() < 0.3):
        what = number(draw.choice([index, index + 1, 2**40, 0, max(0, index - 1)]) if spoilt == "copy" else draw.randrange(index))
        content = b"\x01" + what
    else:
        claimed = {"huge": 2**40, "vast": 2**63 - 1}.get(spoilt, len(data))
        content = (b"\x02" if spoilt == "kind" else b"\x00") + number(claimed, 2 if spoilt == "padded" else 0) + data
    if spoilt == "large":
        content = b"\x00" + b"\xff" * 9 + b"\x01"
    whole = number(len(raw)) + raw + content
    return whole + (b"\0\0\0\1" if spoilt == "checksum" else crc(whole))


def second(draw, names, spoilt):
    at = draw.randrange(len(names)) if names else -1
    file = b"PAK2"
    for index, name in enumerate(names):
        if index == at and spoilt == "name":
            name = draw.choice([*BAD_NAMES, b"\xff", b"a\xc0\x80"])
        if index == at and spoilt == "twice":
            name = names[0]
        file += entry(draw, index, name, spoilt if index == at else "")
    file += b"\0" + number(len(names) + (spoilt == "count"))
    file += b"\0\1\2\3" if spoilt == "whole" else crc(file)
    return file + (b"x" if spoilt == "trailing" else b"")


def first(draw, names, spoilt):
    file = b"PAK1"
    for index, name in enumerate(names):
        raw = (draw.choice(BAD_NAMES) if spoilt == "name" and index == len(names) - 1 else name).encode()
        data = b"d" * draw.randrange(9)
        size = 2**32 - 1 if spoilt == "huge" and index == len(names) - 1 else len(data)
        file += len(raw).to_bytes(2, "big") + raw + size.to_bytes(4, "big") + data
    return file


def spoilt_archive(draw):
    names = draw.sample(NAMES, draw.randrange(0, 5))
    kinds = ["", "", "", "copy", "copy", "kind", "padded", "huge", "vast", "large", "checksum", "name", "name", "twice", "count", "whole", "trailing"]
    file = (first if draw.random() < 0.2 else second)(draw, names, draw.choice(kinds))
    if draw.random() < 0.2:
        file = file[: draw.randrange(len(file) + 1)]
    if draw.random() < 0.1 and len(file) > 4:
        at = draw.randrange(4, len(file))
        file = file[:at] + bytes([file[at] ^ 1 << draw.randrange(8)]) + file[at + 1 :]
    return file, names


def packing(draw):
    names = draw.sample(["a", "b", "c", "\u00e9", "x y"], draw.randrange(0, 5))
    contents = draw.choices([{"hex": bytes(draw.randrange(256) for _ in range(draw.randrange(300))).hex()}, "same", "", "other"], k=len(names))
    given = list(names)
    if draw.random() < 0.2:
        given.insert(draw.randrange(len(given) + 1), draw.choice([*BAD_NAMES, *names[:1]]))
    packed = {"argv": ["pack", "out", *given], "files": dict(zip(names, contents, strict=True)), "read": ["out"], "stderr": True}
    after = [{"argv": ["list", "out"]}, {"argv": ["check", "out"]}, *({"argv": ["cat", "out", name]} for name in names[:2])]
    return [packed, *after]


def main(seed):
    draw = random.Random(seed)
    for index in range(40):
        if index % 4 == 0:
            arguments = packing(draw)
        else:
            file, names = spoilt_archive(draw)
            runs = [{"argv": [draw.choice(["check", "list"]), "f"], "stderr": True}, *({"argv": ["cat", "f", name]} for name in names[:1])]
            arguments = [{**runs[0], "files": {"f": {"hex": file.hex()}}}, *runs[1:]]
        print(json.dumps({"name": f"drawn {index}", "call": "run", "args": arguments}))


main(sys.argv[1])
