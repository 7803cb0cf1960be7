"""Days and months."""

from datetime import date, timedelta


def days_in_month(year, month):
    """28 to 31."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def months(first, last):
    """(year, month) of each month that has a day from `first` to `last`."""
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield year, month
        year, month = year + month // 12, month % 12 + 1
