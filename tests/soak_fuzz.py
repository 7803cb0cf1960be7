"""`python -m tests.soak_fuzz [seconds] [seed]`: hours of bytes for whoever in the proxy reads bytes from outside.

Prints a table for docs/soak-proxy.md; exits with 1, naming the input, where one is neither taken nor refused in a
defined way, costs half a second, or where the memory grows with their number.
"""

import resource
import sys
import time
from pathlib import Path

from tests.proxy.fuzz import Tally, Target, fuzz, targets

GROWN = 64.0  # MB that what a reader of bytes may cache never reaches

OPENING = """| read from outside | inputs | accepted | refused | slowest, CPU ms | inputs/s | MB grown |
| --- | --- | --- | --- | --- | --- | --- |
"""


def memory() -> float:
    """Megabytes this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def run(target: Target, seconds: float, seed: int) -> tuple[Tally, float]:
    """What came of so many seconds, and how much the memory grew after the first tenth of them."""
    begun, warm = time.monotonic(), 0.0
    for tally in fuzz(target, seed):
        spent = time.monotonic() - begun
        if not warm and spent > seconds / 10:
            warm = memory()
        if spent > seconds:
            return tally, memory() - warm
    raise AssertionError("a fuzzer never ends by itself")


def main() -> int:
    """Prints the table; 1 when something is wrong."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    wrong = 0
    sys.stdout.write(OPENING)
    for name, target in (all_ := targets()).items():
        started = time.monotonic()
        try:
            tally, grown = run(target, seconds / len(all_), seed)
        except AssertionError as problem:
            sys.stdout.write(f"| {name} | wrong: {str(problem)[:3000]} |\n")
            wrong += 1
            continue
        rate = tally.tried / (time.monotonic() - started)
        refused = tally.tried - tally.accepted
        row = (name, tally.tried, tally.accepted, refused, f"{tally.slowest_ms:.0f}", f"{rate:.0f}", f"{grown:.1f}")
        sys.stdout.write(f"| {' | '.join(map(str, row))} |\n")
        sys.stdout.flush()
        wrong += grown > GROWN
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
