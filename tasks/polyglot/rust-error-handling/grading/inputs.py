"""Prints one call a line, drawn from the seed in argv[1]."""

import json
import random
import sys

AMOUNTS = ["", "-", "+", ".50", "1.", "1.5", "1.500", "12,50", "1e3", "--1", "++1", "+-1", "1 0", "\u0661", "0x1", "1.-5", "1.+5"]


def amount(draw):
    if draw.random() < 0.25:
        return draw.choice(AMOUNTS)
    size = draw.choice([99, 10**6, 92233720368547758, 2**63])
    return draw.choice(["", "-", "+"]) + str(draw.randrange(size)) + draw.choice(["", f".{draw.randrange(100):02}"])


def date(draw):
    year = draw.choice([0, 1, 1900, 2000, 2023, 2024, draw.randrange(10000)])
    day = draw.choice([0, 28, 29, 30, 31, 32, draw.randrange(1, 29)])
    written = draw.choice(["{:04}-{:02}-{:02}"] * 6 + ["{}-{}-{}", "{:04}/{:02}/{:02}", "{:04}-{:02}", "+{:03}-{:02}-{:02}"])
    return written.format(year, draw.randrange(14), day)


def line(draw):
    if draw.random() < 0.2:
        return draw.choice(["", "  ", "# comment", "a;b", "2024-01-01;cash;;1;2", "2024-01-01;;x;1"])
    good = draw.random() < 0.8
    day = f"20{draw.randrange(100):02}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}" if good else date(draw)
    cents = f"{draw.randrange(-999, 999)}.{draw.randrange(100):02}" if good else amount(draw)
    account = draw.choice(["cash", " cash ", "bank", "nowhere", "caf\u00e9"])
    return ";".join([day, account, draw.choice(["", "bread", " a # b "]), draw.choice(["", " "]) + cents])


def main(seed):
    draw = random.Random(seed)
    for number in range(60):
        call = draw.choice(["amount", "date", "import"])
        text = {"amount": amount, "date": date}[call](draw) if call != "import" else ""
        if call == "import":
            text = "".join(line(draw) + draw.choice(["\n", "\n", "\r\n"]) for _ in range(draw.randrange(8)))
        print(json.dumps({"name": f"drawn {number}: {call}", "call": call, "args": [text]}))


main(sys.argv[1])
