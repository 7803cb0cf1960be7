"""Prints one call a line, drawn from the seed in argv[1]: rules in a few folders, and paths made of the same few names."""

import json
import random
import sys

NAMES = ["a", "b", "ab", "x.o", "y.o", "[a", "a b", ".h", "é", "-", "]", "#c", "!d", "^"]
PARTS = ["*", "**", "?", "a*", "*.o", "[ab]", "[!a]*", "[a-", "[]]", "[!]a]", "[b-a]", "[-a]", "[a-]", "[^a]", "\\#c", "\\*", "**a", "a**", "a\\", "[\\]a]", "??", "\\[a", "[x-z].o", "*b*"]


def pattern(draw):
    count = draw.choice([1, 1, 1, 2, 2, 3])
    body = "/".join(draw.choice(PARTS if draw.random() < 0.5 else NAMES) for _ in range(count))
    body = draw.choice(["", "", "", "!", "!", "!!"]) + draw.choice(["", "", "", "/", "//"]) + body
    return body + draw.choice(["", "", "", "", "/", "//", " ", "\\ ", "\\  ", "\t", "\r", " \\"])


def line(draw):
    return draw.choice(["", "#", "# a", "!", "/", " ", "!/", "\\", "**", "/**", "**/", "***"]) if draw.random() < 0.12 else pattern(draw)


def path(draw):
    return "/".join(draw.choice(NAMES[:6] if draw.random() < 0.8 else NAMES) for _ in range(draw.choice([1, 2, 2, 3, 3, 4])))


def main(seed):
    draw = random.Random(seed)
    for number in range(60):
        folders = ["", *draw.sample(["a", "b", "a/b", "ab", "a/a"], draw.randrange(3))]
        files = [[folder, "\n".join(line(draw) for _ in range(draw.randrange(1, 6))) + draw.choice(["", "\n"])] for folder in folders]
        if draw.random() < 0.2:
            files.append([draw.choice(folders), pattern(draw)])
        asked = [[path(draw), draw.random() < 0.4] for _ in range(12)]
        print(json.dumps({"name": f"drawn {number}", "call": "ask", "args": [files, asked]}))


main(sys.argv[1])
