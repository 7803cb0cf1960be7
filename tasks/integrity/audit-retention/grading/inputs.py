"""Prints one call a line, drawn from the seed in argv[1]."""

import json
import random
import sys


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        days = sorted(f"20{draw.randrange(17, 22)}-0{draw.randrange(1, 4)}-0{draw.randrange(1, 4)}" for _ in range(draw.randrange(9)))
        entries = [[day, draw.choice(["kern", "lind"]), f"read account {draw.randrange(9)}"] for day in days]
        day = draw.choice([*days, "2019-01-01", "2030-01-01"])
        print(json.dumps({"name": f"drawn {number}", "call": "purged", "args": [entries, day, "boss"]}))


main(sys.argv[1])
