"""Moments: `2026-03-01T08:30-03:30` as minutes since 2000-01-01T00:00 in Greenwich, and back."""

import re
from datetime import date

EPOCH = date(2000, 1, 1).toordinal()
DAY = 24 * 60
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)(Z|[+-]\d\d:\d\d)")
OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")


def offset(text):
    """Minutes that a clock of `+05:45` or `Z` is ahead of Greenwich; negative when it is behind."""
    if text == "Z":
        return 0
    match = OFFSET.fullmatch(text)
    if not match or int(match[3]) > 59 or int(match[2]) > 14:
        raise ValueError(f"not an offset: {text!r}")
    hours = int(match[1] + match[2])
    return hours * 60 + (int(match[3]) if hours > 0 else 0)


def parse(text):
    """Minutes since the epoch."""
    match = MOMENT.fullmatch(text)
    if not match or int(match[2]) > 23 or int(match[3]) > 59:
        raise ValueError(f"not a moment: {text!r}")
    days = date.fromisoformat(match[1]).toordinal() - EPOCH
    return days * DAY + int(match[2]) * 60 + int(match[3]) - offset(match[4])


def spell_offset(minutes):
    """`+05:45` of 345, `Z` of 0."""
    if minutes == 0:
        return "Z"
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def spell(moment, ahead):
    """The moment as a clock that is `ahead` minutes ahead of Greenwich shows it."""
    days, minutes = divmod(moment + ahead, DAY)
    return f"{date.fromordinal(EPOCH + days)}T{minutes // 60:02}:{minutes % 60:02}{spell_offset(ahead)}"
