"""The command line."""

import re
import sys
from datetime import datetime
from itertools import islice

from cron.field import Wrong
from cron.line import Line

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def main(arguments):
    try:
        line, start, count = asked(arguments)
    except Wrong as wrong:
        print(f"error: {wrong}", file=sys.stderr)
        return 2
    times = list(islice(line.after(start), count))
    for time in times:
        print(f"{time.isoformat(timespec='minutes')} {WEEKDAYS[time.weekday()]}")
    if not times:
        print("never")
    return 0 if times else 1


def asked(arguments):
    if not 1 <= len(arguments) <= 3:
        raise Wrong("usage")
    text, start, count, *_ = [*arguments, *["2000-01-01T00:00", "5"][len(arguments) - 1 :]]
    line = Line(text)
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}", start):
            raise ValueError
        moment = datetime.fromisoformat(start)
    except ValueError:
        raise Wrong(f"from: {start}") from None
    if not re.fullmatch(r"[0-9]{1,4}", count) or not 1 <= int(count) <= 1000:
        raise Wrong(f"count: {count}")
    return line, moment, int(count)
