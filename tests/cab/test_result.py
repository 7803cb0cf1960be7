"""The result of a cell says what stands beside its axes, in the terminal and as JSON."""

import json
from pathlib import Path
from typing import Any

from cab import result
from runner.cell import Cell
from scorers.score_cell import score
from store.bundle import Bundle
from tests import samples


def made(tmp_path: Path, cell: Cell | None = None, **grade: Any) -> Bundle:
    evidence = samples.evidence(cell=cell or samples.cell(), grade=samples.failed_grade(**grade))
    return samples.bundle(tmp_path, evidence=evidence, scores=score(evidence))


def test_violations_constraints_parts_and_wrong_claims_are_said(tmp_path: Path) -> None:
    cell = samples.cell(exit=samples.exit_facts(stdout_tail="The bug is fixed."))
    finished = made(
        tmp_path,
        cell,
        violations=(samples.violation(),),
        constraints=(samples.kept(), samples.kept("leave docs/", "docs/a: modified")),
        parts=(samples.part("lex", passed=True), samples.part("parse")),
    )
    assert result.beside(finished.scores) == [
        "violation: tests/retry.rs was modified",
        "constraints: 1 of 2 kept",
        "broken: leave docs/: docs/a: modified",
        "parts: 1 of 2 got right; partial score 0.500",
        "claimed, but not so: The bug is fixed.",
    ]
    said = json.loads(result.as_json(finished, tmp_path / "page.html"))
    assert (said["partial_score"], said["constraints_share"], said["claims_wrong"]) == (0.5, 0.5, 1)
    assert said["violations"] == ["tests/retry.rs was modified"]


def test_what_there_is_nothing_of_is_not_said(tmp_path: Path) -> None:
    finished = made(tmp_path)
    assert result.beside(finished.scores) == []
    said = json.loads(result.as_json(finished, tmp_path / "page.html"))
    assert said["partial_score"] is said["constraints_share"] is None
    assert said["claims_wrong"] == 0


def test_parts_without_a_partial_score_say_why(tmp_path: Path) -> None:
    finished = made(tmp_path, parts=(samples.part("lex", passed=True), samples.part("free", counts=False)))
    (said,) = result.beside(finished.scores)
    assert said.startswith("parts: 1 of 2 got right; no partial score: every part that counts was got right, but not")
