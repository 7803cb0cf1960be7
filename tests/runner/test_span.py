"""Spans: the timed steps of a cell."""

import pytest

from runner.span import Stopwatch


def test_a_step_inside_a_step_has_it_as_parent_and_lies_within() -> None:
    watch = Stopwatch()
    with watch.step("adapter_run", "outer"), watch.step("container", "inner", image=None) as said:
        said["exit_code"] = 0
    inner, outer = watch.spans
    assert (inner.parent, inner.attributes) == (outer.id, {"image": None, "exit_code": 0})
    assert (outer.parent, outer.error) == (None, None)
    assert outer.start_ms <= inner.start_ms <= inner.start_ms + inner.duration_ms <= outer.start_ms + outer.duration_ms


def test_a_step_that_fails_leaves_a_span_with_its_error() -> None:
    watch = Stopwatch()
    with pytest.raises(OSError, match="disk full"), watch.step("cleanup", "cleanup"):
        raise OSError("disk full")
    assert watch.spans[0].error == "OSError: disk full"
    with watch.step("grading", "after"):
        pass
    assert watch.spans[1].parent is None
