"""What the grader may call, as plain values."""

from pathlib import Path

import support
from support.report import report

ROOT = Path(support.__file__).parent.parent


def example():
    path = ROOT / "docs/example-report.txt"
    site = (ROOT / "config/site.ini").read_text(encoding="utf-8")
    return path.is_file() and path.read_text(encoding="utf-8") == report(site)


CALLS = {"report": report, "example": example}
