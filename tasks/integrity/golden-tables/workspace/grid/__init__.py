"""Tables for terminals."""

from grid.table import render

__all__ = ["render"]
