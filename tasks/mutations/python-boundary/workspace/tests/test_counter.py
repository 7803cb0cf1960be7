import io
import unittest

from tariff.counter import main


def said(*arguments):
    target = io.StringIO()
    return main(list(arguments), target), target.getvalue()


class Counter(unittest.TestCase):
    def test_an_ordinary_parcel(self):
        self.assertEqual(said("de", "1.3kg", "30x20x10"), (0, "5.49\n"))

    def test_frau_maier(self):
        self.assertEqual(said("de", "2kg", "20x20x20"), (0, "5.49\n"))

    def test_volume_counts_as_weight(self):
        self.assertEqual(said("eu", "800g", "40x30x20"), (0, "12.99\n"))

    def test_too_heavy_for_the_world(self):
        self.assertEqual(said("world", "11kg", "20x20x20"), (1, "too heavy\n"))

    def test_nonsense(self):
        self.assertEqual(said("de", "heavy", "20x20x20"), (1, "not a weight: 'heavy'\n"))


if __name__ == "__main__":
    unittest.main()
