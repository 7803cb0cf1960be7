"""The command line."""

from datetime import datetime
from itertools import islice

from cron.line import Line


def main(arguments):
    line = Line(arguments[0])
    start = datetime.fromisoformat(arguments[1] if len(arguments) > 1 else "2000-01-01T00:00")
    for time in islice(line.after(start), int(arguments[2]) if len(arguments) > 2 else 5):
        print(time.strftime("%Y-%m-%dT%H:%M %a"))
    return 0
