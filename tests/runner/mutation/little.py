"""A little project with tests of its own, to be mutated."""

from pathlib import Path

FILES = {
    "pyproject.toml": '[project]\nname = "Little Fares"\nversion = "1.2"\nlicense = "MIT"\n',
    "LICENSE": "Permission is hereby granted, free of charge, to any person\n",
    "fares/__init__.py": "",
    "fares/zones.py": '''"""What a journey costs."""


def _longer(stops: list[int]) -> int:
    far = 0
    for stop in stops:
        if stop > far:
            far = stop
    return far


def fare(stops: list[int], child: bool = False) -> int:
    """Cents for a journey."""
    far = _longer(stops)
    if far < 10:
        cents = 210
    elif far < 25:
        cents = 340
    else:
        cents = 340 + 9 * (far - 25)
    return cents // 2 if child else cents


def label(name: str, zone: int) -> str:
    """What is printed on a ticket."""
    short = name.strip().upper()
    if len(short) > 8:
        short = short[:7] + "."
    return short + "/" + str(zone)


def unused(text: str) -> str:
    """Tested by nothing."""
    return text[1:] + text[:1]
''',
    "tests/__init__.py": "",
    "tests/test_fare.py": """import unittest

from fares.zones import fare


class TestFare(unittest.TestCase):
    def test_short(self):
        self.assertEqual(fare([3, 9, 4]), 210)

    def test_long(self):
        self.assertEqual(fare([10]), 340)
        self.assertEqual(fare([30, 2]), 385)

    def test_a_border(self):
        self.assertEqual(fare([24]), 340)
        self.assertEqual(fare([25]), 340)

    def test_half(self):
        self.assertEqual(fare([26], True), 174)
        self.assertEqual(fare([], True), 105)

    def test_order(self):
        self.assertEqual(fare([40, 2, 7]), fare([2, 7, 40]))
""",
    "tests/test_label.py": """import unittest

from fares.zones import label


class TestLabel(unittest.TestCase):
    def test_short(self):
        self.assertEqual(label(" Hill ", 2), "HILL/2")

    def test_long(self):
        self.assertEqual(label("Harbour side", 11), "HARBOUR./11")

    def test_eight(self):
        self.assertEqual(label("Old Mill", 1), "OLD MILL/1")

    def test_none(self):
        self.assertEqual(label("", 0), "/0")
""",
    "__pycache__/left.pyc": "left",
    "build/lib/fares/zones.py": "left",
}


def little(folder: Path, changed: dict[str, str] | None = None) -> Path:
    """The project in `folder`, with the texts of some files changed."""
    return laid(folder, FILES | (changed or {}))


def laid(folder: Path, files: dict[str, str]) -> Path:
    """A project of these files in `folder`."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
