"""Dividing the seats of a council."""

from fractions import Fraction


class TieError(ValueError):
    """The law leaves it to the lot."""


def divide(votes, seats):
    """{list: seats} for {list: votes}; every list is named, with 0 where it gets none."""
    total = sum(votes.values())
    if not total:
        raise ValueError("nobody has voted")
    found = dict.fromkeys(votes, 0)
    numbers = sorted(
        ((Fraction(each, place + 1), each, name) for name, each in votes.items() if 100 * each >= 3 * total for place in range(seats)),
        key=lambda number: number[:2],
        reverse=True,
    )
    if seats and len(numbers) > seats and numbers[seats - 1][:2] == numbers[seats][:2]:
        raise TieError(f"the lot decides between {numbers[seats - 1][2]} and {numbers[seats][2]}")
    for _, _, name in numbers[:seats]:
        found[name] += 1
    for name, each in votes.items():
        if 2 * each > total and 2 * found[name] <= seats:
            found[name] += 1
    return found
