"""What the grader may call, as plain values."""

from heating.clamp import clamp

CALLS = {"clamp": clamp}
