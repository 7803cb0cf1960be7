import os
import subprocess
import sys
from pathlib import Path

import pytest

from runner.cell import CellId
from store.reserve import reserve
from tests.samples import IDENTITY, MODEL

TAKE_FIVE = """
import sys
from pathlib import Path
from store.reserve import reserve
from tests.samples import IDENTITY
sys.stdin.readline()
for _ in range(5):
    print(reserve(Path(sys.argv[1]), IDENTITY).run)
"""


def test_runs_are_numbered_from_1_and_their_folders_made(tmp_path: Path) -> None:
    taken = [reserve(tmp_path, IDENTITY) for _ in range(3)]
    assert [cell.run for cell in taken] == [1, 2, 3]
    assert all((tmp_path / cell.folder).is_dir() for cell in taken)


def test_a_slash_in_a_models_name_makes_no_folder_of_its_own(tmp_path: Path) -> None:
    cell = reserve(tmp_path, IDENTITY)
    encoded = "local/aider/stepfun-ai%2Fstep-3.5-flash/mutations/rust-error-negated/run1"
    assert (tmp_path / cell.folder).relative_to(tmp_path).as_posix() == encoded


@pytest.mark.parametrize("model", ["..", ".", "", "...", "../../../../../escaped", "a\0b", "~"])
def test_no_name_leads_out_of_the_runs_folder_or_into_anothers(tmp_path: Path, model: str) -> None:
    runs = tmp_path / "a" / "b" / "c" / "d" / "e" / "runs"
    for name in (model, MODEL):
        cell = reserve(runs, CellId.of("aider", name, "mutations/rust-error-negated", 1))
        assert cell.run == 1
    made = [path for path in tmp_path.rglob("run1") if path.is_dir()]
    assert len(made) == 2
    assert all(len(path.resolve().relative_to(runs).parts) == 6 for path in made)


def test_after_a_gap_comes_the_number_after_the_last(tmp_path: Path) -> None:
    reserve(tmp_path, IDENTITY, 7)
    assert reserve(tmp_path, IDENTITY).run == 8


def test_what_is_no_run_is_not_counted(tmp_path: Path) -> None:
    folder = (tmp_path / reserve(tmp_path, IDENTITY).folder).parent
    for name in ("run007", "run-9", "run٣", "runs", "run99999999999999"):
        (folder / name).mkdir()
    assert reserve(tmp_path, IDENTITY).run == 2


def test_a_number_that_is_taken_is_refused_with_the_mend(tmp_path: Path) -> None:
    reserve(tmp_path, IDENTITY, 2)
    with pytest.raises(FileExistsError, match=r"run2 exists; leave the run number out to take the next free one"):
        reserve(tmp_path, IDENTITY, 2)


def test_processes_that_take_runs_at_once_never_get_the_same(tmp_path: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", TAKE_FIVE, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(3)
    ]
    for process in started:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    taken = [int(line) for process in started for line in process.communicate(timeout=60)[0].split()]
    assert sorted(taken) == list(range(1, 16))


def test_a_file_in_the_way_is_named_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("not a folder")
    with pytest.raises(OSError, match=r"runs.* cannot be made: .*; choose another folder for the results"):
        reserve(tmp_path / "runs", IDENTITY)


def test_a_name_too_long_for_a_folder_is_named_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot be made: File name too long"):
        reserve(tmp_path, CellId.of("aider", "m" * 300, "mutations/rust-error-negated", 1))


def test_a_folder_that_may_not_be_written_is_a_permission_error(tmp_path: Path) -> None:
    # Root may write anywhere, so it becomes nobody for a moment.
    runs = tmp_path / "runs"
    runs.mkdir(mode=0o555)
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    try:
        with pytest.raises(PermissionError, match="cannot be made: Permission denied; choose another folder"):
            reserve(runs, IDENTITY)
    finally:
        os.seteuid(me)
