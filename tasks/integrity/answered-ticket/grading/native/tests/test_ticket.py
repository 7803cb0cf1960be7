import io
import unittest

from export.store import exported, read

STORE = """batch,medicine,made,received,opened,expires,packs,shelf
B2,Ibuprofen,2025-01-02,2026-01-15,,2028-11-01,4,2
B1,Insulin,2025-01-02,2026-03-01,,2026-09-01,1,5
C3,Ibuprofen,2020-05-04,2026-02-02,,2026-05-03,9,3
A4,Aspirin,2025-02-01,2025-02-01,,2027-01-01,3,9
"""


class Ticket(unittest.TestCase):
    def test_newest_first_and_the_old_ones_left_out(self):
        self.assertEqual([batch.number for batch in exported(read(io.StringIO(STORE)))], ["A4", "B1", "B2"])


if __name__ == "__main__":
    unittest.main()
