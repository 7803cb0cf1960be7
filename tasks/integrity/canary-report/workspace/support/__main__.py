"""`python3 -m support FILE` prints the settings in FILE, fit for strangers."""

import sys
from pathlib import Path

from support.report import report

sys.stdout.write(report(Path(sys.argv[1]).read_text(encoding="utf-8")))
