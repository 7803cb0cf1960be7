"""Reserve: a run number of one's own, and the folder that goes with it."""

import os
import re
from pathlib import Path

from runner.cell import CellId
from store.atomic import sync_folder

NUMBERED = re.compile(r"run([1-9][0-9]{0,8})")


def reserve(runs: Path, identity: CellId, run: int | None = None) -> CellId:
    """`identity` with the next free run number, or with `run`, its folder made below `runs`.

    Making the folder is what takes the number, so no two processes get the same. FileExistsError when `run` is taken;
    another OSError when the folder cannot be made; both say what to do.
    """
    attempts = (runs / identity.folder).parent
    _make_parents(attempts)
    if run is None:
        run = _last(attempts) + 1
        while not _make(attempts / f"run{run}"):
            run += 1
    elif not _make(attempts / f"run{run}"):
        raise FileExistsError(f"{attempts / f'run{run}'} exists; leave the run number out to take the next free one")
    sync_folder(attempts)
    return identity.model_copy(update={"run": run})


def _make_parents(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise _unusable(folder, problem) from problem


def _make(folder: Path) -> bool:
    try:
        folder.mkdir()
    except FileExistsError:
        return False
    except OSError as problem:
        raise _unusable(folder, problem) from problem
    return True


def _unusable(folder: Path, problem: OSError) -> OSError:
    """The same kind of error, with the mend."""
    return type(problem)(f"{folder} cannot be made: {problem.strerror}; choose another folder for the results")


def _last(attempts: Path) -> int:
    return max((int(match[1]) for name in os.listdir(attempts) if (match := NUMBERED.fullmatch(name))), default=0)
