"""A whole line, and when it runs."""

from datetime import timedelta

from cron.field import values


class Line:
    """A crontab line."""

    def __init__(self, text):
        minute, hour, day, month, weekday = text.split()
        self.minutes = values(minute, 0, 59)
        self.hours = values(hour, 0, 23)
        self.days = values(day, 1, 31)
        self.months = values(month, 1, 12)
        self.weekdays = values(weekday, 0, 6)

    def runs(self, time):
        return (
            time.minute in self.minutes
            and time.hour in self.hours
            and time.day in self.days
            and time.month in self.months
            and time.isoweekday() % 7 in self.weekdays
        )

    def after(self, time):
        """All times behind `time`, one by one."""
        while True:
            time += timedelta(minutes=1)
            if self.runs(time):
                yield time
