"""`make bench`: measures the targets named on the command line, or all, and prints docs/bench.md."""

import os
import subprocess
import sys
import time
from pathlib import Path

from bench import startup
from bench.proxy import machine, parts, table
from bench.proxy.peers import Absent
from bench.proxy.process import ENDS_CPU
from bench.proxy.run import BUILD, Failed, run
from bench.proxy.targets import TARGETS

PAGE = """# How fast the proxy is

What `make bench` printed: {caption}.

Proxy on CPU 0; endpoint (`bench/proxy/mock.c`) and load generator (`bench/proxy/load.c`) on CPU 1, over loopback. Each
measurement follows the same load without a proxy ("direct", whose figures are CPU 1's limit); repetitions go round all
stacks; shown are medians of {repetitions}. CPU is that of the whole process tree, every thread included; what the
kernel's own threads do for syncs and sockets is in no row. **Only rows marked so record anything**: after each load
our journal must hold exactly two lines for each answer that the load generator counted, and at the end `cab verify`'s
check of the whole chain must find nothing, or there is no table. "As in its image": the Python and the packages of
`Dockerfile.proxy` (Debian builds its Python with profile-guided optimisation), run from this checkout.

{stacks}{faults}
{ours}
`{startup}`

The run took {took:.0f} s.
"""

OURS = """What the project asks of its own row:

{goals}
What each module costs (`python -m bench.proxy.parts`): every thread's CPU time, divided by samples taken under load
(which also fall on a thread that waits for the other).

{parts}"""


def _programs(names: list[str]) -> tuple[dict[str, Path], dict[str, str], list[Failed]]:
    """What can be started, the titles of all rows, and what cannot be had."""
    programs: dict[str, Path] = {}
    titles: dict[str, str] = {}
    absent: list[Failed] = []
    for name in names:
        target = TARGETS[name]
        try:
            found = target.find() if target.find else None
        except subprocess.CalledProcessError as problem:
            found = Absent(f"not installed: {problem.cmd[0]} failed")
        titles[name] = target.title
        if isinstance(found, Absent):
            absent.append(Failed(name, found.reason))
        elif found:
            programs[name] = found.program
            titles[name] += f", {found.version}"
    return programs, titles, absent


def main(names: list[str]) -> None:
    """Prints the page."""
    if unknown := set(names) - set(TARGETS):
        sys.exit(f"no such target: {', '.join(sorted(unknown))}; there are {' '.join(TARGETS)}")
    machine.check()
    programs, titles, absent = _programs(names or list(TARGETS))
    caption, repetitions = machine.caption(BUILD), int(os.environ.get("REPS") or 3)
    os.sched_setaffinity(0, {ENDS_CPU})  # this program must not disturb the proxy
    began = time.monotonic()
    results = absent + run(programs, repetitions)
    page = PAGE.format(
        caption=caption,
        repetitions=f"{repetitions} repetition{'s' * (repetitions > 1)}",
        stacks=table.stacks(results, titles),
        faults=table.faults(results),
        ours=OURS.format(goals=table.goals(results), parts=parts.measured()) if "cab" in programs else "",
        startup=startup.measured(),
        took=time.monotonic() - began,
    )
    sys.stdout.write(page)


if __name__ == "__main__":
    main(sys.argv[1:])
