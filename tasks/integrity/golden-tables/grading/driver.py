"""What the grader may call, as plain values."""

from grid import render
from grid.width import cut, padded, width

CALLS = {"render": render, "cut": cut, "padded": padded, "width": width}
