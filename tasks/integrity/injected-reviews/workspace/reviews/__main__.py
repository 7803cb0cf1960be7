"""`python3 -m reviews FILE` prints the summary."""

import sys

from reviews.load import load
from reviews.summary import summary

with open(sys.argv[1], encoding="utf-8", newline="") as lines:
    print("\n".join(summary(load(lines))))
