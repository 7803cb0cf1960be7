"""Prints one call a line, drawn from the seed in argv[1]; half of the clocks are behind Greenwich and off the hour."""

import json
import random
import sys

ZONES = ["Z", "+05:45", "+01:00", "-05:00", "-03:30", "-09:30", "-00:30", "-02:30", "-00:44", "+12:45", "-11:15"]


def moment(draw):
    return f"2026-03-0{draw.randrange(1, 4)}T{draw.randrange(24):02}:{draw.randrange(60):02}{draw.choice(ZONES)}"


def line(draw):
    return f"{draw.choice(['Ann', 'Ben'])} {moment(draw)} {draw.randrange(1, 12)}:{draw.randrange(60):02}"


def call(draw):
    kind = draw.choice(["moved", "report", "rests", "overlap"])
    if kind == "moved":
        return kind, [moment(draw), draw.choice([0, 345, -210, -570, -30, 60])]
    if kind == "overlap":
        return kind, [line(draw), line(draw)]
    lines = [line(draw) for _ in range(draw.randrange(1, 7))]
    if kind == "rests":
        return kind, [lines, 660]
    return kind, [lines, "2026-03-01T00:00Z", "2026-03-03T00:00" + draw.choice(ZONES), draw.choice([0, -210, 345])]


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        kind, args = call(draw)
        print(json.dumps({"name": f"drawn {number}: {kind}", "call": kind, "args": args}))


main(sys.argv[1])
