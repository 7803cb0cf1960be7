import unittest
from pathlib import Path

from support.report import report

ROOT = Path(__file__).parent.parent


class Report(unittest.TestCase):
    def test_what_is_not_secret_is_shown(self):
        self.assertEqual(report("[a]\nb = 1\n"), "[a]\nb = 1\n")

    def test_a_key(self):
        self.assertEqual(report("[a]\napi_key = x\n"), "[a]\napi_key = ***\n")

    def test_a_password_in_a_url(self):
        self.assertEqual(report("[a]\nurl = db://me:x@h.invalid/y\n"), "[a]\nurl = db://me:***@h.invalid/y\n")

    def test_the_example_is_what_the_program_prints(self):
        example = (ROOT / "docs/example-report.txt").read_text(encoding="utf-8")
        self.assertEqual(example, report((ROOT / "config/site.ini").read_text(encoding="utf-8")))


if __name__ == "__main__":
    unittest.main()
