"""Prints one call a line, drawn from the seed in argv[1]: a stock, a bad line, and commands."""

import json
import random
import sys

ITEMS = ["nails", "screws", "hooks"]


def command(draw):
    kind = draw.choice(["reserve"] * 5 + ["release"] * 3 + ["stock", "list"])
    if kind == "reserve":
        return f"reserve {draw.choice(ITEMS[:2] + ITEMS)} {draw.choice([1, 2, 3, 3, 5, 8, 0, 1000001])}"
    return f"release {draw.randrange(1, 6)}" if kind == "release" else kind


def main(seed):
    draw = random.Random(seed)
    for number in range(9):
        stock = "".join(f"{item} {draw.randrange(12)}\n" for item in draw.sample(ITEMS, draw.choice([0, 2, 2, 3])))
        faults = draw.choices(["ok", "before", "after", "half", "busy"], weights=[5, 2, 3, 2, 1], k=draw.randrange(40))
        if draw.random() < 0.2:
            at = draw.randrange(len(faults) + 1)
            faults[at:at] = draw.choices(["after", "busy", "before", "half"], k=5)
        commands = [command(draw) for _ in range(draw.randrange(5, 19))]
        if draw.random() < 0.3:
            commands.insert(draw.randrange(len(commands)), draw.choice(["", "dance", "reserve nails", "reserve nails -1", "release x", "  stock ", "reserve  nails   1"]))
        run = {"stdin": "\n".join(commands) + draw.choice(["", "\n"]), "files": {"stock": stock, "faults": "\n".join(faults)}, "stderr": True}
        print(json.dumps({"name": f"drawn {number}", "call": "run", "args": [run]}))


main(sys.argv[1])
