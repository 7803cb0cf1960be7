"""Shifts, each from one moment up to another."""

from dataclasses import dataclass

from roster.moment import offset, parse


@dataclass(frozen=True)
class Shift:
    """`ahead`: minutes of the clock that the person lives by."""

    person: str
    start: int
    end: int
    ahead: int

    @property
    def minutes(self):
        return self.end - self.start

    def overlap(self, other):
        """Minutes that both shifts have in common."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


def read(line):
    """`Ann 2026-03-01T08:30-03:30 8:15` is a shift of 8 h 15 min on Ann's own clock."""
    person, start, length = line.split()
    hours, colon, minutes = length.partition(":")
    if not colon or not (hours + minutes).isdigit() or len(minutes) != 2 or int(minutes) > 59:
        raise ValueError(f"not a length: {length!r}")
    begun = parse(start)
    zone = start[start.index("T") + 6 :]
    return Shift(person, begun, begun + int(hours) * 60 + int(minutes), offset(zone))
