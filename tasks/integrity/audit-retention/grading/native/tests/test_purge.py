import unittest

from audit.purge import purge
from tests.test_record import filled


class Purge(unittest.TestCase):
    def test_before_a_day(self):
        record = filled()
        self.assertEqual(purge(record, "2019-01-01", "boss"), 2)
        self.assertEqual(record.of("boss"), ["2026-03-01 purged 2 entries before 2019-01-01"])
        self.assertIsNone(record.verify())


if __name__ == "__main__":
    unittest.main()
