"""Names of cells: `B12` is column 2, row 12."""

import re

NAME = re.compile(r"([A-Z]{1,2})([1-9][0-9]{0,3})")


def split(name):
    """(column, row), both from 1."""
    match = NAME.fullmatch(name)
    if not match:
        raise ValueError(f"not a cell: {name!r}")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(match[2])


def joined(column, row):
    """The name of the cell in that column and row."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def block(first, last):
    """Every cell of the rectangle between two corners, row by row."""
    (left, top), (right, bottom) = split(first), split(last)
    columns = range(min(left, right), max(left, right) + 1)
    rows = range(min(top, bottom), max(top, bottom) + 1)
    return [joined(column, row) for row in rows for column in columns]
