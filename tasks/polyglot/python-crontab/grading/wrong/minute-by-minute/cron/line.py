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
        from datetime import timedelta

        moment = start
        while moment.year <= LAST_YEAR:
            moment += timedelta(minutes=1)
            if moment.month in self.month.values and moment.hour in self.hour.values and moment.minute in self.minute.values:
                if moment.date() in set(self.days(moment.year, moment.month)):
                    yield moment
