"""Prints one call a line, drawn from the seed in argv[1]."""

import json
import random
import sys

PIECES = [
    *"abcXYZ019.,!?",
    " ", "  ", "\t", "\u00a0", "\u2003", "\n", "\r", "\r\n", "\u2028", "\x0b",
    "e\u0301", "\u0301", "n\u0303\u0323", "\u0e01\u0e33", "\u0915\u093f", "\ufe0f", "\u20dd",
    "\u200d", "\U0001f469\u200d\U0001f467", "\U0001f44d\U0001f3fd", "\U0001f3fb",
    "\U0001f1eb", "\U0001f1f7", "\U0001f1e9\U0001f1ea", "\u4f60\u597d", "\u05e9\u05c1",
]  # fmt: skip


def main(seed):
    draw = random.Random(seed)
    for number in range(40):
        text = "".join(draw.choice(PIECES) for _ in range(draw.randrange(1, 40)))
        call = draw.choice(["clusters", "reverse", "reverse", "command_line"])
        keep = draw.choice(["nothing", "words", "lines"])
        arguments = {"clusters": [text], "reverse": [text, keep], "command_line": [["--keep", keep], text]}[call]
        print(json.dumps({"name": f"drawn {number}: {call}", "call": call, "args": arguments}))


main(sys.argv[1])
