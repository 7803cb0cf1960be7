import unittest

from roster.cover import report, rests
from roster.moment import parse, spell
from roster.shift import read


class Roster(unittest.TestCase):
    def test_kathmandu(self):
        self.assertEqual(spell(parse("2026-03-01T08:00+05:45"), 0), "2026-03-01T02:15Z")

    def test_new_york(self):
        self.assertEqual(spell(parse("2026-03-01T20:00-05:00"), 0), "2026-03-02T01:00Z")

    def test_greenwich_seen_from_st_johns(self):
        self.assertEqual(spell(parse("2026-03-01T11:30Z"), -210), "2026-03-01T08:00-03:30")

    def test_a_day_that_is_covered(self):
        shifts = [
            read("Bina 2026-03-01T05:45+05:45 8:00"),
            read("Carl 2026-03-01T08:00Z 3:30"),
            read("Dawn 2026-03-01T08:00-03:30 12:30"),
        ]
        self.assertEqual(report(shifts, "2026-03-01T00:00Z", "2026-03-02T00:00Z", 0), ["covered"])

    def test_too_little_rest(self):
        shifts = [read("Ann 2026-03-01T08:00-05:00 9:00"), read("Ann 2026-03-02T02:00-05:00 9:00")]
        self.assertEqual(rests(shifts, 660), [("Ann", 540)])


if __name__ == "__main__":
    unittest.main()
