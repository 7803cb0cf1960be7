"""Prints one call a line, drawn from the seed in argv[1]: a few tasks for few slots; moments that do not coincide."""

import json
import random
import sys


def task(draw, name):
    # Binary fractions of its own keep the moments of two tasks apart.
    own = (ord(name) - 96) / 16
    limit = draw.randrange(10, 300) + own / 16
    return {
        "name": name if draw.random() < 0.9 else "a",
        "at": draw.choice([0, 0, 1, 3, draw.randrange(300)]) + own / 64,
        "ms": draw.randrange(11, 400) + own,
        "fails": draw.choice([0, 0, 0, 1, 2, 5]),
        "obeys": draw.random() < 0.5,
        "throws": draw.random() < 0.05,
        "priority": draw.choice([None, 0, 1, 2, -1]),
        "timeout": draw.choice([None, None, limit]),
        "retries": draw.choice([None, 0, 1, 2, 3]),
    }


def main(seed):
    draw = random.Random(seed)
    for number in range(60):
        tasks = [task(draw, name) for name in "abcdefg"[: draw.randrange(1, 8)]]
        cancels = [{"at": draw.randrange(700) + 0.5, "name": draw.choice("abcdz")} for _ in range(draw.choice([0, 0, 1, 2]))]
        print(json.dumps({"name": f"drawn {number}", "call": "play", "args": [draw.randrange(1, 4), tasks, cancels]}))


main(sys.argv[1])
