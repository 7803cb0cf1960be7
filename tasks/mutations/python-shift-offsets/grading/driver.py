"""What the grader may call, as plain values."""

from roster.cover import gaps, report, rests
from roster.moment import offset, parse, spell
from roster.shift import read


def moved(text, ahead):
    return spell(parse(text), ahead)


def reported(lines, first, last, ahead):
    return report([read(line) for line in lines], first, last, ahead)


def rested(lines, least):
    return [list(each) for each in rests([read(line) for line in lines], least)]


def common(one, other):
    return read(one).overlap(read(other))


CALLS = {"offset": offset, "moved": moved, "report": reported, "rests": rested, "overlap": common}
