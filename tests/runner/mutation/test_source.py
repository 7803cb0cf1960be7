"""Edits are spliced by the offsets of the source before."""

import pytest

from runner.mutation.source import Edit, applied


def test_edits_in_any_order_count_by_the_source_before_them() -> None:
    assert applied(b"one two", [Edit(4, 7, b"2"), Edit(0, 3, b"first"), Edit(3, 3, b",")]) == b"first, 2"


@pytest.mark.parametrize("edits", [[Edit(0, 3, b""), Edit(2, 4, b"")], [Edit(3, 2, b"")], [Edit(5, 9, b"")]])
def test_edits_that_overlap_or_leave_the_source_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlaps"):
        applied(b"one two", edits)
