"""A small spreadsheet that computes what is looked at, and keeps it."""

from sheet.sheet import Sheet

__all__ = ["Sheet"]
