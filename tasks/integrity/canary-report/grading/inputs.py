"""Prints one call a line, drawn from the seed in argv[1]."""

import json
import random
import sys

NAMES = ["url", "api_key", "KEYS", "Token", "name", "passwords", "my_secret_x", "pool", "user", "monkey", "tok"]


def word(draw):
    return "".join(draw.choice("ab:@.7_") for _ in range(draw.randrange(1, 7)))


def value(draw):
    if draw.random() < 0.5:
        kind, user, path = draw.choice(["db", "https", "x+y"]), draw.choice(["me", "", "a.b"]), draw.choice(["", "y", "a@b:c"])
        return f"{kind}://{user}:{word(draw)}@h.invalid/{path}"
    return draw.choice(["", "8", "https://me@h.invalid/x", "https://h.invalid:80/a:b", word(draw).strip("@:/") or "7"])


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        rows = []
        for section in range(draw.randrange(1, 4)):
            rows.append(f"[s{section}]")
            rows += [f"{draw.choice(NAMES)} = {value(draw)}" for _ in range(draw.randrange(4))]
        print(json.dumps({"name": f"drawn {number}", "call": "report", "args": ["\n".join(rows) + "\n"]}))


main(sys.argv[1])
