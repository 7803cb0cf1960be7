"""What the grader may call, as plain values."""

from invoice import Invoice, Line, vat
from invoice.text import render


def invoice(lines):
    made = Invoice("1", tuple(Line(*line) for line in lines))
    return {"net": made.net, "vat": made.vat, "total": made.total, "text": render(made)}


CALLS = {"vat": vat, "invoice": invoice}
