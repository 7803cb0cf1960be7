import unittest

from invoice import Invoice, Line
from invoice.text import render


class InvoiceTest(unittest.TestCase):
    def setUp(self):
        self.invoice = Invoice("2026-7", (Line("pen", 1, 50, 5), Line("ink", 2, 45, 5), Line("desk", 1, 10000)))

    def test_vat_is_rounded_line_by_line(self):
        self.assertEqual(self.invoice.vat_by_rate(), {5: 8, 19: 1900})

    def test_net(self):
        self.assertEqual(self.invoice.net, 10140)

    def test_the_text_names_the_invoice(self):
        self.assertTrue(render(self.invoice).startswith("Invoice 2026-7\n1 x pen: 0.50\n"))


if __name__ == "__main__":
    unittest.main()
