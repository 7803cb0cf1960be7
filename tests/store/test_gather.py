"""Runs are gathered from any part of a runs folder, the broken and the unfinished named."""

from pathlib import Path

import pytest

from store.gather import gather
from store.reserve import reserve
from tests import samples
from tests.store.test_index import made


@pytest.mark.parametrize("part", ["", "local", "local/aider", f"{samples.IDENTITY.folder.parent}"])
def test_every_run_below_a_folder_is_read_and_scored(part: str, tmp_path: Path) -> None:
    for _ in range(2):
        made(tmp_path)
    found = gather(tmp_path / part)
    assert [run.cell_id.rpartition("#")[2] for run in found.runs] == ["run1", "run2"]
    assert [run.passed for run in found.runs] == [True, True]
    assert (found.unfinished, found.broken) == ((), ())


def test_the_methodology_asked_for_is_the_one_of_the_composite(tmp_path: Path) -> None:
    made(tmp_path)
    new, old = (gather(tmp_path, methodology).runs[0].composite for methodology in ("1.0", "0.1"))
    assert new != old


def test_what_is_unfinished_or_broken_is_named_and_not_counted(tmp_path: Path) -> None:
    kept, broken = made(tmp_path), made(tmp_path)
    taken = reserve(tmp_path, samples.IDENTITY)
    (broken.folder / "grader.json").write_text("{}")
    found = gather(tmp_path)
    assert [run.cell_id for run in found.runs] == [kept.evidence.cell.cell_id]
    assert found.unfinished == (tmp_path / taken.folder,)
    assert len(found.broken) == 1
    assert "run2/grader.json: changed" in found.broken[0]
