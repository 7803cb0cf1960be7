"""Prints one call a line, drawn from the seed in argv[1]; half of the windows lie where clocks change."""

import json
import random
import sys
from datetime import datetime, timedelta

ZONES = ["Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kathmandu", "Europe/London", "Australia/Lord_Howe", "UTC"]
CHANGES = ["2023-03-26", "2023-10-29", "2023-03-12", "2023-11-05", "2023-04-02", "2023-10-01", "2022-03-27", "2022-10-30"]
STEPS = [15, 20, 30, 60, 90, 7, 0, -30, 1440]


def instant(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def span(draw, around, hours):
    start = around + timedelta(minutes=draw.randrange(-hours * 60, hours * 60), seconds=draw.choice([0, 0, 0, 0, 30]))
    return [instant(start), instant(start + timedelta(minutes=draw.randrange(1, hours * 60)))]


def shifts(draw):
    found = []
    for day in range(1, 8):
        marks = sorted(draw.sample([*range(0, 1441, 30), 75, 100, 135, 165, 185], draw.choice([0, 2, 2, 4])))
        found += [[day, marks[index], marks[index + 1]] for index in range(0, len(marks), 2)]
    draw.shuffle(found)
    return found


def hours(draw, around):
    off = [(around + timedelta(days=draw.randrange(-2, 3))).strftime("%Y-%m-%d")] if draw.random() < 0.2 else []
    wide = draw.random() < 0.4
    return {"zone": draw.choice(ZONES), "shifts": [[day, draw.choice([0, 60, 90, 150]), draw.choice([150, 180, 1200, 1440])] for day in range(1, 8)] if wide else shifts(draw), "off": off}


def valid(person):
    person["shifts"] = [shift for shift in person["shifts"] if shift[1] < shift[2]]
    return person


def call(draw):
    if draw.random() < 0.7:
        around = datetime.fromisoformat(draw.choice(CHANGES)) + timedelta(hours=draw.randrange(-12, 13))
    else:
        around = datetime(2020, 1, 1) + timedelta(days=draw.randrange(1400))
    kind = draw.choice(["merge", "open", "open", "find", "find", "find"])
    if kind == "merge":
        spans = [span(draw, around, 5) for _ in range(draw.randrange(7))]
        if draw.random() < 0.5:
            return "merge", kind, [spans]
        return "merge", "without", [spans, [span(draw, around, 5) for _ in range(draw.randrange(4))]]
    window = [instant(around - timedelta(hours=draw.randrange(1, 30), seconds=draw.choice([0, 17]))), instant(around + timedelta(hours=draw.randrange(1, 30)))]
    if kind == "open":
        return kind, kind, [valid(hours(draw, around)), window]
    people = [valid(hours(draw, around)) for _ in range(draw.choice([0, 1, 1, 1, 2, 2]) if draw.random() < 0.9 else 3)]
    busy = [span(draw, around, 6) for _ in range(draw.randrange(3))]
    step = draw.choice(STEPS[:5]) if draw.random() < 0.9 else draw.choice(STEPS)
    return kind, kind, [people, busy, window, draw.choice([15, 30, 45, 60, 120, 180]), step]


def main(seed):
    draw = random.Random(seed)
    for number in range(60):
        label, name, arguments = call(draw)
        print(json.dumps({"name": f"drawn {number}: {label}", "call": name, "args": arguments}))


main(sys.argv[1])
