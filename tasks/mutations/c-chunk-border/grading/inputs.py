"""Prints one call a line, drawn from the seed in argv[1]; short pieces, so that every kind of border comes up."""

import json
import random
import sys


def field(draw):
    kind = draw.randrange(10)
    if kind < 3:
        return draw.choice(["", "-"]) + str(draw.randrange(10 ** draw.randrange(1, 17))) + draw.choice(["", ".5", ".125", ".1234", "."])
    text = "".join(draw.choice(['"', '"', ";", "a", "b", "\n", "\r", "é", " "]) for _ in range(draw.randrange(8)))
    if kind < 8:
        return '"' + text.replace('"', '""') + '"'
    plain = text.replace(";", "").replace("\n", "").lstrip('"')
    return plain


def table(draw):
    columns = draw.randrange(1, 4)
    rows = [";".join(field(draw) for _ in range(columns)) for _ in range(draw.randrange(1, 6))]
    text = "".join(row + draw.choice(["\n", "\n", "\r\n", "\n\n"]) for row in rows)
    if draw.random() < 0.15:
        text += draw.choice(['"open', '"a"b\n', '"a"\rb', '"a"\r"', '"a"\r', "x;y;z;w;v", '"a" ;b'])
    return (text.rstrip("\n") if draw.random() < 0.3 else text), columns


def main(seed):
    draw = random.Random(seed)
    for number in range(70):
        text, columns = table(draw)
        cuts = [draw.randrange(1, 6) for _ in range(draw.randrange(1, 4))]
        if draw.random() < 0.25:
            arguments = ["sum", [text, cuts, draw.randrange(3)]]
        else:
            arguments = ["rows", [text, cuts, draw.choice([0, 0, columns])]]
        print(json.dumps({"name": f"drawn {number}: {arguments[0]}", "call": arguments[0], "args": arguments[1]}))


main(sys.argv[1])
