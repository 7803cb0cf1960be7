"""A whole line, and when it runs."""

from calendar import monthrange
from datetime import date, datetime, time

from cron.field import KINDS, Wrong, read

SHORT = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
}
LAST_YEAR = 2999


class Line:
    """A crontab line."""

    def __init__(self, text):
        fields = text.split()
        if len(fields) == 1 and fields[0].startswith("@"):
            if fields[0] not in SHORT:
                raise Wrong(f"line: {fields[0]}")
            fields = SHORT[fields[0]].split()
        if len(fields) != len(KINDS):
            raise Wrong(f"fields: {len(fields)}")
        self.minute, self.hour, self.day, self.month, self.weekday = map(read, KINDS, fields)

    def days(self, year, month):
        """The days of a month on which it runs."""
        length = monthrange(year, month)[1]
        for number in range(1, length + 1):
            weekday = date(year, month, number).isoweekday() % 7
            by_day = number in self.day.values or length - number in self.day.last
            nth = (weekday, (number + 6) // 7) in self.weekday.nth or (number + 7 > length and (weekday, 0) in self.weekday.nth)
            by_weekday = weekday in self.weekday.values or nth
            either = self.day.restricted and self.weekday.restricted
            if by_day or by_weekday if either else by_day and by_weekday:
                yield date(year, month, number)

    def after(self, start):
        """All times behind `start`, one by one."""
        times = [time(hour, minute) for hour in sorted(self.hour.values) for minute in sorted(self.minute.values)]
        for year in range(start.year, LAST_YEAR + 1):
            for month in sorted(self.month.values):
                if (year, month) < (start.year, start.month):
                    continue
                for day in self.days(year, month):
                    if day >= start.date():
                        yield from (moment for at in times if (moment := datetime.combine(day, at)) > start)
