"""Prints one call a line, drawn from the seed in argv[1]; numbers of every length in bytes."""

import json
import random
import sys


def number(draw):
    size = draw.choice([6, 7, 8, 13, 14, 15, 21, 28, 35, 49, 56, 62, 63])
    return draw.choice([1, -1]) * (2**size + draw.choice([-1, 0, draw.randrange(2**size)])) if size < 63 else draw.choice([2**63 - 1, -(2**63)])


def value(draw, depth=0):
    kind = draw.randrange(6 if depth < 3 else 4)
    if kind < 2:
        return number(draw)
    if kind == 2:
        return draw.choice(["", "wind", "x" * draw.choice([127, 128, 200]), "°C"])
    if kind == 3:
        return draw.choice([None, True, False])
    return [value(draw, depth + 1) for _ in range(draw.choice([0, 1, 3]))]


def packed(number):
    found = []
    while number >= 128:
        found.append(number % 128 + 128)
        number //= 128
    return [*found, number]


def main(seed):
    draw = random.Random(seed)
    for each in range(40):
        kind, args = draw.choice(["write", "read", "round_trip", "round_trip"]), None
        if kind == "write":
            args = value(draw)
        elif kind == "read":
            args = [3, *packed(draw.randrange(2 ** draw.choice([7, 8, 14, 20, 40, 63, 64])))]
            args = args[:-1] if draw.random() < 0.2 else args
        else:
            args = [value(draw) for _ in range(3)]
        print(json.dumps({"name": f"drawn {each}: {kind}", "call": kind, "args": [args]}))


main(sys.argv[1])
