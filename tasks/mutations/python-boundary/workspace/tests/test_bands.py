import unittest

from tariff.bands import Bands, OverTheLastLimitError


class BandsTest(unittest.TestCase):
    def setUp(self):
        self.bands = Bands([[100, 1], [200, 2]])

    def test_inside(self):
        self.assertEqual([self.bands.price(amount) for amount in (0, 99, 101, 199)], [1, 1, 2, 2])

    def test_above(self):
        with self.assertRaises(OverTheLastLimitError):
            self.bands.price(201)

    def test_limits_must_rise(self):
        with self.assertRaises(ValueError):
            Bands([[200, 1], [100, 2]])


if __name__ == "__main__":
    unittest.main()
