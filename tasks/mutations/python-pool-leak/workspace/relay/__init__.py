"""Sends messages over a few lines that are kept open."""
