"""Runs the attempts inside a sealed cell, on the image's own Python.

One JSON object a line is printed: an attempt's name, whether it was stopped, by what, and how many packets or
connections it made that needed an IPv4 route.
"""

import json
import os
import signal
import sys
from typing import TextIO

from . import kernel, neighbours, network, own_walls  # noqa: F401  # each adds to TARGETS
from .attempt import GIVEN, ROUTED, TARGETS, Attempt, Through


def apart(attempt: Attempt) -> tuple[bool, str, int]:
    """In a child of its own, as some change what they run in."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        try:
            said = [True, str(attempt()), len(ROUTED)]
        except Through as through:
            said = [False, str(through), len(ROUTED)]
        except Exception as error:  # noqa: BLE001  # an attempt that breaks has shown nothing
            said = [False, f"the attempt itself failed: {type(error).__name__}: {error}", len(ROUTED)]
        os.write(writer, json.dumps(said).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        answered = answer.read()
    os.waitpid(child, 0)
    ok, detail, routes = json.loads(answered) if answered else (False, "no answer", 0)
    return bool(ok), str(detail), int(routes)


def main(write_to: TextIO) -> None:
    only = GIVEN.get("only")
    for attempt in (one for one in TARGETS if only is None or one.__name__ in only):
        ok, detail, routes = apart(attempt)
        line = {"name": attempt.__name__, "stopped": ok, "detail": detail[:500], "routes": routes}
        print(json.dumps(line), file=write_to, flush=True)


if __name__ == "__main__":
    main(sys.stdout)
