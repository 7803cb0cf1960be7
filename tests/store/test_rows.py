import json
from pathlib import Path

from scorers.score_cell import score
from store import rows
from tests import samples


def test_a_cells_row_says_what_one_would_sort_and_count_by(tmp_path: Path) -> None:
    row = rows.cell(samples.bundle(tmp_path))
    assert row["cell_id"] == str(samples.IDENTITY)
    assert (row["tui"], row["model"], row["category"], row["task"], row["run"]) == (
        "aider",
        samples.MODEL,
        "mutations",
        "rust-error-negated",
        1,
    )
    assert (row["outcome"], row["measured"]) == ("completed", 1)
    assert (row["calls"], row["total_tokens"]) == (3, 4550)
    assert 0.9 < row["composite"] < 1


def test_what_was_not_measured_is_null_not_0(tmp_path: Path) -> None:
    evidence = samples.evidence(
        cell=samples.cell(outcome="endpoint_failed", reason="HTTP 401", exit=None),
        calls=(samples.failed_call(1, 401, end="complete"),),
        grade=None,
    )
    bundle = samples.bundle(tmp_path, evidence=evidence, scores=score(evidence))
    row = rows.cell(bundle)
    assert [row[name] for name in ("exit_code", "wall_ms", "total_tokens", "composite")] == [None] * 4
    assert (row["calls"], row["measured"]) == (1, 0)
    assert [(axis["value"], axis["reason"]) for axis in rows.axes(bundle)] == [(None, "endpoint_failed: HTTP 401")] * 7
    (call,) = rows.calls(bundle)
    assert [call[name] for name in ("input", "output", "total", "cost_usd")] == [None] * 4
    assert call["status"] == 401


def test_an_axis_row_holds_its_detail_as_json(tmp_path: Path) -> None:
    by_axis = {row["axis"]: row for row in rows.axes(samples.bundle(tmp_path))}
    assert len(by_axis) == 7
    assert json.loads(by_axis["tokens"]["detail"])["prompt_tokens"] == 4130
    assert by_axis["refusal"]["value"] is None
