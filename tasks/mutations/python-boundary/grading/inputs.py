"""Prints one call a line, drawn from the seed in argv[1]; half of them at a limit or one beside it."""

import json
import random
import sys

WEIGHTS = [2000, 5000, 10000, 31500]


def near(draw, limit):
    return max(0, limit + draw.choice([-1, 0, 0, 1, draw.randrange(-900, 900)]))


def bands(draw):
    limits = sorted(draw.sample(range(1, 5000), draw.randrange(1, 6)))
    return [[limit, draw.randrange(1, 900)] for limit in limits]


def call(draw):
    kind = draw.choice(["price", "quote", "counter"])
    if kind == "price":
        rows = bands(draw)
        return kind, [rows, near(draw, draw.choice(rows)[0])]
    zone, grams = draw.choice(["de", "eu", "world"]), near(draw, draw.choice(WEIGHTS))
    longest = draw.randrange(300, 900)
    others = (near(draw, draw.choice([2000, 3000, 3600])) - longest) // 2
    sides = [longest, others // 20, others - others // 20] if draw.random() < 0.5 else [100, 100, 100]
    if kind == "quote":
        draw.shuffle(sides)
        return kind, [zone, grams, sides]
    return kind, [[zone, f"{grams}g", "x".join(f"{side // 10}" for side in sides)]]


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        kind, arguments = call(draw)
        print(json.dumps({"name": f"drawn {number}: {kind}", "call": kind, "args": arguments}))


main(sys.argv[1])
