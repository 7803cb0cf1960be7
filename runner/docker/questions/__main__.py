"""Asks every fact, each in a process of its own, and prints one JSON object a line."""

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from . import files, limits, neighbours, network, privileges
from .kernel import Found

Question = Callable[[dict[str, Any]], Found]
FACTS: "tuple[Question, ...]" = (
    *network.FACTS,
    *neighbours.FACTS,
    *privileges.FACTS,
    *files.FACTS,
    *limits.FACTS,
)
PATIENCE_S = 20


def main(given: dict[str, Any]) -> None:
    """Every fact in the list's order."""
    for question in FACTS:
        ok, detail = apart(question, given)
        print(json.dumps({"name": question.__name__, "ok": ok, "detail": detail}), flush=True)


def apart(question: Question, given: dict[str, Any]) -> Found:
    """Asks in a child: what a missing wall lets happen (another root, another user) ends with it."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        signal.alarm(PATIENCE_S)
        _answer(question, given, writer)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        said = answer.read()
    status = os.waitpid(child, 0)[1]
    if not said:
        return False, f"the check ended with status {status} and no answer"
    ok, detail = json.loads(said)
    return ok, str(detail)


def _answer(question: Question, given: dict[str, Any], writer: int) -> None:
    try:
        found = question(given)
    except Exception as error:  # noqa: BLE001  # a check that fails is a fact that is not shown
        found = False, f"{type(error).__name__}: {error}"
    os.write(writer, json.dumps(found).encode())


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
