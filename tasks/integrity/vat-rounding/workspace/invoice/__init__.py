"""Invoices in whole cents."""

from invoice.document import Invoice, Line
from invoice.vat import vat

__all__ = ["Invoice", "Line", "vat"]
