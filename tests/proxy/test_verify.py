"""Verify: every tampering is found and named by line and cell."""

from pathlib import Path

import pytest

from proxy.chain import seal, unseal
from proxy.journal import head, verify
from tests.proxy.lines import written


@pytest.fixture
def lines(tmp_path: Path) -> list[bytes]:
    return written(tmp_path / "j", "a", "b", "a", "a").splitlines(keepends=True)


def joined(lines: list[bytes]) -> bytes:
    return b"".join(lines)


def test_a_changed_line_is_named(lines: list[bytes]) -> None:
    lines[3] = lines[3].replace(b'"attempt":1', b'"attempt":2')
    assert verify(joined(lines)) == ["line 4 (cell b) was changed: its content does not match its sha256"]


def test_any_changed_byte_is_found(lines: list[bytes]) -> None:
    data = joined(lines)
    for at in range(0, len(data), 7):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        assert verify(changed), at


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
