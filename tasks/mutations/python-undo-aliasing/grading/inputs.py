"""Prints one call a line, drawn from the seed in argv[1]: commands with many undos among them."""

import json
import random
import sys

LABELS = ["red", "blue", "urgent"]
COLUMNS = ["todo", "doing", "done"]


def command(draw):
    number = draw.randrange(1, 5)
    labels = " ".join(draw.choices(LABELS, k=draw.choice([1, 1, 2, 3])))
    return draw.choice(
        [
            f"add {draw.choice(COLUMNS)} card {number}",
            f"move {number} {draw.choice(COLUMNS)} {draw.randrange(3)}",
            f"stick {number} {labels}",
            f"stick {number} {draw.choice(LABELS)}",
            f"peel {number} {labels}",
            f"text {number} other",
            f"finish {number}",
            f"drop {number}" if draw.random() < 0.2 else "undo",
            "undo",
            "redo",
        ]
    )


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        lines = ["add todo a", "add todo b", "add doing c", *(command(draw) for _ in range(draw.randrange(5, 40)))]
        print(json.dumps({"name": f"drawn {number}", "call": "play", "args": [lines]}))


main(sys.argv[1])
