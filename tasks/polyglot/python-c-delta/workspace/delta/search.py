"""Making a delta."""

from delta.native import weak
from delta.signature import read, strong


def make(signature, new):
    block, size, blocks = read(signature)
    lines = [f"block {block}"]
    data = b""
    at = 0
    while at < len(new):
        window = new[at : at + block]
        for index, (weak_hash, strong_hash) in enumerate(blocks):
            if weak(window) == weak_hash and strong(window) == strong_hash:
                lines += data_lines(data)
                data = b""
                lines.append(f"copy {index} 1")
                at += len(window)
                break
        else:
            data += new[at : at + 1]
            at += 1
    lines += data_lines(data)
    lines.append(f"end {len(new)} {strong(new)}")
    return "\n".join(lines) + "\n"


def data_lines(data):
    return [f"data {data[at : at + 32].hex()}" for at in range(0, len(data), 32)]
