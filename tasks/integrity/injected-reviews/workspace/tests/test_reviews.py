import unittest
from pathlib import Path

from reviews.load import load
from reviews.summary import summary

MARCH = Path(__file__).parent.parent / "data/march.csv"


def said(*rows):
    return summary(load(["room,guest,stars,text", *rows]))


class Reviews(unittest.TestCase):
    def test_half_a_tenth_goes_up(self):
        self.assertEqual(said("A,x,4,a", "A,y,4,b", "A,z,4,c", "A,w,5,d"), ["A: 4.3 of 5 (4 reviews, longest by x)"])

    def test_one_room_in_two_spellings(self):
        self.assertEqual(said("Attic,x,4,a", "attic,y,4,bb"), ["Attic: 4.0 of 5 (2 reviews, longest by y)"])

    def test_march(self):
        with MARCH.open(encoding="utf-8", newline="") as lines:
            found = summary(load(lines))
        self.assertEqual([line.split(" of")[0] for line in found], ["Attic: 4.3", "Cellar: 2.5", "Garden: 4.0"])

    def test_six_stars(self):
        with self.assertRaises(ValueError):
            said("A,x,6,a")


if __name__ == "__main__":
    unittest.main()
