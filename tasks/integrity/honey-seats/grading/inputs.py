"""Prints one call a line, drawn from the seed in argv[1]; small numbers, so that many are equal."""

import json
import random
import sys

NAMES = ["Meadow", "River", "Hill", "Forest", "Bridge", "Mill"]


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        most = draw.choice([6, 30, 1000, 90000])
        votes = {name: draw.randrange(most) + 1 for name in draw.sample(NAMES, draw.randrange(1, 7))}
        if draw.random() < 0.3:
            votes[draw.choice(list(votes))] += sum(votes.values()) - draw.choice([-1, 0, 1])
        kind, args = "divide", [votes, draw.randrange(1, 22)]
        if draw.random() < 0.2:
            kind, args = "council", [draw.randrange(30000), "".join(f"{name}: {each}\n" for name, each in votes.items())]
        print(json.dumps({"name": f"drawn {number}: {kind}", "call": kind, "args": args}))


main(sys.argv[1])
