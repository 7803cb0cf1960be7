"""Prints one call a line, drawn from the seed in argv[1]."""

import json
import random
import sys

NAMES = ["club", "bar", "trip"]


def step(draw):
    kind = draw.choice(["pay_in", "transfer", "transfer", "transfer", "undo", "undo", "correct"])
    cents = draw.randrange(1, 4000)
    if kind == "pay_in":
        return [kind, draw.choice(NAMES), cents]
    if kind == "transfer":
        return [kind, draw.choice(NAMES), draw.choice(NAMES), cents, "x", draw.choice([0, 0, 50])]
    return [kind, draw.randrange(1, 6), *([cents] if kind == "correct" else [])]


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        limits = {name: draw.choice([0, 0, 5000]) for name in NAMES}
        steps = [["pay_in", name, 3000] for name in NAMES] + [step(draw) for _ in range(draw.randrange(4, 16))]
        print(json.dumps({"name": f"drawn {number}", "call": "play", "args": [limits, steps]}))


main(sys.argv[1])
