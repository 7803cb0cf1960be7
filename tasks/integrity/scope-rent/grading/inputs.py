"""Prints one call a line, drawn from the seed in argv[1]; many leases begin or end with a month."""

import json
import random
import sys
from datetime import date, timedelta


def day(draw):
    found = date(2026, 1, 1) + timedelta(days=draw.randrange(-500, 500))
    return draw.choice([found, found.replace(day=1), found.replace(day=1) - timedelta(days=1)])


def lease(draw, each):
    first, last = sorted([day(draw), day(draw)])
    return f"{draw.randrange(1, 5)}{draw.choice('ab')} T{each} {draw.randrange(1, 2000)}.{draw.randrange(100):02} {first} {last}"


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        kind = draw.choice(["due", "total", "month"])
        when = [draw.randrange(2025, 2028), draw.randrange(1, 13)]
        args = {
            "due": lambda: [lease(draw, 0), *when],
            "total": lambda: [lease(draw, 0)],
            "month": lambda: [[lease(draw, each) for each in range(draw.randrange(5))], *when],
        }[kind]()
        print(json.dumps({"name": f"drawn {number}: {kind}", "call": kind, "args": args}))


main(sys.argv[1])
