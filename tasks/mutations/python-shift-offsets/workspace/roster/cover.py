"""Whether the desk is covered all day long."""

from roster.moment import parse, spell


def gaps(shifts, first, last):
    """The stretches from `first` to `last` in which nobody works, as pairs of moments, earliest first."""
    found, reached = [], first
    for shift in sorted(shifts, key=lambda shift: shift.start):
        if shift.start >= last:
            break
        if shift.start > reached:
            found.append((reached, shift.start))
        reached = max(reached, shift.end)
    if reached < last:
        found.append((reached, last))
    return found


def rests(shifts, least):
    """(person, minutes) where somebody has less than `least` minutes between two shifts that follow each other."""
    short, before = [], {}
    for shift in sorted(shifts, key=lambda shift: shift.start):
        if shift.person in before and shift.start - before[shift.person].end < least:
            short.append((shift.person, shift.start - before[shift.person].end))
        before[shift.person] = shift
    return short


def report(shifts, first, last, ahead):
    """The gaps as lines, on a clock that is `ahead` of Greenwich."""
    start, end = parse(first), parse(last)
    lines = [f"{spell(a, ahead)} to {spell(b, ahead)}: nobody ({b - a} min)" for a, b in gaps(shifts, start, end)]
    return lines or ["covered"]
