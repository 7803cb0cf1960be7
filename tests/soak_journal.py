"""`python -m tests.soak_journal [calls]`: what a call costs a journal that is short, long and very long.

Prints a table for docs/soak-proxy.md; exits with 1 when a call's cost or the memory grows with the journal's length.
"""

import asyncio
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import uvloop

from proxy.journal import Journal
from proxy.verify import verify
from tests.proxy.lines import facts

TASKS = 32

GROWN = 1.5  # times the cost per call at the start, which the neighbours of a busy machine may add

ENDING: dict[str, Any] = {
    "response": {"status": 200, "bytes": 9120, "sha256": "f" * 64, "events": 31},
    "finish_reason": "stop",
    "ms": {"first_byte": 80.2, "first_token": 95.1, "total": 1400.3, "proxy": 0.4, "waited": 0.0},
    "end": "complete",
    "error": None,
}


def memory() -> float:
    """Megabytes this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


async def calls(journal: Journal, count: int) -> None:
    """So many calls, from intent to end, by tasks that work side by side."""

    async def some(number: int) -> None:
        for _ in range(number):
            line = await journal.begin("a", facts())
            await journal.end(line["id"], ENDING)

    await asyncio.gather(*(some(count // TASKS) for _ in range(TASKS)))


def measured(what: str, calls_: int, start: tuple[float, float]) -> tuple[float, float]:
    """Prints a row; gives CPU microseconds per call and megabytes."""
    cpu, wall = time.process_time() - start[0], time.perf_counter() - start[1]
    sys.stdout.write(f"| {what} | {cpu / calls_ * 1e6:.1f} | {wall:.1f} | {memory():.0f} |\n")
    sys.stdout.flush()
    return cpu / calls_ * 1e6, memory()


def now() -> tuple[float, float]:
    """CPU and wall seconds."""
    return time.process_time(), time.perf_counter()


def main(most: int) -> int:
    """Prints the rows; 1 when something grew."""
    sys.stdout.write("| what | CPU µs per call | seconds | MB held |\n| --- | --- | --- | --- |\n")
    rows, done = [], 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.jsonl"
        with Journal(path) as journal:
            uvloop.run(calls(journal, 1000))
            for length in (most // 100, most // 10, most):
                sample = min(10_000, most // 100)
                uvloop.run(calls(journal, length - done - sample))
                start = now()
                uvloop.run(calls(journal, sample))
                rows.append(measured(f"the last {sample} of {length} calls", sample, start))
                done = length
        start = now()
        with Journal(path):
            rows.append(measured(f"recovery of {most} calls, {path.stat().st_size / 1e6:.0f} MB", most, start))
        start = now()
        problems = verify(path)
        rows.append(measured(f"verify of {most} calls", most, start))
    flat = rows[2][0] < GROWN * rows[0][0] and rows[3][1] < rows[0][1] + 10
    return int(bool(problems) or not flat)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
