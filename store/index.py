"""Index: the bundles of a runs folder as SQLite tables, which can be made again from them at any time."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from store import bundle, rows
from store.bundle import Bundle
from store.schema import migrations

NAME = "cab.db"

TABLES = ("calls", "axes", "cells")

DAMAGED = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)

# What the machine or another process did, with nothing wrong in the file.
SOUND = (
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM,
)  # fmt: skip


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild found; each problem of a broken bundle is a sentence that names its folder."""

    indexed: int
    unfinished: tuple[Path, ...]
    broken: tuple[str, ...]


@dataclass(frozen=True)
class Index:
    """The database at `path`, made when it is not there; open only while it is used."""

    path: Path
    wait_s: float = 60.0  # there is one writer at a time; the others queue this long

    def add(self, added: Bundle) -> None:
        """Indexes a bundle, in place of what was known of its cell."""
        with self.writing() as db:
            _insert(db, added)

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """The tables, for one transaction of the one writer; ValueError when the file is no index."""
        db = Database(_connected(self.path, self.wait_s), execute_plugins=False)
        try:
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("BEGIN IMMEDIATE")
            migrations.apply(db)
            yield db
            db.execute("COMMIT")
        except sqlite3.DatabaseError as problem:
            raise ValueError(f"{self.path}: {problem}; {_mend(problem)}") from problem
        finally:
            db.close()


def rebuild(runs: Path) -> Rebuilt:
    """Makes runs/cab.db again from the bundles below `runs`; a damaged one is thrown away first."""
    index = Index(runs / NAME)
    _discard_damaged(index)
    indexed, unfinished, broken = 0, [], []
    with index.writing() as db:
        for table in TABLES:
            db.table(table).delete_where()
        for folder in sorted(runs.glob("*/*/*/*/*/run*")):
            if not bundle.sealed(folder):
                unfinished.append(folder)
                continue
            try:
                _insert(db, _at_home(bundle.read(folder), runs))
                indexed += 1
            except ValueError as problem:
                broken.append(str(problem))
    return Rebuilt(indexed, tuple(unfinished), tuple(broken))


def _insert(db: Database, added: Bundle) -> None:
    cell = added.evidence.cell.cell_id
    try:
        with db.atomic():
            for table in TABLES:
                db.table(table).delete_where("cell_id = ?", [cell])
            db.table("cells").insert(rows.cell(added))
            db.table("axes").insert_all(rows.axes(added))
            db.table("calls").insert_all(rows.calls(added))
    except (sqlite3.IntegrityError, OverflowError) as problem:
        raise ValueError(f"{added.folder}: cannot be indexed: {problem}") from problem


def _at_home(found: Bundle, runs: Path) -> Bundle:
    home = runs / found.evidence.cell.identity.folder
    if found.folder != home:
        raise ValueError(f"{found.folder}: is cell {found.evidence.cell.cell_id}, which belongs in {home}")
    return found


def _discard_damaged(index: Index) -> None:
    path = index.path
    if not path.exists():
        return
    connection = _connected(path, index.wait_s)
    try:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as problem:
        if problem.sqlite_errorcode not in DAMAGED:
            raise ValueError(f"{path}: {problem}") from problem
        found = str(problem)
    finally:
        connection.close()
    if found != "ok":
        path.unlink()


def _mend(problem: sqlite3.DatabaseError) -> str:
    # The low byte is the kind of error; an error of the driver itself has none.
    if getattr(problem, "sqlite_errorcode", 0) & 0xFF in SOUND:
        return "once that is over, `cab index` adds what is missing"
    return "delete it, `cab index` makes it again"


def _connected(path: Path, wait_s: float) -> sqlite3.Connection:
    try:
        return sqlite3.connect(path, timeout=wait_s)
    except sqlite3.OperationalError as problem:
        raise FileNotFoundError(f"{path}: {problem}; is its folder there, and can it be written to?") from problem
