import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from runner.cell import CellId
from scorers.score_cell import score
from store import bundle
from store.bundle import Bundle, Parts
from store.index import Index, Rebuilt, rebuild
from store.reserve import reserve
from tests import samples

ADD = """
import sys
from pathlib import Path
from store import bundle
from store.index import Index
sys.stdin.readline()
for folder in sys.argv[2:]:
    Index(Path(sys.argv[1])).add(bundle.read(Path(folder)))
"""


def made(runs: Path, identity: CellId = samples.IDENTITY, calls: int = 3, **call: Any) -> Bundle:
    """One more finished cell in `runs`."""
    taken = reserve(runs, identity)
    named = samples.chained(*(samples.call(seq, cell=str(taken), **call) for seq in range(1, calls + 1)))
    evidence = samples.evidence(cell=samples.cell(identity=taken), calls=named)
    parts = Parts(
        evidence=evidence,
        journal=samples.journal(*named),
        spans=samples.spans(),
        cast=samples.CAST,
        diff=samples.DIFF,
        scores=score(evidence),
    )
    return bundle.write(runs / taken.folder, parts)


def content(path: Path) -> dict[str, list[Any]]:
    """Every row of every table, and the schema."""
    database = sqlite3.connect(path)
    try:
        names = ("cells", "axes", "calls")
        rows = {name: database.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in names}
        return rows | {"schema": database.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()}
    finally:
        database.close()


def test_a_cell_is_indexed_with_its_axes_and_its_calls(tmp_path: Path) -> None:
    Index(tmp_path / "cab.db").add(made(tmp_path))
    rows = content(tmp_path / "cab.db")
    assert (len(rows["cells"]), len(rows["axes"]), len(rows["calls"])) == (1, 7, 3)


def test_adding_a_cell_again_changes_nothing(tmp_path: Path) -> None:
    index, cell = Index(tmp_path / "cab.db"), made(tmp_path)
    index.add(cell)
    before = content(index.path)
    index.add(cell)
    assert content(index.path) == before


def test_the_index_made_again_is_the_index_made_step_by_step(tmp_path: Path) -> None:
    index = Index(tmp_path / "cab.db")
    other = CellId.of("pi", "m", "polyglot/python-reverse-string", 1)
    for identity, calls in ((samples.IDENTITY, 3), (other, 0), (samples.IDENTITY, 1)):
        index.add(made(tmp_path, identity, calls))
    before = content(index.path)
    assert rebuild(tmp_path) == Rebuilt(indexed=3, unfinished=(), broken=())
    assert content(index.path) == before
    index.path.unlink()
    rebuild(tmp_path)
    assert content(index.path) == before


def test_cells_that_are_gone_leave_the_index(tmp_path: Path) -> None:
    index, cell = Index(tmp_path / "cab.db"), made(tmp_path)
    index.add(cell)
    shutil.rmtree(cell.folder)
    assert rebuild(tmp_path).indexed == 0
    assert content(index.path)["calls"] == []


def test_unfinished_and_broken_folders_are_told_and_hide_no_other(tmp_path: Path) -> None:
    good, broken = made(tmp_path), made(tmp_path)
    unfinished = tmp_path / reserve(tmp_path, samples.IDENTITY).folder
    (broken.folder / "scores.json").write_text("{}")
    result = rebuild(tmp_path)
    assert (result.indexed, result.unfinished) == (1, (unfinished,))
    assert len(result.broken) == 1
    assert str(broken.folder / "scores.json") in result.broken[0]
    assert content(tmp_path / "cab.db")["cells"][0][0] == good.evidence.cell.cell_id


def test_a_copy_of_a_bundle_under_another_run_is_told(tmp_path: Path) -> None:
    cell = made(tmp_path)
    shutil.copytree(cell.folder, cell.folder.with_name("run2"))
    result = rebuild(tmp_path)
    assert result.indexed == 1
    assert "run2: is cell" in result.broken[0]
    assert "which belongs in" in result.broken[0]


@pytest.mark.parametrize("total", [2**63, 10**30])
def test_a_strangers_figures_that_no_table_can_hold_are_a_value_error(tmp_path: Path, total: int) -> None:
    index = Index(tmp_path / "cab.db")
    index.add(made(tmp_path))
    before = content(index.path)
    calls = (samples.call(1, usage=samples.usage(total=total)),)
    with pytest.raises(ValueError, match="cannot be indexed"):
        index.add(samples.bundle(tmp_path, evidence=samples.evidence(calls=calls)))
    assert content(index.path) == before


def test_two_calls_of_one_number_are_a_value_error_and_change_nothing(tmp_path: Path) -> None:
    index = Index(tmp_path / "cab.db")
    index.add(made(tmp_path))
    before = content(index.path)
    with pytest.raises(ValueError, match="cannot be indexed"):
        index.add(samples.bundle(tmp_path, evidence=samples.evidence(calls=(samples.call(1), samples.call(1)))))
    assert content(index.path) == before


def test_a_bundle_that_cannot_be_indexed_hides_no_other(tmp_path: Path) -> None:
    cell = CellId.of("pi", "m", "polyglot/python-reverse-string", 1)
    made(tmp_path)
    made(tmp_path, cell, usage=samples.usage(total=2**63))
    made(tmp_path)
    result = rebuild(tmp_path)
    assert result.indexed == 2
    assert ["cannot be indexed" in problem for problem in result.broken] == [True]
    assert {row[2] for row in content(tmp_path / "cab.db")["cells"]} == {"aider"}


@pytest.mark.parametrize("junk", [b"not a database" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_index_says_how_to_mend_it_and_is_made_again(tmp_path: Path, junk: bytes) -> None:
    index, cell = Index(tmp_path / "cab.db"), made(tmp_path)
    index.path.write_bytes(junk)
    with pytest.raises(ValueError, match=r"cab\.db: .*; delete it, `cab index` makes it again"):
        index.add(cell)
    assert rebuild(tmp_path).indexed == 1
    assert len(content(index.path)["cells"]) == 1


def test_an_index_that_is_busy_is_not_to_be_deleted(tmp_path: Path) -> None:
    index, cell = Index(tmp_path / "cab.db", wait_s=0.05), made(tmp_path)
    index.add(cell)
    before = content(index.path)
    with index.writing(), pytest.raises(ValueError, match=r"is locked; once that is over, `cab index` adds what is"):
        index.add(cell)
    assert content(index.path) == before


def test_a_database_of_something_else_is_to_be_deleted(tmp_path: Path) -> None:
    index, cell = Index(tmp_path / "cab.db"), made(tmp_path)
    with sqlite3.connect(index.path) as other:
        other.execute("CREATE TABLE cells (name TEXT)")
    other.close()
    with pytest.raises(ValueError, match=r"cab\.db: .*; delete it, `cab index` makes it again"):
        index.add(cell)


def test_an_index_cannot_be_made_where_there_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"cab\.db: unable to open"):
        Index(tmp_path / "none" / "cab.db").add(samples.bundle(tmp_path))


def test_processes_that_add_at_once_queue_up(tmp_path: Path) -> None:
    index = Index(tmp_path / "cab.db")
    cells = [made(tmp_path) for _ in range(6)]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", ADD, str(index.path), *(str(cell.folder) for cell in cells[part::3])],
            stdin=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        for part in range(3)
    ]
    for process in started:
        assert process.stdin
        process.stdin.write(b"go\n")
        process.stdin.close()
    assert [process.wait(timeout=60) for process in started] == [0, 0, 0]
    together = content(index.path)
    rebuild(tmp_path)
    assert content(index.path) == together
    assert len(together["cells"]) == 6
