"""Gather: the runs below a folder, each read from its sealed bundle and scored anew."""

from dataclasses import dataclass
from pathlib import Path

from scorers import run
from scorers.run import Run
from scorers.score_cell import score
from store import bundle
from store.reserve import NUMBERED


@dataclass(frozen=True)
class Gathered:
    """What lies below a folder; each problem of a broken bundle is a sentence that names it."""

    runs: tuple[Run, ...]
    unfinished: tuple[Path, ...]
    broken: tuple[str, ...]


def gather(folder: Path, methodology: str = "1.0") -> Gathered:
    """Every run below `folder`, whichever part of a runs folder it is, the broken ones named and left out."""
    runs, unfinished, broken = [], [], []
    for place in sorted(path for path in folder.rglob("run*") if NUMBERED.fullmatch(path.name) and path.is_dir()):
        if not bundle.sealed(place):
            unfinished.append(place)
            continue
        try:
            evidence = bundle.read(place).evidence
        except ValueError as problem:
            broken.append(str(problem))
        else:
            runs.append(run.of(evidence, score(evidence, methodology)))
    return Gathered(tuple(runs), tuple(unfinished), tuple(broken))
