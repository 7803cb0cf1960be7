"""`python -m tests.soak_streams [seconds] [streams]`: 256 streams at once for ten minutes; prints a table."""

import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.proxy import streams
from tests.proxy.streams import Seen

CELLS = 8
MAY_GROW_MB = 4  # from the second quarter of the time to the last


def growth_mb(seen: Seen) -> float:
    """Median memory of the last quarter of the time, less that of the second."""
    quarter = len(seen.rss) // 4
    mb = [size for _, size in seen.rss]
    return statistics.median(mb[-quarter:]) - statistics.median(mb[quarter : 2 * quarter])


def slope_kb(seen: Seen) -> float:
    """How fast memory grew after the first quarter, in kB a minute."""
    settled = seen.rss[len(seen.rss) // 4 :]
    return statistics.linear_regression(*zip(*settled, strict=True)).slope * 1024 * 60


def rows(seen: Seen, at_once: int, problems: list[str]) -> list[tuple[str, str]]:
    """What is said of the run."""
    mb = [size for _, size in seen.rss]
    return [
        ("streams at once", f"{at_once}, of {CELLS} cells"),
        ("for", f"{seen.seconds:.0f} s"),
        ("streams in all", f"{seen.streams}, {seen.events} events, {seen.answer_bytes / 1e6:.1f} MB"),
        ("lost", str(len(seen.lost))),
        ("not their own bytes", str(len(seen.wrong))),
        ("differences between the journal and the agents", str(len(problems))),
        ("CPU of the proxy", f"{seen.cpu_s:.0f} s, {seen.cpu_s / seen.events * 1e6:.0f} µs per event"),
        ("memory of the proxy", f"{mb[0]:.1f} MB idle, {max(mb):.1f} MB at most, {mb[-1]:.1f} MB at the end"),
        (
            "memory's growth",
            f"{growth_mb(seen):+.2f} MB from the second quarter to the last, {slope_kb(seen):+.0f} kB/min",
        ),
    ]


def main(seconds: float = 600, at_once: int = 256) -> int:
    """Runs, prints, and says whether all was well."""
    with tempfile.TemporaryDirectory(prefix="cab-soak-") as folder:
        journal = Path(folder) / "calls.jsonl"
        seen = streams.run(journal, seconds, at_once, CELLS)
        problems = streams.problems(journal, seen)
    lines = [("streams", f"{datetime.now(UTC).date()}"), ("---", "---"), *rows(seen, at_once, problems)]
    sys.stdout.write("".join(f"| {what} | {found} |\n" for what, found in lines))
    bad = [*seen.lost, *seen.wrong, *problems]
    sys.stderr.write("".join(f"{problem}\n" for problem in bad[:20]))
    return int(bool(bad) or growth_mb(seen) > MAY_GROW_MB)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
