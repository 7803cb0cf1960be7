"""Tests of the bench: what it counts, and what it says of it."""
