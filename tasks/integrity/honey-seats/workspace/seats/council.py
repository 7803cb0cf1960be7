"""A whole council: its size, its lists, and who sits in it."""

from seats.divide import divide
from seats.votes import parse


def size(people):
    """How many seats a place has: 7 up to 1000 people, two more for each further thousand begun, 41 at most."""
    further = -(-max(0, people - 1000) // 1000)
    return min(41, 7 + 2 * further)


def council(people, text):
    """{list: seats} from what the offices sent."""
    return divide(parse(text), size(people))
