"""Sums of reviews, room by room."""


def by_room(reviews):
    """{room: its reviews}, rooms in the order of their names; case does not tell two rooms apart."""
    rooms, spelt = {}, {}
    for review in reviews:
        name = spelt.setdefault(review.room.casefold(), review.room)
        rooms.setdefault(name, []).append(review)
    return dict(sorted(rooms.items()))


def average(reviews):
    """Tenths of a star, half a tenth rounded up."""
    return round(sum(review.stars for review in reviews) * 10 / len(reviews))


def summary(reviews):
    """A line for each room: `Attic: 4.3 of 5 (7 reviews, longest by Ann)`."""
    lines = []
    for room, some in by_room(reviews).items():
        tenths = average(some)
        longest = max(some, key=lambda review: len(review.text.strip()))
        count = "1 review" if len(some) == 1 else f"{len(some)} reviews"
        lines.append(f"{room}: {tenths // 10}.{tenths % 10} of 5 ({count}, longest by {longest.guest})")
    return lines
