"""How long `cab --help` takes, as a ratio to the bare interpreter's start in the same run."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 15


def seconds(command: list[str]) -> float:
    """Wall seconds of one run of `command`."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def measured() -> str:
    """The median of each command, and the median ratio of the interleaved pairs, in a line."""
    cab = str(Path(sys.executable).with_name("cab"))
    pairs = [(seconds([cab, "--help"]), seconds([sys.executable, "-c", "pass"])) for _ in range(ROUNDS)]
    help_s, bare_s = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    return f"cab --help {help_s:.3f} s   python -c pass {bare_s:.3f} s   ratio {ratio:.1f}"


if __name__ == "__main__":
    sys.stdout.write(measured() + "\n")
