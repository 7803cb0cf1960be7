"""Prints one call a line, drawn from the seed in argv[1]; most batches have orders for the same few seats."""

import json
import random
import sys

NAMES = ["Ada", "Bob", "Cleo"]


def seat(draw, few):
    return draw.choice(few) if draw.random() < 0.8 else f"{draw.choice('ABCDE')}{draw.randrange(8)}"


def order(draw, few):
    kind, name = draw.choice(["sell", "sell", "sell", "refund", "move"]), draw.choice(NAMES)
    if kind == "move":
        return [kind, name, seat(draw, few), seat(draw, few)]
    return [kind, name, [seat(draw, few) for _ in range(draw.randrange(1, 4))]]


def batch(draw, few):
    down = draw.choice([None, None, None, "seat/" + draw.choice(few), "cash"])
    return {"down": down, "orders": [order(draw, few) for _ in range(draw.randrange(1, 6))]}


def main(seed):
    draw = random.Random(seed)
    for number in range(30):
        few = [f"{draw.choice('ABCD')}{draw.randrange(1, 5)}" for _ in range(3)]
        batches = [batch(draw, few) for _ in range(draw.randrange(1, 4))]
        arguments = [draw.randrange(3, 6), draw.randrange(4, 7), [3000, 1800], draw.randrange(1, 4), batches]
        print(json.dumps({"name": f"drawn {number}: evening", "call": "evening", "args": arguments}))
    for number in range(10):
        turns = [draw.randrange(-3, 5) for _ in range(draw.randrange(1, 6))]
        print(json.dumps({"name": f"drawn {number}: queue", "call": "queue", "args": [turns]}))


main(sys.argv[1])
