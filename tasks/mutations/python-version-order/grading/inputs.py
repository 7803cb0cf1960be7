"""Prints one call a line, drawn from the seed in argv[1]; numbers of one to four digits."""

import json
import random
import sys


def number(draw):
    return draw.choice([draw.randrange(10), draw.randrange(9, 13), 99, 100, draw.randrange(2000)])


def version(draw):
    candidate = f"-rc{draw.choice([1, 2, 9, 10, 11])}" if draw.random() < 0.3 else ""
    return f"{draw.choice([1, 1, 9, 10])}.{number(draw)}.{draw.choice([0, 0, number(draw)])}{candidate}"


def wish(draw):
    return draw.choice(["*", f">={version(draw)}", f"<{version(draw)}", f">{version(draw)} <={version(draw)}", f"~{version(draw)}"])


def call(draw):
    offers = [version(draw) for _ in range(draw.randrange(1, 8))]
    kind = draw.choice(["ordered", "latest", "allows", "choose"])
    if kind == "ordered":
        return kind, [list(dict.fromkeys(offers))]
    if kind == "latest":
        return kind, [offers, wish(draw)]
    if kind == "allows":
        return kind, [wish(draw), offers[0]]
    shelf = {"a": {each: {"b": wish(draw)} for each in offers}, "b": {version(draw): {} for _ in range(4)}}
    return kind, [shelf, {"a": draw.choice(["*", wish(draw)])}]


def main(seed):
    draw = random.Random(seed)
    for each in range(40):
        kind, args = call(draw)
        print(json.dumps({"name": f"drawn {each}: {kind}", "call": kind, "args": args}))


main(sys.argv[1])
