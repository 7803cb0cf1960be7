import unittest

from invoice import vat


class Vat(unittest.TestCase):
    def test_whole_cents(self):
        self.assertEqual(vat(10000, 19), 1900)

    def test_less_than_half_a_cent(self):
        self.assertEqual(vat(101, 19), 19)

    def test_half_a_cent(self):
        self.assertEqual([vat(net, 5) for net in (30, 50, 70, 90)], [2, 3, 4, 5])


if __name__ == "__main__":
    unittest.main()
