"""Drawn calls: of the types that they are to have, the same for a seed, and as a task's inputs.py prints them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from runner.mutation import draw
from runner.mutation.function import Kind
from runner.mutation.known import spoken
from runner.mutation.writing import inputs

BYTE = spoken(Kind("integer", bits=8, signed=False))
ENTRY: dict[str, Any] = {
    "call": "a.b",
    "weight": 1,
    "required": 1,
    "kinds": [spoken(Kind("list", (Kind("integer", bits=8),))), spoken(Kind("maybe", (Kind("text"),)))],
    "examples": [[1, [[1, 2, 127], "x"]], [3, [[-128]]]],
}


@given(st.text())
def test_arguments_are_of_their_types_whatever_the_seed(seed: str) -> None:
    for name, (numbers, *more) in draw.calls([ENTRY], seed, 20):
        assert name == "a.b"
        assert all(type(number) is int and -128 <= number <= 127 for number in numbers)
        assert more in ([], [None]) or (len(more) == 1 and isinstance(more[0], str))


@given(st.integers())
def test_an_unsigned_byte_is_one(number: int) -> None:
    assert 0 <= draw.within(number, BYTE) <= 255


def test_the_same_seed_draws_the_same() -> None:
    assert draw.calls([ENTRY], "5", 40) == draw.calls([ENTRY], "5", 40) != draw.calls([ENTRY], "6", 40)


def test_a_tasks_inputs_print_what_was_tried(tmp_path: Path) -> None:
    script = tmp_path / "inputs.py"
    entry = ENTRY | {"examples": [[1, [[1], 'it\'s a \\ "quote" é']]]}
    script.write_text(inputs([entry]))
    done = subprocess.run([sys.executable, "-I", "-S", script, "5"], capture_output=True, text=True, check=True)
    printed = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(each["call"], each["args"]) for each in printed] == draw.calls([entry], "5", 40)
