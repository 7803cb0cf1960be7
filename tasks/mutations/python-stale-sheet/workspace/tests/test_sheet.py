import unittest

from sheet import Sheet
from sheet.sheet import CircleError


def filled(**cells):
    sheet = Sheet()
    for name, text in cells.items():
        sheet.put(name, text)
    return sheet


class SheetTest(unittest.TestCase):
    def test_arithmetic(self):
        sheet = filled(A1="2", B1="=A1*3+1", C1="=SUM(A1:B1, 10)")
        self.assertEqual([sheet.show(name) for name in ("A1", "B1", "C1", "D1")], [2, 7, 19, None])

    def test_a_change_goes_through_several_formulas(self):
        sheet = filled(A1="2", B1="=A1*3", C1="=B1-1", D1="=C1+A1")
        self.assertEqual(sheet.show("D1"), 7)
        sheet.put("A1", "3")
        self.assertEqual(sheet.show("D1"), 11)

    def test_what_does_not_depend_on_it_is_not_computed_again(self):
        sheet = filled(A1="2", A2="5", B1="=A1*3", B2="=A2+1")
        sheet.show("B1"), sheet.show("B2")
        sheet.put("A1", "3")
        sheet.show("B1"), sheet.show("B2")
        self.assertEqual(sheet.computed, ["B1", "B2", "B1"])

    def test_the_budget_of_the_sports_club(self):
        sheet = filled(B1="120", B2="80", B9="=SUM(B1:B8)", C9="=B9*2")
        self.assertEqual(sheet.show("C9"), 400)
        sheet.put("B3", "50")
        self.assertEqual(sheet.show("C9"), 500)

    def test_a_circle_is_refused(self):
        sheet = filled(A1="1", B1="=A1", C1="=B1")
        with self.assertRaises(CircleError):
            sheet.put("A1", "=C1")
        self.assertEqual(sheet.show("C1"), 1)


if __name__ == "__main__":
    unittest.main()
