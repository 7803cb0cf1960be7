"""Prints one call a line, drawn from the seed in argv[1]; half of them lie on half a cent."""

import json
import random
import sys


def net(draw, rate):
    found = draw.randrange(-50000, 50000)
    if draw.random() < 0.5:
        return next(each for each in range(found, found + 400) if each * rate % 100 == 50 or rate % 2 == 0)
    return found


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        rate = draw.choice([5, 7, 19, 25])
        kind, args = "vat", [net(draw, rate), rate]
        if draw.random() < 0.3:
            lines = [["x", draw.randrange(1, 4), net(draw, 5), draw.choice([5, 7, 19])] for _ in range(3)]
            kind, args = "invoice", [lines]
        print(json.dumps({"name": f"drawn {number}: {kind}", "call": kind, "args": args}))


main(sys.argv[1])
