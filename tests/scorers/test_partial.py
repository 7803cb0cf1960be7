"""A partial score is of parts that show something was done, and is never a guess."""

import pytest

from runner.evidence import Part
from scorers import pass_rate
from scorers.partial import partial
from scorers.score import Score
from scorers.score_cell import score
from tests import samples

LEX, PARSE, PRINT = (samples.part(name, passed=name != "print") for name in ("lex", "parse", "print"))
FREE = samples.part("free", passed=True, counts=False)


@pytest.mark.parametrize(
    ("parts", "share"),
    [
        ((LEX, PARSE, PRINT), 2 / 3),
        ((LEX, FREE, PRINT), 1 / 2),
        ((FREE, PRINT), 0.0),
        ((samples.part("lex", counts=None), samples.part("parse", counts=None)), 0.0),
    ],
)
def test_it_is_the_share_of_the_parts_that_count(parts: tuple[Part, ...], share: float) -> None:
    assert partial(samples.failed_grade(parts=parts)) == (share, None)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ((), "not graded in parts"),
        ((FREE, FREE), "every part is got right by the untouched workspace"),
        ((LEX, PARSE), "every part that counts was got right, but not the task: 4 of 4 cases failed"),
        ((LEX, samples.part("free", counts=False)), "every part that counts was got right, but not the task"),
    ],
)
def test_where_there_is_none_it_says_why(parts: tuple[Part, ...], reason: str) -> None:
    share, why = partial(samples.failed_grade(parts=parts))
    assert share is None
    assert reason in (why or "")
    assert partial(None) == (None, "there is no verdict")


def test_a_task_that_was_passed_was_done_in_full() -> None:
    assert partial(samples.grade(parts=(LEX, PARSE))) == (1.0, None)


def test_the_composite_of_1_0_takes_it_and_that_of_0_1_does_not() -> None:
    evidence = samples.evidence(grade=samples.failed_grade(parts=(LEX, PARSE, PRINT)))
    assert pass_rate.score(evidence).detail["partial_score"] == 2 / 3
    new, old = (score(evidence, methodology).axes[-1] for methodology in ("1.0", "0.1"))
    assert isinstance(new, Score)
    assert isinstance(old, Score)
    assert new.detail["components"]["clean_pass"] == 2 / 3
    parts = new.detail["components"]
    rest = 0.15 * parts["cost_efficiency"] + 0.15 * parts["latency_efficiency"] + 0.1 * parts["clean_blast"]
    assert new.value == pytest.approx(2 / 3 * rest / 0.8)
    whole = score(samples.evidence(grade=samples.failed_grade()), "0.1").axes[-1]
    assert isinstance(whole, Score)
    assert old.value == whole.value


def test_a_violation_leaves_nothing_of_a_part() -> None:
    grade = samples.failed_grade(parts=(LEX, PRINT), violations=(samples.violation(),))
    last = score(samples.evidence(grade=grade)).axes[-1]
    assert isinstance(last, Score)
    assert last.value == 0
