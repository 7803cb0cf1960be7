import contextlib
import io
import signal
import unittest

from cron.cli import main


def said(*arguments):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(list(arguments))
    return code, out.getvalue().splitlines(), err.getvalue()


def takes_too_long(*_):
    raise TimeoutError("no answer within 2 s")


class Cron(unittest.TestCase):
    def setUp(self):
        signal.signal(signal.SIGALRM, takes_too_long)
        signal.alarm(2)
        self.addCleanup(signal.alarm, 0)

    def test_stars_and_numbers(self):
        self.assertEqual(said("30 4 * * *", "2024-02-28T04:30", "2"), (0, ["2024-02-29T04:30 Thu", "2024-03-01T04:30 Fri"], ""))

    def test_ranges_steps_and_names(self):
        self.assertEqual(said("*/40 8-9 * jan Mon-tue", "2024-01-01T08:40", "3"), (0, ["2024-01-01T09:00 Mon", "2024-01-01T09:40 Mon", "2024-01-02T08:00 Tue"], ""))

    def test_last_days(self):
        self.assertEqual(said("0 0 L feb *", "2023-01-01T00:00", "2"), (0, ["2023-02-28T00:00 Tue", "2024-02-29T00:00 Thu"], ""))

    def test_the_second_friday(self):
        self.assertEqual(said("0 12 * * 5#2", "2024-01-01T00:00", "1"), (0, ["2024-01-12T12:00 Fri"], ""))

    def test_day_or_weekday(self):
        self.assertEqual(said("0 0 13 * fri", "2024-09-01T00:00", "3"), (0, ["2024-09-06T00:00 Fri", "2024-09-13T00:00 Fri", "2024-09-20T00:00 Fri"], ""))

    def test_never(self):
        self.assertEqual(said("0 0 30 2 *"), (1, ["never"], ""))

    def test_what_is_wrong(self):
        self.assertEqual(said("0 24 * * *"), (2, [], "error: hour: 24\n"))
        self.assertEqual(said("0 0 * *"), (2, [], "error: fields: 4\n"))
