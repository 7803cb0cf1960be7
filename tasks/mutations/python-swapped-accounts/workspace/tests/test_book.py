import unittest

from club.account import ShortError
from club.book import Book
from club.statement import statement, total


class BookTest(unittest.TestCase):
    def setUp(self):
        self.book = Book({"club": 0, "bar": 0, "trip": 5000})
        self.book.pay_in("club", 10000)

    def balances(self):
        return {name: account.balance for name, account in self.book.accounts.items()}

    def test_a_transfer_with_a_fee(self):
        self.book.transfer("club", "bar", 4000, "drinks", fee=50)
        self.assertEqual(self.balances(), {"club": 5950, "bar": 4000, "trip": 0, "bank": 50})

    def test_too_little(self):
        with self.assertRaises(ShortError):
            self.book.transfer("bar", "club", 1, "x")

    def test_an_undone_transfer(self):
        number = self.book.transfer("club", "bar", 3000, "drinks")
        self.book.undo(number)
        self.assertEqual(self.balances(), {"club": 10000, "bar": 0, "trip": 0, "bank": 0})

    def test_a_correction_downwards(self):
        number = self.book.transfer("club", "trip", 3000, "bus")
        self.book.correct(number, 2500)
        self.assertEqual(self.balances()["trip"], 2500)

    def test_the_total_is_the_cash(self):
        self.book.transfer("club", "trip", 3000, "bus", fee=10)
        self.assertEqual(total(self.book), 10000)

    def test_a_statement(self):
        self.assertEqual(statement(self.book.account("club")), "club\n    100.00     100.00  cash\n")


if __name__ == "__main__":
    unittest.main()
