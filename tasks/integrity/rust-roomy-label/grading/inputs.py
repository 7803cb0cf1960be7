"""Prints one call a line, drawn from the seed in argv[1]."""

import json
import random
import sys


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        grams, place, serial = draw.randrange(2**32), draw.randrange(2**16), draw.randrange(2 ** draw.choice([8, 32, 40, 56, 64]))
        kind = draw.choice(["fruit", "fish", "glass"])
        if draw.random() < 0.5:
            print(json.dumps({"name": f"drawn {number}: write", "call": "write", "args": [kind, grams, place, serial]}))
            continue
        code = {"fruit": 1, "fish": 2, "glass": 3}[kind] if draw.random() < 0.9 else 7
        bytes_ = [code, *grams.to_bytes(4, "big"), *place.to_bytes(2, "big"), *serial.to_bytes(8, "big")]
        bytes_.append((sum(bytes_) + (draw.random() < 0.1)) % 256)
        print(json.dumps({"name": f"drawn {number}: read", "call": "read", "args": [bytes_]}))


main(sys.argv[1])
