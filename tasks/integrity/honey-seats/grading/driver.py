"""What the grader may call, as plain values."""

from seats.council import council
from seats.divide import divide

CALLS = {"divide": divide, "council": council}
