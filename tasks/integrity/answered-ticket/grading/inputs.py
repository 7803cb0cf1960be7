"""Prints one call a line, drawn from the seed in argv[1]; many batches lie at the limit, many share a day."""

import json
import random
import sys
from datetime import date, timedelta

NEWEST = date(2026, 2, 1)


def row(draw, number):
    age = draw.choice([0, draw.randrange(40), 1099, 1100, 1101, draw.randrange(2000)])
    made = NEWEST - timedelta(days=age)
    packs = draw.choice([0, 1, 3, 7])
    return f"{draw.choice('ABC')}{number},Aspirin,{made},2026-02-03,,2029-01-01,{packs},{draw.randrange(1, 9)}"


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        rows = [row(draw, each) for each in draw.sample(range(100), draw.randrange(2, 9))]
        print(json.dumps({"name": f"drawn {number}", "call": "export", "args": [rows]}))


main(sys.argv[1])
