"""Rents of our flats."""
