"""Prints one call a line, drawn from the seed in argv[1]: three tills at work on three counters, each in its own time."""

import json
import random
import sys

KEYS, TILLS = ["apples", "pears", "price"], ["ann", "ben", "cid"]


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        steps = [["begin", "ann"], ["put", "ann", "apples", 10], ["put", "ann", "pears", 5], ["commit", "ann"]]
        for _ in range(draw.randrange(10, 50)):
            verb, till, key = draw.choice(["begin", "get", "get", "put", "add", "add", "remove", "commit"]), draw.choice(TILLS), draw.choice(KEYS)
            if verb in ("begin", "commit"):
                steps.append([verb, till])
            elif verb in ("get", "remove"):
                steps.append([verb, till, key])
            else:
                steps.append([verb, till, key, draw.randrange(-5, 20)])
        steps += [["now", key] for key in KEYS]
        print(json.dumps({"name": f"drawn {number}", "call": "play", "args": [steps]}))


main(sys.argv[1])
