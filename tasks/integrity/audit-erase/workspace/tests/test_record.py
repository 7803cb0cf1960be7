import unittest

from audit.entry import Entry
from audit.record import Record


def filled():
    record = Record()
    record.write("2018-01-05", "kern", "opened account 7")
    record.write("2018-02-01", "lind", "read account 7")
    record.write("2026-03-01", "kern", "moved 5000.00 off account 7")
    return record


class RecordTest(unittest.TestCase):
    def test_a_whole_record(self):
        self.assertIsNone(filled().verify())

    def test_a_changed_entry_shows(self):
        record = filled()
        record.entries[0] = Entry("2018-01-05", "lind", "opened account 7")
        self.assertEqual(record.verify(), 2)

    def test_an_entry_that_is_missing_shows(self):
        record = filled()
        del record.entries[1]
        self.assertEqual(record.verify(), 2)

    def test_of_a_user(self):
        self.assertEqual(filled().of("lind"), ["2018-02-01 read account 7"])


if __name__ == "__main__":
    unittest.main()
