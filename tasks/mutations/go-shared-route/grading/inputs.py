"""Prints one call a line, drawn from the seed in argv[1]; dense networks, where many routes share their beginning."""

import json
import random
import sys


def network(draw):
    stops = list("ABCDEFGH"[: draw.randrange(5, 9)])
    rows = []
    for name in draw.sample(["red", "blue", "green", "amber", "night", "ring", "ferry"], draw.randrange(3, 7)):
        own = draw.sample(stops, draw.randrange(2, min(5, len(stops)) + 1))
        rows.append(f"{name}: " + "".join(f"{stop} {draw.randrange(1, 12)} " for stop in own[:-1]) + own[-1])
    if draw.random() < 0.08:
        rows.append(draw.choice(["x: A", "x A 3 B", "x: A 0 B", "x: A 2 B 3 A", rows[0], "x: A b B"]))
    return "\n".join(rows) + draw.choice(["", "\n", "\n# end\n"]), stops


def main(seed):
    draw = random.Random(seed)
    for number in range(45):
        text, stops = network(draw)
        source, target = draw.sample(stops, 2) if draw.random() < 0.95 else ("A", draw.choice(["A", "Z"]))
        call, more = draw.choice([("find", []), ("find", []), ("print", [draw.randrange(1, 9)])])
        arguments = [text, source, target, draw.randrange(0, 5), *more]
        print(json.dumps({"name": f"drawn {number}: {call}", "call": call, "args": arguments}))


main(sys.argv[1])
