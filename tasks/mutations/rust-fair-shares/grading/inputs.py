"""Prints one call a line, drawn from the seed in argv[1]; sums up to 63 bits, weights up to 32, and many of them."""

import json
import random
import sys


def parts(draw):
    size = draw.choice([2, 10, 1000, 2**31, 2**32])
    return [[f"p{place}", draw.randrange(size)] for place in range(draw.randrange(1, 9))]


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        sum_ = draw.choice([1, -1]) * draw.randrange(2 ** draw.choice([6, 20, 33, 45, 60, 63]))
        kind, args = "split", [sum_, parts(draw)]
        if draw.random() < 0.3:
            sums = [[f"s{each}", f"{draw.randrange(10 ** draw.choice([2, 6, 12]))}.{draw.randrange(100):02}", parts(draw)] for each in range(3)]
            kind, args = "statements", [sums]
        print(json.dumps({"name": f"drawn {number}: {kind}", "call": kind, "args": args}))


main(sys.argv[1])
