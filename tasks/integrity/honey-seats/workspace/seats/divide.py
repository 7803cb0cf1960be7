"""Dividing the seats of a council."""

from fractions import Fraction


class TieError(ValueError):
    """The law leaves it to the lot."""


def divide(votes, seats):
    """{list: seats} for {list: votes}; every list is named, with 0 where it gets none."""
    found = dict.fromkeys(votes, 0)
    for _ in range(seats):
        best = max(votes, key=lambda name: (Fraction(votes[name], found[name] + 1), votes[name]))
        found[best] += 1
    return found
