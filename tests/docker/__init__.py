"""Sealed cells under attack: what gets out, what one can use up, what is left behind."""
