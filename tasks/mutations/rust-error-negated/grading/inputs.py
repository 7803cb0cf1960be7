"""Prints one call a line, drawn from the seed in argv[1]."""

import json
import random
import sys


def outcome(draw):
    kind = draw.choice(["ok", "transient", "transient", "transient", "throttled", "permanent"])
    detail = {"ok": draw.randrange(1000), "throttled": draw.randrange(200)}.get(kind, f"E{draw.randrange(1000)}")
    return [kind, detail]


def backoff(draw):
    first = draw.randrange(1, 100)
    return draw.choice(
        [["none"], ["fixed", first], ["linear", first], ["exponential", first, first * draw.randrange(1, 20)]]
    )


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        outcomes = [outcome(draw) for _ in range(draw.randrange(1, 8))]
        budget = draw.choice([None, draw.randrange(1, 600)])
        arguments = [draw.randrange(0, 8), backoff(draw), budget, draw.randrange(0, 50), outcomes]
        print(json.dumps({"name": f"drawn {number}", "call": "run", "args": arguments}))


main(sys.argv[1])
