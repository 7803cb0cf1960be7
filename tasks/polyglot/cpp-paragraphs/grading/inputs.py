"""Prints one call a line, drawn from the seed in argv[1]; narrow widths and soft hyphens, where it matters how one breaks."""

import json
import random
import sys

SYLLABLES = ["pa", "ra", "graph", "lay", "out", "e\u0301", "ü", "\u4e2d", "\u6587", "a", "str", "\u200b", "ab", "\U0001f600", "\uff01", "\u1160", "\ua4d0"]


def word(draw):
    syllables = [draw.choice(SYLLABLES) for _ in range(draw.choice([1, 1, 1, 2, 2, 3, 4, 6]))]
    joined = "".join(syllable + ("\u00ad" if draw.random() < 0.45 else "") for syllable in syllables)
    return "\u00ad" + joined if draw.random() < 0.05 else joined if draw.random() < 0.3 else joined.rstrip("\u00ad")


def text(draw):
    parts = []
    for _ in range(draw.choice([1, 1, 1, 2, 3])):
        words = [word(draw) for _ in range(draw.randrange(0, 30))]
        parts.append("".join(each + draw.choice([" "] * 8 + ["\n", "  ", "\t", "\r\n"]) for each in words))
        parts.append(draw.choice(["\n\n", "\n \n", "\n\n\n\n", "\r\n\r\n"]))
    return "".join(parts[: draw.choice([len(parts), len(parts) - 1])])


def main(seed):
    draw = random.Random(seed)
    for number in range(60):
        kind = draw.choice(["layout", "layout", "layout", "justify", "justify", "columns"])
        given = text(draw)
        if kind == "columns":
            print(json.dumps({"name": f"drawn {number}: columns", "call": "columns", "args": [given.replace("\n", "")]}))
            continue
        arguments = [given, draw.choice([1, 5, 8, 12, 12, 17, 20, 30]), draw.choice([0, 0, 0, 2, 4, 13]), kind == "justify"]
        print(json.dumps({"name": f"drawn {number}: {kind}", "call": "layout", "args": arguments}))
    words = " ".join(word(draw) for _ in range(8000))
    print(json.dumps({"name": "drawn 60: layout of a long text", "call": "layout", "args": [words, 60, 2, False]}))


main(sys.argv[1])
