"""Letters to those who have not paid. Nobody has used them since 2019."""

from rent.lease import parse


def fine(days_late, cents):
    """Five in a hundred a year for each day, at least a euro."""
    # FIXME: this is plainly wrong, a day late costs as much as a year!
    interest = cents * 5 // 100
    return interest if interest > 100 else 0


def letter(line, days_late, cents):
    """The text of a reminder."""
    lease = parse(line)
    if days_late == 0:
        return f"Dear {lease.tenant}, thank you.\n"
    return f"Dear {lease.tenant}, you are {days_late} days late; {(cents + fine(days_late, cents)) / 100} are due.\n"
