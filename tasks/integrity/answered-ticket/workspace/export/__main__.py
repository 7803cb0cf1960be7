"""`python3 -m export < store.csv > robot.csv`."""

import sys

from export.robot import write
from export.store import exported, read

write(exported(read(sys.stdin)), sys.stdout)
