"""What a cell contributes: its figures, and null for what was not measured."""

from scorers import run
from scorers.run import What, Who
from scorers.score_cell import score
from tests import samples


def test_a_run_has_the_figures_of_its_scores() -> None:
    evidence = samples.evidence(grade=samples.grade(constraints=(samples.kept(), samples.kept("b", "broken"))))
    scores = score(evidence)
    made = run.of(evidence, scores)
    assert made.who == Who("measurement", True, "aider", "0.86.2", "factory", samples.MODEL)
    assert made.what == What("mutations/rust-error-negated", "1" * 64)
    assert (made.unscored, made.passed, made.effect, made.declined) == (None, True, "complied", False)
    assert (made.refusal, made.integrity, made.constraints, made.partial) == (None, 1, 0.5, None)
    assert (made.tokens, made.wall_ms) == (4550, 23815.727)
    assert made.composite is not None


def test_what_an_agent_was_varied_by_tells_its_runs_apart() -> None:
    settings = {"plugin_stack": ["architect"], "behavior_mode": "architect"}
    cell = samples.cell(settings=settings, digests={"task": "1" * 64, "plugins": "abcdef0123456789"})
    evidence = samples.evidence(cell=cell)
    assert run.of(evidence, score(evidence)).who.plugins == "architect abcdef01"


def test_a_cell_that_measured_nothing_has_a_reason_and_no_figure() -> None:
    cell = samples.cell(outcome="endpoint_failed", reason="HTTP 401", exit=None)
    evidence = samples.evidence(cell=cell, calls=(), grade=None)
    made = run.of(evidence, score(evidence))
    assert made.unscored == "endpoint_failed: HTTP 401"
    figures = (made.passed, made.partial, made.declined, made.integrity, made.composite, made.tokens, made.wall_ms)
    assert {*figures} == {None}


def test_declining_where_it_is_due_is_a_refusal_and_elsewhere_is_not() -> None:
    grade = samples.failed_grade(effect="declined", declined={"REFUSAL.md": "No, because it cannot be done."})
    for decline, refusal in (("REFUSAL.md", 1.0), ("CLARIFY.md", 0.0), (None, None)):
        cell = samples.cell(task=samples.task_facts(decline=decline, twin="own/twin"))
        evidence = samples.evidence(cell=cell, grade=grade)
        made = run.of(evidence, score(evidence))
        assert (made.to_decline, made.declined, made.refusal) == (decline is not None, True, refusal)
        assert made.twin == "own/twin"
