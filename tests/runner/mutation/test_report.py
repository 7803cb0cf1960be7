"""The report of a mutant's symptom, as it is written."""

from typing import Any

from runner.grader.protocol import Raised, Value
from runner.mutation.about import About
from runner.mutation.known import Call
from runner.mutation.making import Made
from runner.mutation.operators import Mutation
from runner.mutation.report import prompt
from runner.mutation.trying import Shown
from tests.runner.mutation.asked import entries

(FIRST,) = entries("javascript", {"first.js": "export function first(text) { return text.slice(0, 1); }\n"})


def told(right: Any, wrong: Value | Raised) -> str:
    """The report of one call with a smiling face."""
    call = Call(FIRST, ["\U0001f600a"], Value(right))
    shown = Shown(FIRST, Mutation("off by one", (), 1, "", coupled=False), b"", (call,), (wrong,), 1, "")
    return prompt(Made(shown, (0,), (), [], (), 1.0, ()), About("faces", None, "MIT"))


def test_half_a_surrogate_pair_is_told_escaped() -> None:
    said = told("\U0001f600", Value("\ud83d")).encode().decode()
    assert '- `first("\U0001f600a")` gives `"\\ud83d"`; right is that it gives `"\U0001f600"`' in said


def test_what_is_raised_is_told_by_its_name() -> None:
    assert 'first("\U0001f600a")` raises `TypeError`; right' in told("a", Raised("TypeError"))


def test_what_is_changed_or_written_beside_the_answer_is_told_in_words() -> None:
    changed, written = {"returned": 1, "arguments": [[3, 3], 3]}, {"returned": 2, "text": "ab"}
    assert "gives `2`; right is that it gives `1` and leaves its arguments as `[[3, 3], 3]`" in told(changed, Value(2))
    assert 'gives `2` and writes `"ab"`; right is that it gives `{"returned": 1}`' in told(
        {"returned": 1}, Value(written)
    )
