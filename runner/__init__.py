"""Cells in sandboxes -> evidence."""
