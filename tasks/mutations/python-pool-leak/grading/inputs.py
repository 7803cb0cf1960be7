"""Prints one call a line, drawn from the seed in argv[1]."""

import json
import random
import sys


def text(draw):
    return draw.choice(["a", "b", "c", "bad 1", "bad 2", ""])


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        steps = [
            [text(draw) for _ in range(draw.randrange(4))] if draw.random() < 0.2 else text(draw)
            for _ in range(draw.randrange(2, 15))
        ]
        cuts = draw.sample(range(1, 16), draw.randrange(5))
        print(json.dumps({"name": f"drawn {number}", "call": "play", "args": [draw.randrange(1, 4), steps, cuts]}))


main(sys.argv[1])
