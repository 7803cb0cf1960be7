"""The lines between grader and driver: one question, one answer, plain values only."""

import json
from typing import Any, NamedTuple

LONGEST_LINE = 1 << 20


class Question(NamedTuple):
    """One call of the driver."""

    name: str
    call: str
    args: list[Any]
    seeded: bool


class Value(NamedTuple):
    """The call returned."""

    value: Any


class Raised(NamedTuple):
    """The call raised (panicked, in Rust), under this name."""

    name: str


Answer = Value | Raised


def ask(question: Question, token: str, known: Answer | None = None) -> bytes:
    """The line that asks; `token` is fresh for every question, so that no answer can be sent ahead.

    `known`: what a careless grader sends along, the right answer. Absent: it stays outside.
    """
    more = {} if known is None else {"expected": known.value if isinstance(known, Value) else known.name}
    return json.dumps({"id": token, "call": question.call, "args": question.args, **more}).encode() + b"\n"


def answer(line: bytes, token: str) -> Answer:
    """What the line answers; ValueError when it is anything but one answer to this question."""
    said = plain(line)
    if not isinstance(said, dict) or said.get("id") != token:
        raise ValueError("not an answer to the question")
    if said.keys() == {"id", "value"}:
        return Value(said["value"])
    if said.keys() == {"id", "raises"} and isinstance(said["raises"], str) and said["raises"].isprintable():
        return Raised(said["raises"])
    raise ValueError("an answer has an id and either a value or a raises, which is a name")


def plain(text: bytes) -> Any:
    """The JSON value in `text`; ValueError also for NaN, infinities, duplicate keys and bottomless nesting."""
    try:
        return json.loads(text, object_pairs_hook=_no_duplicates, parse_constant=_no_constant, parse_float=_finite)
    except RecursionError:
        raise ValueError("nested too deep") from None


def same(left: Any, right: Any) -> bool:
    """Whether two plain values are alike: of one type all through, so 1, 1.0, True and "1" all differ; 0.0 is -0.0."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(same(*pair) for pair in zip(left, right, strict=True))
    return bool(left == right)


def alike(left: Answer, right: Answer) -> bool:
    """Whether two answers are: the same value, or raised under the same name."""
    if isinstance(left, Value) and isinstance(right, Value):
        return same(left.value, right.value)
    return isinstance(left, Raised) and isinstance(right, Raised) and left == right


def loosely_alike(left: Answer, right: Answer) -> bool:
    """What a careless grader takes for the same: equal in Python's eyes, as 1, 1.0 and true are."""
    return alike(left, right) or (isinstance(left, Value) and isinstance(right, Value) and left.value == right.value)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in an object")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{text[:20]} is too large for a number")
    return number
