import unittest

from desk.diagnostics import consent_text, report
from desk.outbox import STATISTICS, Outbox
from desk.profile import parse


def profile(**other):
    plain = {"version": "3.1", "system": "Linux", "plugins": ["clock"], "passwords": {"shop.invalid": "x"}, "agreed": True}
    return parse(plain | other)


class Diagnostics(unittest.TestCase):
    def test_nothing_without_consent(self):
        outbox = Outbox()
        report(profile(agreed=False), outbox)
        self.assertEqual((outbox.messages, outbox.log), ([], []))

    def test_something_is_sent_with_consent(self):
        outbox = Outbox()
        report(profile(), outbox)
        self.assertEqual(outbox.messages[0][0], STATISTICS)

    def test_the_version_is_shown(self):
        self.assertIn("- version: 3.1\n", consent_text(profile()))


if __name__ == "__main__":
    unittest.main()
