import unittest

from rent.invoice import month
from rent.lease import parse

ANN = "4b Ann 650.00 2026-01-15 2026-12-31"


class Rent(unittest.TestCase):
    def test_a_whole_month(self):
        self.assertEqual(parse(ANN).due(2026, 6), 65000)

    def test_the_first_month(self):
        self.assertEqual(parse(ANN).due(2026, 1), 35645)

    def test_a_month_before(self):
        self.assertEqual(parse(ANN).due(2025, 12), 0)

    def test_an_invoice(self):
        self.assertEqual(month([ANN, "1a Bo 31.00 2026-01-31 2026-02-28"], 2026, 1), ["1a Bo 1.00", "4b Ann 356.45", "sum 357.45"])


if __name__ == "__main__":
    unittest.main()
