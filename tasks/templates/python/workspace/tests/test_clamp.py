import unittest

from heating.clamp import clamp


class Clamp(unittest.TestCase):
    def test_within(self):
        self.assertEqual(clamp(50, 20, 80), 50)

    def test_above(self):
        self.assertEqual(clamp(95, 20, 80), 80)


if __name__ == "__main__":
    unittest.main()
