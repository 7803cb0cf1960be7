import unittest

from seats.council import council, size
from seats.divide import TieError, divide
from seats.votes import parse


class Seats(unittest.TestCase):
    def test_by_one_three_five(self):
        self.assertEqual(divide({"Meadow": 416, "River": 338, "Hill": 246}, 7), {"Meadow": 3, "River": 2, "Hill": 2})

    def test_too_few_votes(self):
        self.assertEqual(divide({"Meadow": 5204, "River": 3380, "Hill": 1291, "Forest": 281}, 13)["Forest"], 0)

    def test_more_than_half(self):
        self.assertEqual(divide({"Meadow": 501, "River": 250, "Hill": 249}, 4), {"Meadow": 3, "River": 1, "Hill": 1})

    def test_the_lot(self):
        with self.assertRaises(TieError):
            divide({"Meadow": 100, "River": 100}, 7)

    def test_a_council(self):
        self.assertEqual(council(900, "Meadow: 10\nRiver: 5\n"), {"Meadow": 5, "River": 2})

    def test_sizes(self):
        self.assertEqual([size(each) for each in (0, 1000, 1001, 2001, 99999)], [7, 7, 9, 11, 41])

    def test_votes(self):
        self.assertEqual(parse("A: 1\n\nB: 2\nA: 3\n"), {"A": 4, "B": 2})


if __name__ == "__main__":
    unittest.main()
