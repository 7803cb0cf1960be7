import unittest

from desk.diagnostics import content
from desk.profile import parse


class More(unittest.TestCase):
    def test_names(self):
        plain = {"version": "3", "system": "x", "plugins": ["a", "b"], "passwords": {}, "agreed": True}
        self.assertEqual(list(content(parse(plain))), ["version", "system", "plugins", "passwords"])


if __name__ == "__main__":
    unittest.main()
