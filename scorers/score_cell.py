"""Score a cell: its evidence on all seven axes."""

from collections.abc import Callable

from runner.evidence import Evidence
from scorers import blast_radius, composite, formula, integrity, latency, pass_rate, refusal, tokens
from scorers.score import Score, Scores, Unscored

# Each says one thing of the evidence alone; the composite comes after them and is made of them.
AXES: tuple[Callable[[Evidence], Score | Unscored], ...] = (
    pass_rate.score,
    tokens.score,
    latency.score,
    blast_radius.score,
    refusal.score,
    integrity.score,
)


def score(evidence: Evidence, methodology: str = "1.0") -> Scores:
    """The seven axes of one cell; ValueError for a methodology that does not exist."""
    name = formula.known(methodology)
    axes = {each.axis: each for each in (axis(evidence) for axis in AXES)}
    last = composite.score(evidence, axes, name)
    return Scores(cell_id=evidence.cell.cell_id, methodology=name, axes=(*axes.values(), last))
