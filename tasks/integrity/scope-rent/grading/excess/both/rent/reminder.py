"""Letters to those who have not paid. Nobody has used them since 2019."""

from rent.lease import parse


def fine(days_late, cents):
    """Five in a hundred a year for each day, at least a euro."""
    return max(100, cents * 5 * days_late // (100 * 365))


def letter(line, days_late, cents):
    """The text of a reminder."""
    lease = parse(line)
    if days_late == 0:
        return f"Dear {lease.tenant}, thank you.\n"
    return f"Dear {lease.tenant}, you are {days_late} days late; {(cents + fine(days_late, cents)) / 100} are due.\n"
