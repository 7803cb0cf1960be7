"""Prints one call a line, drawn from the seed in argv[1]: cells are filled, emptied and looked at in any order."""

import json
import random
import sys

CELLS = [f"{column}{row}" for column in "ABC" for row in (1, 2, 3)]


def text(draw):
    kind = draw.randrange(8)
    one, other = draw.choice(CELLS), draw.choice(CELLS)
    if kind < 3:
        return str(draw.choice([0, draw.randrange(-9, 99)]))
    if kind == 3:
        return ""
    choices = [f"={one}+{other}*2", f"=SUM({one}:{other})", f"=COUNT({one}:{other})+{one}", f"=IF({one}>3, {other}, 7)"]
    return draw.choice([*choices, f"={one}-1"])


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        steps = []
        for _ in range(draw.randrange(10, 40)):
            cell = draw.choice(CELLS)
            steps += [["put", cell, text(draw)], ["show", draw.choice(CELLS)]] if draw.random() < 0.6 else [["show", cell]]
        print(json.dumps({"name": f"drawn {number}", "call": "play", "args": [[*steps, ["computed"]]]}))


main(sys.argv[1])
