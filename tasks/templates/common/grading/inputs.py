"""Prints one call a line, drawn from the seed in argv[1]."""

import json
import random
import sys

draw = random.Random(sys.argv[1])
for number in range(40):
    low, high = sorted([draw.randrange(-100, 100), draw.randrange(-100, 100)])
    args = [draw.randrange(-150, 150), low, high]
    print(json.dumps({"name": f"drawn {number}", "call": "clamp", "args": args}))
