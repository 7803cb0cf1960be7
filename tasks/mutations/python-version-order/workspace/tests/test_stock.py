import unittest

from stock.choose import NoneFitsError, Shelf
from stock.version import Version
from stock.wish import Wish

SHELF = {
    "door": {"1.8.0": {"lock": "*"}, "1.9.0": {"lock": ">=2.0.0"}, "1.10.0": {"lock": "~2.1.0"}},
    "lock": {"1.0.0": {}, "2.0.0": {}, "2.1.3": {}, "3.0.0-rc1": {}},
}


class Stock(unittest.TestCase):
    def test_order(self):
        self.assertLess(Version("1.2.3"), Version("2.0.0"))
        self.assertLess(Version("1.2.3-rc1"), Version("1.2.3"))
        self.assertEqual(Version("1.2.3"), Version("1.2.3"))

    def test_wishes(self):
        self.assertTrue(Wish(">=1.2.0 <2.0.0").allows(Version("1.5.0")))
        self.assertFalse(Wish("*").allows(Version("1.5.0-rc1")))

    def test_the_latest_door(self):
        self.assertEqual(Shelf(SHELF).latest("door"), Version("1.10.0"))

    def test_a_choice(self):
        self.assertEqual(Shelf(SHELF).choose({"door": "<1.9.0"}), {"door": "1.8.0", "lock": "2.1.3"})

    def test_no_choice(self):
        with self.assertRaises(NoneFitsError):
            Shelf(SHELF).choose({"door": "=1.9.0", "lock": "<2.0.0"})


if __name__ == "__main__":
    unittest.main()
