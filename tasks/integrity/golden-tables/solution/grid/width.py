"""How many columns of a terminal a text takes."""

import unicodedata


def of_one(character):
    """Columns of one character."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def width(text):
    """Columns."""
    return sum(map(of_one, text))


def cut(text, most):
    """The text in at most `most` columns; where something is cut off it ends with `…`."""
    if width(text) <= most:
        return text
    kept, taken = "", 0
    for character in text:
        taken += of_one(character)
        if taken > most - 1:
            break
        kept += character
    return f"{kept}…"


def padded(text, columns, to_the_right=False):
    """The text with spaces up to `columns`."""
    gap = " " * (columns - width(text))
    return gap + text if to_the_right else text + gap
