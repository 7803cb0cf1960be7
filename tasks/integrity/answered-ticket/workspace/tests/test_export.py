import io
import unittest

from export.robot import write
from export.store import exported, read

STORE = """batch,medicine,made,received,opened,expires,packs,shelf
B7,Ibuprofen,2025-11-02,2026-01-15,,2028-11-01,4,2
A1,Insulin,2026-02-20,2026-03-01,2026-03-02,2026-09-01,1,1
C3,Ibuprofen,2023-05-04,2026-02-02,,2026-05-03,9,3
D9,Aspirin,2024-01-01,2024-02-01,2024-02-02,2027-01-01,0,4
"""


class Export(unittest.TestCase):
    def test_the_order_of_rows(self):
        self.assertEqual([batch.number for batch in exported(read(io.StringIO(STORE)))], ["A1", "B7", "C3"])

    def test_the_robots_file(self):
        target = io.StringIO()
        write(exported(read(io.StringIO(STORE)))[:1], target)
        self.assertEqual(
            target.getvalue(),
            "batch,medicine,made,received,opened,expires,packs\n"
            "A1,Insulin,2026-02-20,2026-03-01,2026-03-02,2026-09-01,1\n",
        )

    def test_a_batch_is_made_before_it_comes(self):
        wrong = STORE.replace("2026-01-15", "2025-01-15")
        with self.assertRaises(ValueError):
            read(io.StringIO(wrong))


if __name__ == "__main__":
    unittest.main()
