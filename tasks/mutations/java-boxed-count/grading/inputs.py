"""Prints one call a line, drawn from the seed in argv[1]; counts around 127, where small numbers end, and large ones."""

import json
import random
import sys

ITEMS = ["nails", "screws", "hooks", "nuts", "bolts", "washers"]


def count(draw):
    return draw.choice([0, 1, draw.randrange(128), 127, 128, draw.randrange(100, 1000), draw.randrange(2**31), 2**31 - 1])


def lists(draw):
    first, second = {}, {}
    for item in draw.sample(ITEMS, draw.randrange(1, 7)):
        first[item] = count(draw)
        second[item] = first[item] if draw.random() < 0.7 else count(draw)
    for counted in (first, second):
        if draw.random() < 0.3:
            counted.pop(draw.choice(sorted(counted)))
    return written(draw, first), written(draw, second)


def written(draw, counted):
    rows = []
    for item, number in counted.items():
        shelf = draw.randrange(number + 1) if draw.random() < 0.3 else None
        rows += [f"{item} {number}"] if shelf is None else [f"{item} {shelf}", f" {item}  {number - shelf} "]
    if draw.random() < 0.1:
        rows.append(draw.choice(["nails", "nails -1", "nails 2147483648", "nails 1.5", "# note", "", "a b 3", "nails 2147483647"]))
    draw.shuffle(rows)
    return "\n".join(rows)


def main(seed):
    draw = random.Random(seed)
    for number in range(45):
        call = draw.choice(["sheet", "sheet", "carry", "all", "read"])
        first, second = lists(draw)
        print(json.dumps({"name": f"drawn {number}: {call}", "call": call, "args": [first] if call == "read" else [first, second]}))


main(sys.argv[1])
