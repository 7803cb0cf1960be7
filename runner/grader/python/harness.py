"""Answers the grader's questions by calling the task's driver: `python -I -S -B harness.py CODE DRIVER`.

Runs in the child, beside candidate code: nothing here is a defence, and nothing is known here but inputs.
"""

import importlib.util
import json
import math
import os
import sys
from collections.abc import Callable
from typing import Any

Calls = dict[str, Callable[..., Any]]


def main(code: str, driver: str) -> None:
    """Answer line by line; what the candidate prints goes to standard error."""
    questions = os.fdopen(os.dup(0), "rb")
    answers = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    # Last on the path: a module of the candidate cannot shadow the standard library.
    sys.path.append(code)
    calls = load(driver)
    for line in questions:
        question = json.loads(line)
        said = {"id": question["id"], **answer(calls, question["call"], question["args"])}
        rest = json.dumps(said, allow_nan=False).encode() + b"\n"
        while rest:
            rest = rest[os.write(answers, rest) :]


def load(driver: str) -> Calls:
    """The driver's CALLS."""
    spec = importlib.util.spec_from_file_location("driver", driver)
    if spec is None or spec.loader is None:
        raise ImportError(driver)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    calls: Calls = module.CALLS
    return calls


def answer(calls: Calls, name: str, arguments: list[Any]) -> dict[str, Any]:
    """What the call returned or raised."""
    try:
        value = calls[name](*arguments)
        check(value)
    except BaseException as error:  # noqa: BLE001 - whatever a candidate raises is its answer
        return {"raises": type(error).__name__}
    return {"value": value}


def check(value: Any) -> None:
    """NotPlainError when something in `value` is not exactly of a plain type: a subclass may be anything."""
    if type(value) is list:
        for item in value:
            check(item)
    elif type(value) is dict:
        for key, item in value.items():
            check(key) if type(key) is str else refuse(key)
            check(item)
    elif type(value) is float:
        if not math.isfinite(value):
            refuse(value)
    elif type(value) not in (bool, int, str, type(None)):
        refuse(value)


def refuse(value: Any) -> None:
    """Say what is not plain."""
    raise NotPlainError(type(value).__name__)


class NotPlainError(Exception):
    """A driver answers with plain values."""


if __name__ == "__main__":
    main(*sys.argv[1:])
