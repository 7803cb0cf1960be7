import unittest
from pathlib import Path

from grid import render
from tests.tables import TABLES

GOLDEN = Path(__file__).parent / "golden"


class Grid(unittest.TestCase):
    def test_golden(self):
        for name, (head, rows) in TABLES.items():
            with self.subTest(name):
                self.assertEqual(render(head, rows), (GOLDEN / f"{name}.txt").read_text(encoding="utf-8"))

    def test_fields_are_missing(self):
        with self.assertRaises(ValueError):
            render(["a", "b"], [["1"]])


if __name__ == "__main__":
    unittest.main()
