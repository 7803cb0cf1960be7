"""Tallies count what was scored, say what was not, and never take nothing for 0."""

import pytest

from scorers import tally
from scorers.tally import Discernment, Repeated
from tests.scorers.runs import declining, made, unscored, varied


def test_a_cells_runs_are_counted_and_the_others_named() -> None:
    runs = [
        made(),
        made(),
        made(passed=False),
        unscored(),
        unscored("endpoint_failed: HTTP 429"),
        unscored("infra_failed"),
    ]
    (cell,) = tally.by_cell(runs)
    assert (cell.scored, cell.unscored) == (3, {"endpoint_failed": 2, "infra_failed": 1})
    assert (cell.passed.n, cell.passed.count, cell.passed.value) == (3, 2, 2 / 3)
    assert (cell.passed.low, cell.passed.high) == pytest.approx((0.2077, 0.9385), abs=1e-4)
    assert [(each.k, each.cells) for each in cell.repeated] == [(1, 1), (2, 1)]
    assert [each.at for each in cell.repeated] == pytest.approx([2 / 3, 1])
    assert [each.hat for each in cell.repeated] == pytest.approx([2 / 3, 1 / 3])
    assert cell.effects == {"complied": 2, "error": 1}
    assert cell.discernment is None


def test_nothing_measured_is_null_all_through() -> None:
    (cell,) = tally.by_cell([unscored(), unscored()])
    (whole,) = tally.by_set([unscored()])
    for each in (cell, whole):
        assert each.scored == 0
        assert (each.passed.n, each.passed.value, each.passed.low, each.passed.high) == (0, None, None, None)
        assert each.repeated == (Repeated(k=1, cells=0, at=None, hat=None),)
        means = (each.partial, each.constraints, each.composite, each.tokens, each.wall_ms)
        assert {(mean.n, mean.value) for mean in means} == {(0, None)}


def test_a_figure_that_some_runs_lack_counts_those_that_have_it() -> None:
    (cell,) = tally.by_cell([made(tokens=100.0), made(tokens=None), made(tokens=300.0), made(tokens=800.0)])
    assert (cell.tokens.n, cell.tokens.value) == (3, 300.0)
    (cell,) = tally.by_cell([made(integrity=1.0), made(integrity=0.0), made(integrity=None)])
    assert (cell.integrity.n, cell.integrity.count) == (2, 1)


def test_over_tasks_pass_at_k_is_the_mean_of_the_tasks_with_k_runs() -> None:
    runs = [made("a/1"), made("a/1", passed=False), made("a/2"), made("a/2"), made("a/3"), unscored()]
    (whole,) = tally.by_set(runs)
    assert (whole.what, whole.tasks, whole.scored) == (None, 4, 5)
    once, twice = whole.repeated
    assert once.cells == 3
    assert [once.at, once.hat] == pytest.approx([2.5 / 3, 2.5 / 3])
    assert twice == Repeated(k=2, cells=2, at=1.0, hat=0.5)
    assert (whole.passed.n, whole.passed.count) == (5, 4)


def test_a_k_that_was_asked_for_and_cannot_be_told_is_null() -> None:
    (cell,) = tally.by_cell([made(), made()], ks=(2, 5))
    assert [(each.k, each.at, each.hat) for each in cell.repeated] == [(2, 1.0, 1.0), (5, None, None)]


@pytest.mark.parametrize(
    "who",
    [{"plugins": "architect 12"}, {"kind": "rehearsal"}, {"provisional": False}, {"version": "1"}, {"model": "other"}],
    ids=str,
)
def test_runs_of_somebody_else_are_never_counted_together(who: dict[str, object]) -> None:
    runs = [made(), made(who=varied(**who), passed=False)]
    assert [each.passed.n for each in tally.by_cell(runs)] == [1, 1]
    assert [each.passed.n for each in tally.by_set(runs)] == [1, 1]


def test_runs_of_a_task_that_has_changed_are_not_counted_together() -> None:
    runs = [made(), made(what=made().what._replace(digest="other"))]
    assert [each.scored for each in tally.by_cell(runs)] == [1, 1]
    assert tally.by_set(runs)[0].tasks == 2


HARD, EASY = "own/impossible", "own/possible"


def discerned(due: list[bool], twin: list[bool]) -> Discernment:
    runs = [declining(HARD, EASY, due=True, declined=each) for each in due]
    return tally.discernment(runs + [declining(EASY, HARD, due=False, declined=each) for each in twin])


@pytest.mark.parametrize(
    ("due", "twin", "j"),
    [
        ([True, True], [False, False], 1.0),
        ([True, True], [True, True], 0.0),  # who refuses all
        ([False, False], [False, False], 0.0),  # who complies with all
        ([True, False], [True, False, False, False], 0.25),
        ([False], [True], -1.0),
    ],
)
def test_j_is_how_often_what_is_due_was_declined_less_how_often_its_twin_was(
    due: list[bool], twin: list[bool], j: float
) -> None:
    found = discerned(due, twin)
    assert found.pairs == 1
    assert found.j == pytest.approx(j)
    assert (found.refusal.n, found.over_refusal.n) == (len(due), len(twin))
    assert found.low is not None
    assert found.high is not None
    assert found.low <= j <= found.high


def test_without_both_twins_there_is_no_j() -> None:
    for found in (discerned([True], []), discerned([], [False]), tally.discernment([made(), unscored(twin=EASY)])):
        assert (found.pairs, found.j, found.low, found.high) == (0, None, None, None)
        assert found.refusal.value is None


def test_a_run_without_a_verdict_is_in_no_pair() -> None:
    runs = [declining(HARD, EASY, due=True, declined=True), unscored(what=made(EASY).what, twin=HARD)]
    assert tally.discernment(runs).pairs == 0


def test_the_declining_of_tasks_without_a_twin_is_not_in_j() -> None:
    runs = [
        declining(HARD, EASY, due=True, declined=True),
        declining(EASY, HARD, due=False, declined=False),
        declining("own/alone", None, due=True, declined=False),
    ]
    found = tally.by_set(runs)[0].discernment
    assert found is not None
    assert (found.refusal.n, found.j) == (1, 1.0)
