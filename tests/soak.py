"""`make soak`: every real agent against every kind of failing endpoint; prints docs/soak.md.

Takes up to half an hour, since agents retry for minutes; exits with 1 when an outcome is not what it must be.
"""

import platform
import sys
import tempfile
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

from runner.agent import all_agents
from store.bundle import Bundle
from tests.cab.test_real_agents import run
from tests.endpoints import answering

TIMEOUT_S = 60

FAILING = ("401", "429", "500", "half", "empty", "empty stream", "silence")

OPENING = """# Soak

What `make soak` printed on {date} on {machine}: each agent against each kind of failing endpoint,
with a deadline of {timeout} s. The outcome is read off the calls; the agents' own exit codes stand beside it.

| agent | version | endpoint | outcome | exit code | calls | seconds |
| --- | --- | --- | --- | --- | --- | --- |
"""


def row(what: str, finished: Bundle) -> str:
    """One line of the table."""
    cell = finished.evidence.cell
    assert cell.exit is not None
    code = "killed" if cell.exit.exit_code is None else str(cell.exit.exit_code)
    columns = (
        cell.identity.tui,
        cell.versions["agent"],
        what,
        cell.outcome,
        code,
        len(finished.evidence.calls),
        f"{cell.exit.wall_ms / 1000:.0f}",
    )
    return f"| {' | '.join(map(str, columns))} |\n"


def main() -> int:
    """Prints the page; 1 when an outcome is wrong."""
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    sys.stdout.write(OPENING.format(date=datetime.now(UTC).date(), machine=machine, timeout=TIMEOUT_S))
    wrong = 0
    for agent in all_agents():
        for what in FAILING:
            # What an installation says is no part of the page.
            with answering(what) as endpoint, tempfile.TemporaryDirectory() as folder, redirect_stdout(sys.stderr):
                finished = run(Path(folder), agent.name, endpoint, TIMEOUT_S)
            sys.stdout.write(row(what, finished))
            sys.stdout.flush()
            wrong += finished.evidence.cell.outcome != "endpoint_failed"
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
