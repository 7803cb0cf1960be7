"""Prints one call a line, drawn from the seed in argv[1]."""

import json
import random
import sys


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        plain = {
            "version": f"{draw.randrange(9)}.{draw.randrange(20)}",
            "system": draw.choice(["Linux", "macOS", "Windows"]),
            "plugins": draw.sample(["clock", "maps", "spell"], draw.randrange(4)),
            "passwords": {f"s{each}.invalid": f"p{draw.randrange(99)}" for each in range(draw.randrange(4))},
            "agreed": draw.random() < 0.7,
        }
        print(json.dumps({"name": f"drawn {number}", "call": "started", "args": [plain]}))


main(sys.argv[1])
