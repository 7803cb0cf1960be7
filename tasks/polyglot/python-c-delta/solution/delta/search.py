"""Making a delta."""

from delta.native import finder, weak
from delta.signature import read, strong


def make(signature, new):
    block, size, blocks = read(signature)
    full = size // block
    by_hash = {}
    for index, hashes in enumerate(blocks[:full]):
        by_hash.setdefault(hashes, []).append(index)
    find = finder(new, block, [weak_hash for weak_hash, _ in blocks[:full]])
    tail = size % block
    lines = [f"block {block}", *pieces(new, Matcher(by_hash, find, block, blocks[-1] if tail else None, tail))]
    lines.append(f"end {len(new)} {strong(new)}")
    return "\n".join(lines) + "\n"


class Matcher:
    """Which block of the base lies at a position of the new file."""

    def __init__(self, by_hash, find, block, last, tail):
        self.by_hash, self.find, self.block, self.last, self.tail = by_hash, find, block, last, tail
        self.count = sum(map(len, by_hash.values()))

    def next(self, new, at):
        """The next position that may match; the end where there is none."""
        short = len(new) - self.tail if self.last else len(new)
        found = self.find(at)
        return min(found, short) if short >= at else found

    def at(self, new, at, wanted):
        """The number of the block there and its size, or None."""
        window = new[at : at + self.block]
        if len(window) == self.block:
            same = self.by_hash.get((weak(window), strong(window)), [])
            if same:
                return (wanted if wanted in same else same[0]), self.block
        if self.last and len(new) - at == self.tail and (weak(window), strong(window)) == self.last:
            return self.count, self.tail
        return None


def pieces(new, matcher):
    lines = []
    data, at, run = 0, 0, None  # data: where what is not yet written begins; run: first block, count
    while at < len(new):
        nearest = matcher.next(new, at)
        if nearest > at:
            lines += told(run)
            run, at = None, nearest
            continue
        found = matcher.at(new, at, run[0] + run[1] if run else None)
        if found is None:
            lines += told(run)
            run, at = None, at + 1
            continue
        index, size = found
        if run is None:
            lines += data_lines(new[data:at])
        if run and index == run[0] + run[1]:
            run = (run[0], run[1] + 1)
        else:
            lines += told(run)
            run = (index, 1)
        at += size
        data = at
    return lines + told(run) + data_lines(new[data:])


def told(run):
    return [f"copy {run[0]} {run[1]}"] if run else []


def data_lines(data):
    return [f"data {data[at : at + 32].hex()}" for at in range(0, len(data), 32)]
