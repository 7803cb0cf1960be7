"""Prints one call a line, drawn from the seed in argv[1]; characters of no, one and two columns."""

import json
import random
import sys

SIGNS = ["a", "B", "7", " ", "é", "e\u0301", "字", "茶", "☕", "ｆ", "…", "\u200d", "o\u0308\u0323", "\u20dd", "-"]


def text(draw):
    return "".join(draw.choice(SIGNS) for _ in range(draw.choice([0, 3, 9, 20])))


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        kind = draw.choice(["width", "cut", "cut", "padded", "render"])
        args = [text(draw)]
        if kind == "cut":
            args.append(draw.randrange(1, 20))
        elif kind == "padded":
            args += [draw.randrange(40, 50), draw.random() < 0.5]
        elif kind == "render":
            columns = draw.randrange(1, 4)
            row = lambda: [draw.choice([text(draw), "12", "-3.5%"]) for _ in range(columns)]
            args = [row(), [row() for _ in range(draw.randrange(4))]]
        print(json.dumps({"name": f"drawn {number}: {kind}", "call": kind, "args": args}))


main(sys.argv[1])
