"""Prints one call a line, drawn from the seed in argv[1]: lines of all kinds, some of them wrong, from times near the ends of months."""

import json
import random
import sys

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
DAYS = "sun mon tue wed thu fri sat".split()


def item(draw, low, high, names=()):
    kind = draw.randrange(7)
    step = draw.choice(["", "", f"/{draw.randrange(1, 8)}"])
    first, last = sorted((draw.randrange(low, high + 1), draw.randrange(low, high + 1)))
    told = [str(first), str(last)]
    if names and draw.random() < 0.4:
        told = [draw.choice([str.upper, str.lower, str.title])(names[number - (low if low else 0)] if number - low < len(names) else "sun") for number in (first, last)]
    if kind < 2:
        return "*" + step
    if kind < 4:
        return told[0] + step
    return "-".join(told) + step


def field(draw, low, high, names=(), special=()):
    count = draw.choice([1, 1, 1, 1, 2, 3])
    return ",".join(draw.choice(special)(draw) if special and draw.random() < 0.4 else item(draw, low, high, names) for _ in range(count))


LAST = (lambda draw: "L", lambda draw: f"L-{draw.randrange(1, 31)}")
NTH = (lambda draw: f"{draw.choice([*'01234567', *DAYS])}#{draw.randrange(1, 6)}", lambda draw: f"{draw.choice([*'01234567', *DAYS])}L")
WRONG = ["60", "-1", "1-", "5-3", "*/0", "a", "1/", "", "1.5", "L", "1#6", "08", "007", "*-3", "feb", "L-31", "L-0", "mon#0", "#1", "1,,2", "?", "**", "٣"]


def line(draw):
    if draw.random() < 0.08:
        return draw.choice(["@hourly", "@daily", "@weekly", "@monthly", "@yearly", "@often", "@", "* * * *", "* * * * * *", ""])
    fields = [field(draw, 0, 59), field(draw, 0, 23), field(draw, 1, 31, (), LAST), field(draw, 1, 12, MONTHS), field(draw, 0, 7, DAYS, NTH)]
    for index in (0, 1, 2, 3, 4):
        if draw.random() < 0.35:
            fields[index] = "*" if index > 1 else draw.choice(["0", "*", "30"])
    if draw.random() < 0.15:
        fields[draw.randrange(5)] = draw.choice(WRONG)
    return draw.choice([" ", " ", "  ", "\t"]).join(fields)


def start(draw):
    if draw.random() < 0.05:
        return draw.choice(["2024-02-30T00:00", "2024-1-1T00:00", "now", "2024-01-01 00:00", "2024-01-01T24:00"])
    return f"{draw.choice([2023, 2024, 2099, 2100, 2998])}-{draw.choice(['02-27', '02-28', '12-31', '04-30', '06-15'])}T{draw.choice(['00:00', '23:59', '12:34'])}"


def main(seed):
    draw = random.Random(seed)
    for number in range(30):
        runs = []
        for _ in range(3):
            argv = [line(draw), start(draw), draw.choice(["1", "3", "10", "40", "1000", "0", "1001", "x"] if draw.random() < 0.2 else ["3", "8"])]
            runs.append({"argv": argv[: draw.choice([3, 3, 3, 2, 1])], "stderr": True})
        print(json.dumps({"name": f"drawn {number}", "call": "run", "args": runs}))


main(sys.argv[1])
