"""Prints one call a line, drawn from the seed in argv[1]; no two dishes of an order end in the same minute."""

import json
import random
import sys

NAMES = ["soup", "stew", "rice", "cake", "fish", "tea"]


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        steps = []
        for _ in range(draw.randrange(1, 5)):
            names, minutes = draw.sample(NAMES, draw.randrange(1, 4)), draw.sample(range(3, 60, 7), 3)
            spoilt = draw.randrange(6)
            order = [[name, minutes[place], place == spoilt] for place, name in enumerate(names)]
            steps.append(order)
            if draw.random() < 0.4:
                steps.append(draw.choice(NAMES))
        print(json.dumps({"name": f"drawn {number}", "call": "night", "args": [steps, draw.randrange(1, 4)]}))


main(sys.argv[1])
