"""Prints one call a line, drawn from the seed in argv[1]; texts of one to four bytes a character."""

import json
import random
import sys

SIGNS = ["a", "B", " ", ",", ":", "7", "é", "ß", "€", "☕", "字", "😀", "é"]


def text(draw, most=12):
    return "".join(draw.choice(SIGNS) for _ in range(draw.randrange(most)))


def letter(draw):
    files = {text(draw): draw.randbytes(draw.randrange(6)).hex() for _ in range(draw.randrange(3))}
    return [text(draw), [text(draw) for _ in range(draw.randrange(4))], text(draw), text(draw, 60), files]


def frame(content):
    return b"%d:%b," % (len(content), content)


def foreign(draw):
    """A box as another program writes it, now and then with a byte too few."""
    data = b""
    for _ in range(draw.randrange(1, 3)):
        sender, to, subject, body, _ = letter(draw)
        inner = frame(sender.encode()) + frame(b"".join(frame(each.encode()) for each in to))
        data += frame(inner + frame(subject.encode()) + frame(body.encode()))
    return data[: -1 if draw.random() < 0.3 else None].hex()


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        kind = draw.choice(["packed", "round_trip", "round_trip", "opened"])
        args = {"packed": lambda: letter(draw), "opened": lambda: foreign(draw)}.get(
            kind, lambda: [letter(draw) for _ in range(draw.randrange(4))]
        )()
        print(json.dumps({"name": f"drawn {number}: {kind}", "call": kind, "args": [args]}))


main(sys.argv[1])
