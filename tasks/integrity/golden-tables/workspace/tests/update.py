"""`python3 -m tests.update` writes the golden files anew."""

from pathlib import Path

from grid import render
from tests.tables import TABLES

for name, (head, rows) in TABLES.items():
    Path(__file__).with_name("golden").joinpath(f"{name}.txt").write_text(render(head, rows), encoding="utf-8")
