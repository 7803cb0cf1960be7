"""Prints one call a line, drawn from the seed in argv[1]: rows of operations, few of which use all of a small pool."""

import json
import random
import sys

HUGE = [2**31, 2**32 - 8, 2**32, 2**63, None, 5000]


def size(draw):
    return draw.choice(HUGE) if draw.random() < 0.03 else draw.choice([0, 1, 7, 8, 9, 16, draw.randrange(40), draw.randrange(120)])


def operation(draw, kind):
    number = draw.randrange(10)
    roll = draw.random()
    if roll < 0.05:
        return ["check"]
    if kind != "fit" and roll < 0.4:
        return ["free", number]
    if kind == "resize" and roll < 0.75:
        return ["resize", number, size(draw)]
    return ["alloc" if kind != "resize" else "resize", number, size(draw)]


def used(draw, kind):
    """Operations in which a place is not lost by a second alloc under its number."""
    held, rows = set(), []
    for _ in range(draw.randrange(5, 40)):
        row = operation(draw, kind)
        if row[0] == "alloc" and row[1] in held:
            row = ["free", row[1]] if kind != "fit" or draw.random() < 0.3 else ["check"]
        if row[0] == "free":
            held.discard(row[1])
        elif len(row) == 3:
            held.add(row[1])
        rows.append(row)
    return rows


def spoilt(draw):
    rows = [["alloc", number, draw.choice([8, 16, 24])] for number in range(4)] + [["free", draw.randrange(4)]]
    return [*rows, ["poke", draw.choice([0, 4, 16, 20, 24, 28, 32, 1, 3]), draw.choice([0, 1, 8, 15, 16, 17, 24, 25, 255])], ["check"]]


def main(seed):
    draw = random.Random(seed)
    for number in range(70):
        kind = ["fit", "free", "free", "resize", "resize", "resize", "check"][number % 7]
        rows = spoilt(draw) if kind == "check" else used(draw, kind)
        if kind == "free" and draw.random() < 0.5:
            rows.insert(draw.randrange(len(rows)), ["stray", draw.choice([0, 4, 9, 16, 24, 12])])
        print(json.dumps({"name": f"drawn {number}: {kind}", "call": "operate", "args": [draw.choice([64, 128, 200, 256, 333, 512]), rows]}))


main(sys.argv[1])
