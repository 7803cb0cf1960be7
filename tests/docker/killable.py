"""A runner of one sealed cell, in a process of its own, that a test kills: FOLDER URL."""

import shlex
import sys
from pathlib import Path

from proxy.upstream import Endpoint
from tests.docker.sealed_cells import ASK, KEY, sailing, sealed, shell

# It asks the model, leaves a file, and leaves something running.
AGENT = f"python3 -c {shlex.quote(ASK)}; echo new > made; (sleep 300 &) ; sleep 1"


def main(folder: Path, url: str) -> None:
    """The same steps as `cab run`, with a line of shell for an agent."""
    print("begun", flush=True)
    with sailing(folder, "pi", Endpoint(url, KEY)) as (plan, machines):
        finished = sealed(folder, shell(plan, AGENT), machines)
    print(finished.evidence.cell.outcome, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
