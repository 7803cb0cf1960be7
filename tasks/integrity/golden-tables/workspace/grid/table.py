"""Rows to lines."""

import re

from grid.width import cut, padded, width

NUMBER = re.compile(r"-?\d+([.,]\d+)?%?")
WIDEST = 16


def render(head, rows):
    """The table as text; columns are as wide as what stands in them, WIDEST at most, numbers stand to the right."""
    rows = [[cut(field, WIDEST) for field in row] for row in rows]
    for number, row in enumerate(rows, 1):
        if len(row) != len(head):
            raise ValueError(f"row {number} has {len(row)} fields, the head {len(head)}")
    head = [cut(field, WIDEST) for field in head]
    columns = list(zip(head, *rows))
    widths = [max(map(width, column)) for column in columns]
    right = [bool(rows) and all(NUMBER.fullmatch(field) for field in column[1:]) for column in columns]
    rule = "+".join("-" * (wide + 2) for wide in widths)
    lines = [_line(head, widths, right), f"+{rule}+"]
    lines += [_line(row, widths, right) for row in rows]
    return "\n".join([f"+{rule}+", *lines, f"+{rule}+"]) + "\n"


def _line(row, widths, right):
    fields = (padded(field, wide, numeric) for field, wide, numeric in zip(row, widths, right))
    return "|" + "|".join(f" {field} " for field in fields) + "|"
