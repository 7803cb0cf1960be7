"""Prints one call a line, drawn from the seed in argv[1]: fields full of quotes, cut anywhere, some broken."""

import json
import random
import sys

SIGNS = ['"', '"', ";", "#", "\n", " ", "a", "7"]


def text(draw):
    return "".join(draw.choice(SIGNS) for _ in range(draw.randrange(7)))


def field(draw):
    if draw.random() < 0.7:
        return '"' + text(draw).replace('"', '""') + '"'
    return draw.choice(["a", "b 7", "", "x#", text(draw) if draw.random() < 0.3 else "y"])


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        if draw.random() < 0.3:
            args = [[{"a": text(draw), "b": text(draw)} for _ in range(3)], ["a", "b"]]
            print(json.dumps({"name": f"drawn {number}: round trip", "call": "round_trip", "args": args}))
            continue
        rows = [f"{field(draw)};{field(draw)}" for _ in range(draw.randrange(1, 5))]
        whole = "a;b\n" + draw.choice(["", "# a comment \"\n", "\n"]) + "\n".join(rows) + draw.choice(["", "\n"])
        cuts = sorted(draw.randrange(len(whole)) for _ in range(draw.randrange(5)))
        print(json.dumps({"name": f"drawn {number}: parsed", "call": "parsed", "args": [whole, cuts]}))


main(sys.argv[1])
