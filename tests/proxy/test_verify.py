"""Verify: every tampering is found and named by line and cell."""

import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.calls import head
from proxy.chain import GENESIS, seal, unseal
from proxy.verify import MOST, verify
from tests.proxy.lines import facts, written


@pytest.fixture
def lines(tmp_path: Path) -> list[bytes]:
    return written(tmp_path / "j", "a", "b", "a", "a").splitlines(keepends=True)


@cache
def sound() -> bytes:
    """The same for tests that run many times."""
    with tempfile.TemporaryDirectory() as folder:
        return written(Path(folder) / "j", "a", "b", "a", "a")


def joined(lines: list[bytes]) -> bytes:
    return b"".join(lines)


def test_a_changed_line_is_named(lines: list[bytes]) -> None:
    lines[3] = lines[3].replace(b'"attempt":1', b'"attempt":2')
    assert verify(joined(lines)) == ["line 4 (cell b) was changed: its content does not match its sha256"]


def test_a_changed_line_sealed_anew_is_found_by_the_next(lines: list[bytes]) -> None:
    record = unseal(lines[1][:-1])
    prev = record.pop("prev")
    record.pop("sha256")
    lines[1], _ = seal(record | {"error": "mine"}, prev)
    assert verify(joined(lines)) == [
        "line 5 (cell a) does not follow the line before it: lines are missing, were changed or stand in another order"
    ]


def test_a_removed_line_is_named_by_the_one_after_it(lines: list[bytes]) -> None:
    del lines[5]
    problems = verify(joined(lines))
    assert problems[0].startswith("line 6 (cell a) does not follow the line before it: lines are missing")
    assert "has an intent but no terminal line" in problems[-1]


def test_an_inserted_line_is_named(lines: list[bytes]) -> None:
    record = unseal(lines[4][:-1])
    forged, _ = seal({key: value for key, value in record.items() if key not in ("prev", "sha256")}, record["prev"])
    forged, _ = seal(unseal(forged[:-1]) | {"id": "x", "sha256": None}, record["sha256"])
    assert verify(joined([*lines[:5], lines[4], *lines[5:]]))[0] == "line 6 (cell a) repeats line 5"
    assert any(
        "line 7 (cell a) is out of order, or something was inserted before it: it follows line 5" in problem
        for problem in verify(joined([*lines[:5], _sealed_after(lines[4], id="x"), *lines[5:]]))
    )


def _sealed_after(line: bytes, **changes: object) -> bytes:
    record = unseal(line[:-1])
    kept = {key: value for key, value in record.items() if key not in ("prev", "sha256")}
    return seal(kept | changes, record["sha256"])[0]


def test_lines_in_another_order_are_named(lines: list[bytes]) -> None:
    lines[4:6], lines[6:8] = lines[6:8], lines[4:6]
    problems = verify(joined(lines))
    assert problems[0].startswith("line 5 (cell a) does not follow")
    assert "line 7 (cell a) is out of order, or something was inserted before it: it follows line 2" in problems


def cell_of(line: bytes) -> str:
    return str(unseal(line)["cell"])


def next_of_its_cell(lines: list[bytes], at: int, cell: str) -> int | None:
    """The number of the first line of a cell from an index on; None: there is none."""
    return next((number for number, line in enumerate(lines[at:], start=at + 1) if cell_of(line) == cell), None)


def assert_named(lines: list[bytes], number: int | None) -> None:
    problems = verify(joined(lines))
    assert any(problem.startswith(f"line {number} ") for problem in problems), (number, problems)


def test_every_change_of_a_byte_is_found_and_its_line_named(lines: list[bytes]) -> None:
    data = joined(lines[:6])
    assert verify(data) == []
    number = 1
    for at, byte in enumerate(data):
        for other in (byte ^ 1, byte ^ 32) if at % 5 == 0 else (byte ^ 1,):
            problems = verify(data[:at] + bytes([other]) + data[at + 1 :])
            assert any(problem.startswith((f"line {number} ", f"line {number + 1} is torn")) for problem in problems)
        number += byte == 10


def test_every_byte_too_many_or_too_few_is_found_and_its_line_named(lines: list[bytes]) -> None:
    data = joined(lines[:6])
    number = 1
    for at, byte in enumerate(data):
        for changed in (data[:at] + data[at + 1 :], data[:at] + b" " + data[at:], data[:at] + b"\n" + data[at:]):
            problems = verify(changed)
            at_it = f"line {number} ", f"line {number + 1} "  # where it ends, the next may be what is wrong
            assert any(problem.startswith(at_it) for problem in problems), (at, problems)
        number += byte == 10


def test_every_missing_line_is_found_and_named(lines: list[bytes]) -> None:
    sealed = head(joined(lines))
    for at, line in enumerate(lines):
        left = lines[:at] + lines[at + 1 :]
        assert any(problem.startswith("the journal has") for problem in verify(joined(left), sealed))
        after = next_of_its_cell(left, at, cell_of(line))
        if after is not None:
            assert_named(left, after)
        else:  # the end of a chain: the call that it would have ended is named
            assert any(unseal(line)["id"] in problem for problem in verify(joined(left)))


def test_every_line_that_stands_twice_is_found_and_named(lines: list[bytes]) -> None:
    for at, line in enumerate(lines):
        for to in range(at + 1, len(lines) + 1):
            twice = [*lines[:to], line, *lines[to:]]
            assert f"line {to + 1} (cell {cell_of(line)}) repeats line {at + 1}" in verify(joined(twice))


def test_every_line_moved_within_its_cell_is_found_and_named(lines: list[bytes]) -> None:
    for at, line in enumerate(lines):
        rest = lines[:at] + lines[at + 1 :]
        for to in range(len(lines)):
            moved = [*rest[:to], line, *rest[to:]]
            own = [one for one in lines if cell_of(one) == cell_of(line)]
            if [one for one in moved if cell_of(one) == cell_of(line)] == own:
                assert verify(joined(moved)) == []  # another cell's lines in between are no disorder
            else:
                assert_named(moved, to + 1)


def test_every_forged_line_is_found_and_the_line_behind_it_named(lines: list[bytes]) -> None:
    for at, line in enumerate(lines):
        forged = [*lines[: at + 1], _sealed_after(line, id="x"), *lines[at + 1 :]]
        after = next_of_its_cell(forged, at + 2, cell_of(line))
        if after is not None:
            assert_named(forged, after)
        assert any(" x" in problem for problem in verify(joined(forged)))  # it begins or ends what has no other half


def test_every_cut_is_found_against_count_and_head(lines: list[bytes]) -> None:
    data = joined(lines)
    sealed = head(data)
    for size in range(0, len(data), 3):
        assert verify(data[:size], sealed), size


@given(at=st.integers(0, 12_000), length=st.integers(0, 3000), instead=st.binary(max_size=50))
@settings(max_examples=200)
def test_no_edit_passes_unfound(at: int, length: int, instead: bytes) -> None:
    data = sound()
    edited = data[:at] + instead + data[at + length :]
    assert (verify(edited, head(data)) == []) == (edited == data)


def test_a_journal_wrong_in_every_line_has_its_first_problems_named_and_the_rest_counted(tmp_path: Path) -> None:
    path = tmp_path / "j"
    path.write_bytes(b"x\n" * (MOST + 7))
    problems = verify(path)
    assert len(problems) == MOST + 1
    assert problems[-1] == "there are 7 more problems"
    path.write_bytes(
        b"".join(
            seal(
                facts() | {"schema": "cab/call/1", "kind": "intent", "cell": "a", "seq": 1} | {"id": str(number)},
                GENESIS,
            )[0]
            for number in range(MOST + 7)
        )
    )
    assert "there are 7 more calls without a terminal line" in verify(path)


def test_calls_left_open_are_all_told_apart(lines: list[bytes]) -> None:
    twice = [*lines, _sealed_after(lines[0], seq=9), _sealed_after(lines[1], seq=9)]
    assert any("begins call" in problem and "a second time" in problem for problem in verify(joined(twice)))


def test_another_cells_lines_in_between_are_no_disorder(lines: list[bytes]) -> None:
    assert verify(joined([*lines[2:4], *lines[:2], *lines[4:]])) == []


def test_a_cut_tail_shows_against_count_and_head(lines: list[bytes]) -> None:
    a = [line for line in lines if b'"cell":"a"' in line]
    sealed = head(joined(a))
    assert verify(joined(a), sealed) == []
    assert verify(joined(a[:-2])) == []
    assert verify(joined(a[:-2]), sealed)[0].startswith("the journal has 4 lines")


def test_a_torn_end_and_an_open_call_are_named(lines: list[bytes]) -> None:
    problems = verify(joined(lines[:7]) + lines[7][:-9])
    assert problems[0] == "line 8 is torn: it has no end"
    assert problems[1].startswith("call ")
    assert problems[1].endswith("(cell a) has an intent but no terminal line")


def test_wrong_pairs_and_numbers_are_named(lines: list[bytes]) -> None:
    found = "\n".join(
        problem
        for last in (
            _sealed_after(lines[-1]),
            _sealed_after(lines[-1], id="x"),
            _sealed_after(lines[-2], id="x", seq=9),
            _sealed_after(lines[-2]),
            _sealed_after(lines[-1], kind="note"),
        )
        for problem in verify(joined([*lines, last]))
    )
    for words in (
        "a second time",
        "has no intent",
        "is call 9 of its cell where 4 was due",
        "is not as cab/call/1 has it",
    ):
        assert words in found
    begun = [*lines[:-1], _sealed_after(lines[-2], kind="call", seq=7)]
    assert any("under another number" in problem for problem in verify(joined(begun)))
